/**
 * The names in scope at the prompt, on a connection whose requests go where the session's do. Layer 7.
 *
 * @module
 */
import type { OpenOptions } from "../api/open_connection.ts";
import { askBeforeMany } from "./many.ts";
import { type OpenConnection, openPrelude, type Prelude } from "./prelude.ts";
import type { Traffic } from "./traffic.ts";

/**
 * Makes the names; sends nothing.
 *
 * @param traffic Where the session's requests go.
 * @param connect Which cluster, as whom.
 * @param open Opens the connection; left out: from the kubeconfig.
 */
export async function openSessionPrelude(
  traffic: Traffic,
  connect: OpenOptions,
  open: OpenConnection | undefined,
): Promise<Prelude> {
  return await openPrelude({
    connect,
    open,
    currentSignal: () => traffic.signal,
    observe: (transport, opened) => traffic.observe(transport, opened),
    assume: () => traffic.detour?.assume,
    async beforeMany(found) {
      // A plan shows what it holds before anything is done.
      if (traffic.detour === undefined) await askBeforeMany(found, traffic.questions);
    },
  });
}
