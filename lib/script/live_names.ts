/**
 * Names that complete a word on the command line: contexts of the kubeconfig, objects of the cluster. A
 * completion that cannot be had in time is no completion and no error. Layer 6.
 *
 * @module
 */
import type { ConnectOptions } from "../api/connection.ts";
import { parseDuration } from "../core/duration.ts";
import { Patience } from "../process/patience.ts";

/** How long a shell waits for names from the cluster, where the line says nothing of it. */
const LIVE_LIMIT_MS = 1500;

/**
 * Lists contexts. Reads kubeconfig files only.
 *
 * @param partial The beginning of the word.
 * @param options Which kubeconfig.
 */
export async function contextNames(
  partial: string,
  { kubeconfig }: ConnectOptions = {},
): Promise<readonly string[]> {
  const { listContexts } = await import("../connect/context.ts");
  const contexts = await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
  return startingWith(partial, contexts.map(({ name }) => name));
}

/**
 * Lists objects of a kind, namespaced ones of the context's namespace: one GET, given up after the timeout of the
 * options, or a second and a half.
 *
 * @param spelling The kind by any spelling that kubectl takes.
 * @param partial The beginning of the word.
 * @param options Which cluster and namespace.
 */
export async function objectNames(
  spelling: string,
  partial: string,
  options: ConnectOptions = {},
): Promise<readonly string[]> {
  const { connect } = await import("../api/connect.ts");
  await using cluster = await connect({ ...options, onWarning: () => {} });
  const { timeout } = options;
  using patience = new Patience(timeout === undefined ? LIVE_LIMIT_MS : parseDuration(timeout));
  const { signal } = patience;
  return startingWith(partial, await cluster.ns().kind(spelling).names({ signal }));
}

function startingWith(partial: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(partial)).sort();
}
