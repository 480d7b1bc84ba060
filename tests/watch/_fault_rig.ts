/**
 * A watch over the network, through the fault proxy, to the fake API server; time runs a hundred times as
 * fast as it does outside.
 *
 * @module
 */
import type { CredentialProvider, Credentials, TlsSettings } from "../../lib/connect/access.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import type { WatchClock } from "../../lib/watch/clock.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { watchObjects, type WatchSettings } from "../../lib/watch/watch.ts";
import { accessTo, credentialsOf, TestClock } from "../_support/access.ts";
import { type CertificateAuthority, makeAuthority } from "../../lib/serve/certificates.ts";
import {
  type FaultProxy,
  type ProxyFault,
  type ProxyRequest,
  startFaultProxy,
} from "../_support/fault_proxy.ts";
import { CONFIG_MAPS, FakeApiServer, type Item } from "./_fake_apiserver.ts";
import { sessionOver } from "./_faults.ts";

/** Who vouches for the proxy. */
export const authority: CertificateAuthority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });

/** How often fast time looks at the machine's, and how much of it passes at most from one look to the next. */
const STEP_MS = 5;
const MOST_MS = 4 * STEP_MS;

/**
 * Time that runs fast, and no chance. It stands while the process is held up: nobody is silent for long who could
 * not be heard meanwhile.
 */
export function fastClock(speed: number): WatchClock {
  let nowMs = 0;
  let lookedMs = performance.now();
  function now(): number {
    const machineMs = performance.now();
    nowMs += Math.min(machineMs - lookedMs, MOST_MS) * speed;
    lookedMs = machineMs;
    return nowMs;
  }
  return {
    now,
    random: () => 0,
    timer(delayMs, callback) {
      const dueMs = now() + delayMs;
      let id: ReturnType<typeof setTimeout> | undefined;
      function wait(leftMs: number): void {
        id = setTimeout(() => {
          const leftMs = dueMs - now();
          if (leftMs > 0) wait(leftMs);
          else callback();
        }, Math.min(leftMs / speed, STEP_MS));
      }
      wait(delayMs);
      return () => clearTimeout(id);
    },
  };
}

/** Time that runs a hundred times as fast. */
export const FAST_CLOCK: WatchClock = fastClock(100);

/** How the client reaches the proxy. */
export type Way = "plain TCP" | "Deno TLS" | "Node TLS";

/** Both clients over TLS, and plain TCP. */
export const WAYS: readonly Way[] = ["plain TCP", "Deno TLS", "Node TLS"];

/** What a rig is made of. */
export interface RigOptions extends WatchSettings {
  readonly way?: Way;
  readonly plan?: (request: ProxyRequest) => ProxyFault | undefined;
  readonly credentials?: readonly Credentials[] | CredentialProvider;
  /** How the transport behaves; by default it trusts as the way says and does not really wait. */
  readonly transport?: TransportOptions;
  /** What the client trusts beside or in place of the proxy's own authority. */
  readonly tls?: Partial<TlsSettings>;
  /** Set up before the watch begins. */
  readonly prepare?: (server: FakeApiServer) => void;
}

/** A running watch. */
export interface Rig extends AsyncDisposable {
  readonly server: FakeApiServer;
  readonly proxy: FaultProxy;
  /** The clock of the transport, with what was slept between its attempts. */
  readonly retries: TestClock;
  readonly events: WatchEvent<Item>[];
  readonly statuses: WatchStatus[];
  readonly transport: Transport;
  /** What ended the watch. */
  readonly error: () => unknown;
  /**
   * Waits for a state; each thing that happens is looked at.
   *
   * @throws what ended the watch, where that was not awaited; an error after a minute and a half.
   */
  until(what: string, reached: () => boolean): Promise<void>;
}

const LIMIT_MS = 90_000;

/** Starts a server, a proxy and a watch. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const {
    way = "Deno TLS",
    plan,
    credentials = [{}],
    prepare,
    transport: transportOptions,
    tls: otherTls,
    ...watchOptions
  } = options;
  const server = new FakeApiServer();
  prepare?.(server);
  const proxy = startFaultProxy({
    identity: way === "plain TCP" ? undefined : identity,
    upstream: ({ method, path }) => server.handle(new Request(`https://api${path}`, { method })),
    plan,
  });
  const retries = new TestClock();
  const tls = { certificateAuthority: { pem: authority.certificate }, ...otherTls };
  const transport = await openTransport(
    accessTo(proxy.url, way === "plain TCP" ? {} : { tls }),
    isProvider(credentials) ? credentials : credentialsOf(...credentials),
    { rootsEmpty: way !== "Node TLS", clock: retries, ...transportOptions },
  );
  const stop = new AbortController();
  const events: WatchEvent<Item>[] = [];
  const statuses: WatchStatus[] = [];
  let failure: { readonly error: unknown } | undefined;
  const done = (async () => {
    const watch = watchObjects<Item>(sessionOver(transport), { kind: CONFIG_MAPS }, {
      clock: FAST_CLOCK,
      signal: stop.signal,
      onStatus: (status) => statuses.push(status),
      ...watchOptions,
    });
    for await (const event of watch) events.push(event);
  })().catch((error) => {
    failure = { error };
  });
  return {
    server,
    proxy,
    retries,
    events,
    statuses,
    transport,
    error: () => failure?.error,
    async until(what, reached) {
      const limit = performance.now() + LIMIT_MS;
      while (!reached()) {
        if (failure !== undefined) throw new Error(what, { cause: failure.error });
        if (performance.now() > limit) throw new Error(`${what}: not reached`);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
      await transport[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

function isProvider(
  credentials: readonly Credentials[] | CredentialProvider,
): credentials is CredentialProvider {
  return "refresh" in credentials;
}

/** The names of the objects that the events came down to, with their values. */
export function outcome(events: readonly WatchEvent<Item>[]): Map<string, string | undefined> {
  const state = new Map<string, string | undefined>();
  for (const { type, object } of events) {
    const name = object.metadata?.name ?? "";
    if (type === "DELETED") state.delete(name);
    else state.set(name, object.data?.["value"]);
  }
  return state;
}

/** The events in few words. */
export function brief(events: readonly WatchEvent<Item>[]): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata?.name}`);
}
