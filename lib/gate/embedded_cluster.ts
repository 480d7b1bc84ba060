/**
 * The in-memory cluster behind the gate, for `skiff run --embedded`; loaded by such runs only. Layer 6.
 *
 * @module
 */
import { openEmbeddedAccess } from "../api/open_embedded.ts";
import type { ClusterAccess } from "../connect/access.ts";
import type { LoadAccessOptions } from "../connect/load_access_options.ts";
import type { Transport } from "../connect/transport.ts";

/**
 * Opens the in-memory cluster as a run opens any other.
 *
 * @param options Namespace, and whom to act as.
 * @throws {QueryError} when a context or a kubeconfig is named.
 */
export async function openEmbeddedCluster(
  { context, kubeconfig, namespace, as }: LoadAccessOptions,
): Promise<{ readonly access: ClusterAccess; readonly transport: Transport }> {
  const { transport, place } = await openEmbeddedAccess({ context, kubeconfig, namespace, as });
  const access: ClusterAccess = {
    contextName: place.contextName,
    clusterName: place.contextName,
    userName: place.userName,
    namespace: place.namespace,
    server: place.server,
    tls: { insecureSkipVerify: false },
    disableCompression: true,
    user: {},
    source: place.contextName,
    warnings: [],
  };
  return { access, transport };
}
