/**
 * Opens a connection by what is loaded only then. Layer 5.
 *
 * @module
 */
import type { Front } from "../connect/load_access_options.ts";
import { findGate } from "../connect/gate_entry.ts";
import { warmUpTls } from "../connect/tls_warm_up.ts";
import { ConfigError } from "../core/errors.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";
import { findStandIn, offeredStandIn } from "./stand_in.ts";

/**
 * Reads the kubeconfig, or finds the gate of `skiff run`, and makes ready to send; sends nothing. What does
 * it is loaded here, since a script may come to its end without a connection.
 *
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 */
export async function openConnection(
  options: ConnectOptions,
  front: Front = "code",
): Promise<OpenedConnection> {
  const standIn = findStandIn();
  if (standIn !== undefined) return await standIn.open(options);
  const gate = findGate();
  if (gate !== undefined) {
    const { openByGate } = await import("./open_by_gate.ts");
    return await openByGate(gate, options);
  }
  const warm = warmUpTls();
  try {
    const { openByKubeconfig } = await import("./open_by_kubeconfig.ts");
    const opened = await openByKubeconfig(options, front);
    // Who sends waits for it; nobody does where there is no TLS.
    if (!opened.info.server.startsWith("https:")) await warm;
    return opened;
  } catch (error) {
    await warm;
    throw front === "code" ? besideStandIn(error) : error;
  }
}

/** In a test that has a cluster, but does not use it, a kubeconfig is not what is missing. */
function besideStandIn(error: unknown): unknown {
  const use = offeredStandIn();
  if (use === undefined || !(error instanceof ConfigError)) return error;
  return new ConfigError(
    `Cannot connect to a cluster: this does not run in use() of the test cluster: ${use}; ` +
      `without it: ${error.message}`,
  );
}
