/**
 * Opens a connection for a command of ours, which may ask for more than a script can. Layer 5.
 *
 * Apart from `open_connection.ts`, since Deno reads the text of every module that an `import()` names: the
 * in-memory cluster is half of the library, and no script that imports `mod.ts` can ask for it.
 *
 * @module
 */
import type { ConnectOptions, OpenedConnection } from "./connection.ts";
import { openConnection } from "./open_connection.ts";

/** What commands ask for beside what scripts can. */
export interface OpenOptions extends ConnectOptions {
  /** The in-memory cluster that the process shares, in the place of a kubeconfig's; default `false`. */
  readonly embedded?: boolean | undefined;
}

/**
 * Opens the in-memory cluster where that was asked for, else what scripts would get; sends nothing.
 *
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 * @throws {QueryError} when a context or a kubeconfig is named beside the in-memory cluster.
 */
export async function openForCommand(options: OpenOptions): Promise<OpenedConnection> {
  if (options.embedded !== true) return await openConnection(options, "skiff");
  const { openEmbedded } = await import("./open_embedded.ts");
  return await openEmbedded(options);
}
