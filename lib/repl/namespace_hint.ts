/**
 * Warns of a namespace that is not there: what is read there is empty, what is written there is refused.
 * Layer 7.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { Patience } from "../process/patience.ts";
import type { CommandTarget } from "./command.ts";
import { withinMs } from "./live_cache.ts";

/** So long the prompt waits for the answer; what comes later is noted above it. */
const PROMPT_LIMIT_MS = 300;
/** So long the cluster may take. */
const ANSWER_LIMIT_MS = 10_000;

/** What is asked. */
export type NamespaceAsker = Pick<CommandTarget, "cluster" | "note" | "terminal" | "traffic">;

/**
 * Asks the cluster whether the namespace of the session is there, and notes where it is not; says nothing where
 * the cluster does not tell.
 *
 * @param session The session.
 */
export async function warnOfNamespace(session: NamespaceAsker): Promise<void> {
  const { cluster } = session;
  const namespace = cluster.info?.namespace;
  if (namespace === undefined) return;
  const asked = session.traffic.goBeside(async (end) => {
    using patience = new Patience(ANSWER_LIMIT_MS);
    const signal = AbortSignal.any([end, patience.signal]);
    const warning = await warningOf(cluster, namespace, signal);
    // By now the session may be elsewhere.
    if (warning !== undefined && session.cluster === cluster) session.note(warning);
  });
  // From a pipe the next line would come first.
  if (session.terminal) await withinMs(asked, PROMPT_LIMIT_MS);
  else await asked;
}

async function warningOf(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    if (await cluster.namespace(name).exists({ signal })) return undefined;
  } catch {
    // Who may not read namespaces, or reaches no cluster, learns it from the lines that follow.
    return undefined;
  }
  const names = await cluster.namespaces.names({ signal }).catch(() => []);
  const near = suggest(name, names);
  const hint = near === undefined ? "" : `: did you mean ".ns ${near}"`;
  return `Warning: there is no namespace ${quote(name)} yet${hint}`;
}
