/** A real cluster and one in the process, to do the same to both and to compare what becomes of it. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { NodeShape } from "../../lib/embedded/controllers/kubelet/nodes.ts";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

/** A cluster. */
export interface Side extends AsyncDisposable {
  /** Which one, for messages. */
  readonly name: string;
  /** Sends a request; what it answers, refused or not. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** Waits until something holds, while time passes. */
  until(what: string, test: () => Promise<boolean>): Promise<void>;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
}

async function exchange(
  transport: Transport,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Json }> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await transport.send(path, {
    method,
    headers: { "content-type": type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const POLL_MS = 100;
const PATIENCE_SECONDS = 120;

/** A real cluster, where time passes by itself. */
export async function realSide(kubeconfig: string): Promise<Side> {
  const access = await loadAccess({ kubeconfig });
  const transport = await openTransport(access, credentialProvider(access));
  const pass = (seconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  return {
    name: "real",
    ask: (...args) => exchange(transport, ...args),
    pass,
    async until(what, test) {
      const end = Date.now() + PATIENCE_SECONDS * 1000;
      while (!await test()) {
        assert(Date.now() < end, `the real cluster has not come to it: ${what}`);
        await pass(POLL_MS / 1000);
      }
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/**
 * A cluster in the process with all controllers but the kubelet.
 *
 * @param nodes Its nodes, ready from the start; default none.
 */
export async function embeddedSide(nodes: readonly NodeShape[] = []): Promise<Side> {
  const clock = new ManualClock(Math.floor(Date.now() / 1000) * 1000);
  const cluster = createEmbeddedCluster({ clock, nodes, controllers: ["*", "-kubelet"] });
  await cluster.settled();
  const transport = cluster.transport();
  const pass = async (seconds: number) => {
    clock.advance(seconds * 1000);
    await cluster.settled();
  };
  return {
    name: "embedded",
    async ask(...args) {
      const answer = await exchange(transport, ...args);
      await cluster.settled();
      return answer;
    },
    pass,
    async until(what, test) {
      for (let second = 0; !await test(); second++) {
        assert(second < PATIENCE_SECONDS, `the embedded cluster has not come to it: ${what}`);
        await pass(1);
      }
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;

/** An object without what differs from run to run: times, uids, versions, random names, who wrote what. */
export function comparable(value: Json): Json {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === "string") {
    return TIME.test(value) ? "TIME" : value.replace(UID, "UID").replace(SUFFIX, "-RANDOM");
  }
  if (typeof value !== "object" || value === null) return value;
  const { resourceVersion: _version, managedFields: _fields, ...rest } = value;
  return Object.fromEntries(
    Object.entries(rest).sort(([left], [right]) => left < right ? -1 : 1)
      .map(([key, inner]) => [key, comparable(inner)]),
  );
}
