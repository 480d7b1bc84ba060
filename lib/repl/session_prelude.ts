/**
 * The names in scope at the prompt, on a connection whose requests go where the session's do; so do those of
 * other connections that lines open. Layer 7.
 *
 * @module
 */
import { type Cluster, connectionOf } from "../api/cluster.ts";
import type { OpenedConnection } from "../api/connection.ts";
import { openForCommand, type OpenOptions } from "../api/open_for_command.ts";
import { behindPrompt, setPromptStandIn } from "../api/stand_in.ts";
import type { Transport } from "../connect/transport.ts";
import { askBeforeMany } from "./many.ts";
import {
  observed,
  type OpenConnection,
  openPrelude,
  type Prelude,
  type PreludeOptions,
} from "./prelude.ts";
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
  open: OpenConnection = openBehindPrompt,
): Promise<Prelude> {
  const observe = (transport: Transport, opened: OpenedConnection) =>
    traffic.observe(transport, opened);
  return await openPrelude({ connect, open, ...hooks(traffic), observe });
}

/**
 * Puts what lines connect to themselves under what holds in the session: `connect()`, and the default cluster
 * of what they import, which is the session's.
 *
 * @param traffic Where the session's requests go.
 * @param current Gives the session's cluster.
 * @param open Opens connections; left out: from the kubeconfig.
 */
export function standInForLines(
  traffic: Traffic,
  current: () => Cluster,
  open: OpenConnection = openBehindPrompt,
): void {
  const observe = (transport: Transport, opened: OpenedConnection) =>
    traffic.join(transport, opened);
  setPromptStandIn({
    get connection() {
      return connectionOf(current());
    },
    open: async (options) => await observed(await open(options), { ...hooks(traffic), observe }),
  });
}

function hooks(traffic: Traffic): PreludeOptions {
  return {
    currentSignal: () => traffic.signal,
    assume: () => traffic.detour?.assume,
    hear: (clock) => traffic.waits.hear(clock),
    async beforeMany(found) {
      // A plan shows what it holds before anything is done.
      if (traffic.detour === undefined) await askBeforeMany(found, traffic.questions);
    },
  };
}

async function openBehindPrompt(options: OpenOptions): Promise<OpenedConnection> {
  return await behindPrompt(() => openForCommand(options));
}
