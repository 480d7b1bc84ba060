/**
 * Why `node:tls` did not accept a certificate: it says "unable to verify" for one that has expired, too.
 * Layer 1.
 *
 * @module
 */
import { connect } from "node:tls";
import type { TunnelTarget } from "./node_tunnel.ts";

/**
 * Looks at the certificate of a server that was refused; sends nothing.
 *
 * @param error The refusal.
 * @param target The server.
 * @param signal Ends the look.
 * @returns An error that names the reason where it is the time, else the same error.
 */
export function explainRefusal(
  error: Error & { readonly code?: string },
  target: TunnelTarget,
  signal: AbortSignal,
): Promise<Error> {
  const isUnclear = error.code === "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
  // Who has given up already is told of no further abort.
  if (!isUnclear || signal.aborted) return Promise.resolve(error);
  return new Promise((resolve) => {
    // Without authorities of its own it would be refused by the default ones where they are empty.
    const socket = connect({ ...target, ca: [], rejectUnauthorized: false });
    function finish(answer: Error): void {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(answer);
    }
    function onAbort(): void {
      finish(error);
    }
    signal.addEventListener("abort", onAbort);
    socket.once("error", onAbort);
    socket.once("close", onAbort);
    socket.once("secureConnect", () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
      const now = Date.now();
      finish(
        Date.parse(to) < now
          ? new Error("certificate has expired", { cause: error })
          : Date.parse(from) > now
          ? new Error("certificate is not yet valid", { cause: error })
          : error,
      );
    });
  });
}
