/**
 * Opens the connection to a cluster of the kubeconfig; loaded by the first call that needs one. Layer 5.
 *
 * @module
 */
import { lazyDiscovery } from "../client/discovery_lazy.ts";
import type { Session } from "../client/session.ts";
import type { ClusterAccess } from "../connect/access.ts";
import { loadAccess } from "../connect/access_loader.ts";
import { credentialProvider } from "../connect/credentials.ts";
import { openTransport } from "../connect/open_transport.ts";
import type { Transport } from "../connect/transport.ts";
import type { WriteLimits } from "../connect/write_guard.ts";
import { parseDuration } from "../core/duration.ts";
import type { ConnectionInfo, ConnectOptions, OpenedConnection } from "./connection.ts";

/**
 * Reads the kubeconfig and makes ready to send; sends nothing.
 *
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 */
export async function openByKubeconfig(options: ConnectOptions): Promise<OpenedConnection> {
  const access = await loadAccess({
    kubeconfig: options.kubeconfig,
    context: options.context,
    namespace: options.namespace,
    as: options.as,
  });
  const onWarning = options.onWarning ?? printWarning;
  for (const warning of access.warnings) onWarning(warning);
  const transport = await limited(
    await openTransport(access, credentialProvider(access), { onWarning }),
    options,
  );
  const session: Session = {
    contextName: access.contextName,
    namespace: access.namespace,
    transport,
    discovery: lazyDiscovery(transport, { signal: options.signal }),
    signal: options.signal,
    warn: onceEach(onWarning),
    timeoutMs: options.timeout === undefined ? undefined : parseDuration(options.timeout),
    readOnly: options.readOnly,
    dryRun: options.dryRun,
    fieldManager: options.fieldManager,
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
  return { session, info: infoOf(access, options), access };
}

/** Holds a transport to reading or dry runs; what does it is loaded only where that is asked for. */
async function limited(transport: Transport, limits: WriteLimits): Promise<Transport> {
  if (limits.readOnly !== true && limits.dryRun !== true) return transport;
  const { guardWrites } = await import("../connect/write_guard.ts");
  return guardWrites(transport, limits);
}

function infoOf(access: ClusterAccess, options: ConnectOptions): ConnectionInfo {
  return {
    context: access.contextName,
    namespace: access.namespace,
    server: access.server,
    user: access.userName,
    readOnly: options.readOnly ?? false,
    dryRun: options.dryRun ?? false,
  };
}

function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

function printWarning(warning: string): void {
  console.warn(`Warning: ${warning}`);
}
