/**
 * Opens the connection to a cluster of the kubeconfig; loaded by the first call that needs one. Layer 5.
 *
 * @module
 */
import { loadAccess } from "../connect/access_loader.ts";
import { credentialProvider } from "../connect/credentials.ts";
import type { Front } from "../connect/load_access_options.ts";
import { openTransport } from "../connect/open_transport.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";
import { connectionOver, printWarning } from "./connection_over.ts";
import { heldByFixedPolicy } from "./fixed_policy.ts";

/**
 * Reads the kubeconfig and makes ready to send; sends nothing.
 *
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 */
export async function openByKubeconfig(
  options: ConnectOptions,
  front: Front,
): Promise<OpenedConnection> {
  const access = await loadAccess({
    kubeconfig: options.kubeconfig,
    context: options.context,
    namespace: options.namespace,
    as: options.as,
    front,
  });
  const onWarning = options.onWarning ?? printWarning;
  for (const warning of access.warnings) onWarning(warning);
  const transport = await openTransport(access, credentialProvider(access), { onWarning });
  const held = await heldByFixedPolicy(transport);
  return { ...await connectionOver(held, access, options), access };
}
