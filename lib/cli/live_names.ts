/**
 * Names that complete a word on the command line: contexts of the kubeconfig, namespaces of the cluster.
 * A completion that cannot be had in time is no completion and no error. Layer 8.
 *
 * @module
 */
/** How long a shell waits for names from the cluster. */
const LIVE_LIMIT_MS = 1500;

/** The options that were typed before the word that is completed. */
export interface TypedOptions {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

let typed: TypedOptions = {};

/** Sets the options that were typed before, for the names that follow. */
export function useTypedOptions(options: TypedOptions): void {
  typed = options;
}

/**
 * Lists contexts. Reads kubeconfig files only.
 *
 * @param partial The beginning of the word.
 */
export async function contextNames(partial: string): Promise<readonly string[]> {
  const { listContexts } = await import("../connect/context.ts");
  const { kubeconfig } = typed;
  const contexts = await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
  return startingWith(partial, contexts.map(({ name }) => name));
}

/**
 * Lists namespaces: one GET, given up after a second and a half.
 *
 * @param partial The beginning of the word.
 */
export async function namespaceNames(partial: string): Promise<readonly string[]> {
  const { connect } = await import("../api/connect.ts");
  await using cluster = await connect({ ...typed, onWarning: () => {} });
  const names = await cluster.namespaces.names({ signal: AbortSignal.timeout(LIVE_LIMIT_MS) });
  return startingWith(partial, names);
}

function startingWith(partial: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(partial)).sort();
}
