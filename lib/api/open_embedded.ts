/**
 * Connections to one in-memory cluster that the process shares, for `--embedded`; loaded by the first call
 * that needs one. Layer 5.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import { checkNamespace } from "../connect/namespace.ts";
import { checkImpersonation } from "../connect/impersonation.ts";
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../embedded/cluster.ts";
import { playShell } from "../embedded/shell/shell_container.ts";
import type { UserInfo } from "../embedded/server/context.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";
import { connectionOver, type ConnectionPlace } from "./connection_over.ts";

/** The context's name that stands for the in-memory cluster; no kubeconfig has it. */
const CONTEXT = "in-memory";
const USER = "kubernetes-admin";
const NODES = 2;

/** An open way to the in-memory cluster. */
export interface EmbeddedAccess {
  readonly transport: Transport;
  readonly place: ConnectionPlace;
}

/**
 * Makes ready to send to the in-memory cluster; makes the cluster where there is none yet.
 *
 * @param options What was asked for; there is no kubeconfig to choose from.
 * @throws {QueryError} when a context or a kubeconfig is named.
 */
export async function openEmbedded(options: ConnectOptions): Promise<OpenedConnection> {
  const { transport, place } = await openEmbeddedAccess(options);
  return await connectionOver(transport, place, options);
}

/**
 * Opens a way to the in-memory cluster, which lives until the last one is closed.
 *
 * @param options Namespace, and whom to act as.
 * @throws {QueryError} when a context or a kubeconfig is named.
 */
export async function openEmbeddedAccess(options: ConnectOptions): Promise<EmbeddedAccess> {
  const { context, kubeconfig, as } = options;
  const asked = context === undefined || context === CONTEXT
    ? kubeconfig === undefined ? undefined : `kubeconfig ${quote(kubeconfig)}`
    : `context ${quote(context)}`;
  if (asked !== undefined) {
    throw new QueryError(
      `Cannot use ${asked} together with --embedded: the in-memory cluster is in no kubeconfig: ` +
        "leave one out",
    );
  }
  const namespace = checkNamespace(options.namespace ?? "default", "--namespace");
  const cluster = await join();
  const own = cluster.transport(userOf(as));
  let isOpen = true;
  const transport: Transport = {
    ...own,
    async [Symbol.asyncDispose]() {
      if (isOpen) await leave();
      isOpen = false;
    },
  };
  const place: ConnectionPlace = {
    contextName: CONTEXT,
    namespace,
    server: own.server,
    userName: USER,
    cacheDirectory: false,
  };
  return { transport, place };
}

function userOf(as: ConnectOptions["as"]): UserInfo | undefined {
  const said = checkImpersonation(undefined, as, undefined);
  if (said === undefined) return undefined;
  const { user: username, groups, ...rest } = said;
  return { username, groups: [...groups, "system:authenticated"], ...rest };
}

let shared: Promise<EmbeddedCluster> | undefined;
let connections = 0;

/** The REPL connects anew for another namespace, and means the same cluster. */
function join(): Promise<EmbeddedCluster> {
  connections++;
  return shared ??= makeCluster();
}

async function makeCluster(): Promise<EmbeddedCluster> {
  const cluster = createEmbeddedCluster({ nodes: NODES, otherContainers: playShell });
  // Namespaces have their accounts from the start, so that pods can be made at once.
  await cluster.settled();
  return cluster;
}

async function leave(): Promise<void> {
  connections--;
  if (connections > 0) return;
  const last = shared;
  shared = undefined;
  await (await last)?.[Symbol.asyncDispose]();
}
