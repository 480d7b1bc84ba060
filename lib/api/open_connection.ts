/**
 * Opens a connection by what is loaded only then. Layer 5.
 *
 * @module
 */
import { warmUpTls } from "../connect/tls_warm_up.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";

/**
 * Reads the kubeconfig and makes ready to send; sends nothing. What does it is loaded here, since a script
 * may come to its end without a connection.
 *
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 */
export async function openConnection(options: ConnectOptions): Promise<OpenedConnection> {
  const warm = warmUpTls();
  try {
    const { openByKubeconfig } = await import("./open_by_kubeconfig.ts");
    const opened = await openByKubeconfig(options);
    // Who sends waits for it; nobody does where there is no TLS.
    if (!opened.info.server.startsWith("https:")) await warm;
    return opened;
  } catch (error) {
    await warm;
    throw error;
  }
}
