/**
 * Rules that a compiled tool was made with: every connection to a cluster is held to them. Layer 5.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import type { ConnectPolicy } from "./connection.ts";

let fixed: ConnectPolicy | undefined;

/**
 * Holds every connection that is opened from now on to rules.
 *
 * @param policy The rules.
 */
export function fixPolicy(policy: ConnectPolicy): void {
  fixed = policy;
}

/**
 * Puts the guard of the fixed rules in front of a transport; what does it is loaded only where there are any.
 *
 * @param transport Where requests go.
 */
export async function heldByFixedPolicy(transport: Transport): Promise<Transport> {
  if (fixed === undefined) return transport;
  const [{ guardPolicy }, { COMPILED_ADVICE }] = await Promise.all([
    import("../client/guard_policy.ts"),
    import("../policy/decision.ts"),
  ]);
  return guardPolicy(transport, fixed, { ...COMPILED_ADVICE, allow: "--allow-kube" });
}
