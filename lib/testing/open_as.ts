/**
 * Connections to a test's cluster, as any of its users. Layer 6.
 *
 * @module
 */
import type { ConnectOptions, OpenedConnection } from "../api/connection.ts";
import { connectionOver } from "../api/connection_over.ts";
import type { SessionClock } from "../client/session.ts";
import type { Impersonation } from "../connect/access.ts";
import { checkImpersonation } from "../connect/impersonation.ts";
import { checkNamespace } from "../connect/namespace.ts";
import { impersonationHeaders } from "../connect/request_headers.ts";
import type { Transport, UpgradeOptions } from "../connect/transport.ts";
import { ADMINISTRATOR, type EmbeddedCluster } from "../embedded/cluster.ts";
import { seededRandom } from "./seed.ts";
import { clockOf, noteWait, type TestClock } from "./test_clock.ts";
import type { TestClusterOptions } from "./test_cluster_options.ts";
import { userInfoOf } from "./test_user.ts";
import type { Wire } from "./wire.ts";

/** What a test cluster is made of. */
export interface TestClusterParts {
  readonly embedded: EmbeddedCluster;
  readonly wire: Wire;
  readonly options: TestClusterOptions;
  /** What is closed with the cluster. */
  readonly closing: AsyncDisposableStack;
}

/** The name of the cluster's context. */
export function nameOf({ options: { context = "test" } }: TestClusterParts): string {
  return context;
}

/**
 * Opens a connection of a user; the caller's options count before those of the cluster.
 *
 * @param parts The cluster.
 * @param user A name of its users; left out: an administrator.
 * @param options What the caller asks for.
 * @throws {ConfigError} when the namespace cannot be one, or somebody is to be impersonated who has no name.
 */
export async function openAs(
  parts: TestClusterParts,
  user: string | undefined,
  options: ConnectOptions,
): Promise<OpenedConnection> {
  const { embedded, wire, options: own } = parts;
  const info = user === undefined ? ADMINISTRATOR : userInfoOf(user, own.users?.[user] ?? {});
  const impersonation = checkImpersonation(undefined, options.as, undefined);
  const transport = actingAs(
    wire.transport(embedded.transport(info), info.username),
    impersonation,
  );
  const place = {
    contextName: nameOf(parts),
    namespace: checkNamespace(options.namespace ?? own.namespace ?? "default", "connect()"),
    server: transport.server,
    userName: user ?? "test",
    cacheDirectory: false,
    clock: own.clock === undefined ? undefined : sessionClock(own.clock, own.seed ?? 1),
  } as const;
  return await connectionOver(transport, place, {
    ...own,
    ...options,
    readOnly: own.readOnly === true || options.readOnly === true,
    dryRun: own.dryRun === true || options.dryRun === true,
  });
}

/** What the library's own waits go by. */
function sessionClock(clock: TestClock, seed: number): SessionClock {
  const manual = clockOf(clock);
  return {
    now: () => manual.now(),
    timer: (delayMs, callback) => manual.timer(delayMs, callback),
    random: seededRandom(seed),
    waiting: (what) => noteWait(clock, what),
  };
}

/** A transport in somebody else's name. */
function actingAs(transport: Transport, impersonation: Impersonation | undefined): Transport {
  if (impersonation === undefined) return transport;
  const headers: Record<string, string> = {};
  for (const [name, value] of impersonationHeaders(impersonation)) {
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  const { upgrade } = transport;
  return {
    server: transport.server,
    send: (path, options = {}) =>
      transport.send(path, { ...options, headers: { ...options.headers, ...headers } }),
    ...(upgrade === undefined ? {} : {
      upgrade: (path: string, options: UpgradeOptions) =>
        upgrade.call(transport, path, { ...options, headers: { ...options.headers, ...headers } }),
    }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
