/**
 * A connection over a transport that is there already, whatever it leads to. Layer 5.
 *
 * @module
 */
import { lazyDiscovery } from "../client/discovery_lazy.ts";
import type { Session, SessionClock } from "../client/session.ts";
import type { Transport } from "../connect/transport.ts";
import type { WriteLimits } from "../connect/write_guard.ts";
import { parseDuration } from "../core/duration.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";

/** Where a transport leads. */
export interface ConnectionPlace {
  /** The context's name. */
  readonly contextName: string;
  /** The namespace that `ns()` means. */
  readonly namespace: string;
  /** The server's address. */
  readonly server: string;
  /** The user's name; empty where there is none. */
  readonly userName: string;
  /** Where discovery keeps its answers; `false` keeps none. */
  readonly cacheDirectory?: string | false;
  /** The time that calls go by; default the machine's. */
  readonly clock?: SessionClock | undefined;
  /** Hears of waits that count as met; left out: waits wait. */
  readonly assume?: Session["assume"];
}

/**
 * Makes a connection of a transport; sends nothing.
 *
 * @param transport What sends.
 * @param place Where it leads.
 * @param options What every call starts from.
 */
export async function connectionOver(
  transport: Transport,
  place: ConnectionPlace,
  options: ConnectOptions,
): Promise<OpenedConnection> {
  const { contextName, namespace, server, userName, cacheDirectory, clock, assume } = place;
  const guarded = await limited(transport, options);
  return {
    session: {
      contextName,
      namespace,
      transport: guarded,
      discovery: lazyDiscovery(guarded, { signal: options.signal, cacheDirectory }),
      signal: options.signal,
      clock,
      assume,
      warn: onceEach(options.onWarning ?? printWarning),
      timeoutMs: options.timeout === undefined ? undefined : parseDuration(options.timeout),
      readOnly: options.readOnly,
      dryRun: options.dryRun,
      fieldManager: options.fieldManager,
      [Symbol.asyncDispose]: () => guarded[Symbol.asyncDispose](),
    },
    info: {
      context: contextName,
      namespace,
      server,
      user: userName,
      readOnly: options.readOnly ?? false,
      dryRun: options.dryRun ?? false,
    },
  };
}

/** Holds a transport to what was asked for; what does it is loaded only where that is something. */
async function limited(
  transport: Transport,
  { policy, ...limits }: WriteLimits & Pick<ConnectOptions, "policy">,
): Promise<Transport> {
  const ruled = policy === undefined
    ? transport
    : (await import("../client/guard_policy.ts")).guardPolicy(transport, policy);
  if (limits.readOnly !== true && limits.dryRun !== true) return ruled;
  const { guardWrites } = await import("../connect/write_guard.ts");
  return guardWrites(ruled, limits);
}

function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

/** Shows a warning of the server, unless told otherwise. */
export function printWarning(warning: string): void {
  console.warn(`Warning: ${warning}`);
}
