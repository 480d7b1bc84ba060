/**
 * Opens the connection of a script in the sandbox: through the gate that `skiff run` has opened for it.
 * Layer 5.
 *
 * @module
 */
import type { Session } from "../client/session.ts";
import { ASSUMED_PATH, type GateEntry } from "../connect/gate_entry.ts";
import { openGateTransport } from "../connect/gate_transport.ts";
import { checkNamespace } from "../connect/namespace.ts";
import type { Transport } from "../connect/transport.ts";
import { ConfigError } from "../core/errors.ts";
import type { ConnectOptions, OpenedConnection } from "./connection.ts";
import { connectionOver, printWarning } from "./connection_over.ts";

/**
 * Makes ready to send through the gate; sends nothing.
 *
 * @param gate Where the gate is.
 * @param options What was asked for; the gate knows one cluster and one user.
 * @throws {ConfigError} when another cluster or user is asked for.
 */
export async function openByGate(
  gate: GateEntry,
  options: ConnectOptions,
): Promise<OpenedConnection> {
  checkOptions(gate, options);
  const transport = openGateTransport(gate, { onWarning: options.onWarning ?? printWarning });
  const namespace = checkNamespace(options.namespace ?? gate.namespace, "connect()");
  const place = { contextName: gate.context, namespace, server: gate.address, userName: "" };
  const { timeoutMs } = gate;
  return await connectionOver(transport, {
    ...place,
    cacheDirectory: false,
    assume: assumer(gate, transport),
  }, {
    ...options,
    dryRun: gate.dryRun || options.dryRun,
    timeout: options.timeout ?? (timeoutMs === undefined ? undefined : { timeoutMs }),
  });
}

/** With a plan the gate hears of the waits that count as met. */
function assumer({ plan }: GateEntry, transport: Transport): Session["assume"] {
  if (plan !== true) return undefined;
  return async (what) => {
    const response = await transport.send(ASSUMED_PATH, { method: "POST", body: what });
    await response.body?.cancel();
  };
}

function checkOptions(gate: GateEntry, { context, kubeconfig, as }: ConnectOptions): void {
  const [asked, flag] = context !== undefined && context !== gate.context
    ? [`to context ${JSON.stringify(context)}`, "--context"]
    : kubeconfig !== undefined
    ? [`by the kubeconfig ${JSON.stringify(kubeconfig)}`, "--kubeconfig"]
    : as !== undefined
    ? ["as another user", "--as"]
    : [];
  if (asked === undefined) return;
  throw new ConfigError(
    `Cannot connect ${asked}: a script in the sandbox has one connection, to context ${
      JSON.stringify(gate.context)
    }: say it outside, skiff run ${flag}`,
  );
}
