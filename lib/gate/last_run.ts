/**
 * The newest run on each cluster, whether or not it has written anything: an undo without a name is about
 * that one. A run that sends no write has no journal. Layer 6.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { parseJsonObject } from "../core/json.ts";
import { dirname, join } from "./paths.ts";
import type { RunHead } from "./run_lines.ts";
import { isRunId } from "./runs.ts";
import { journalFolder, makeJournalFolder } from "./state_folder.ts";

/** A run as it is remembered. */
export type NotedRun = Pick<RunHead, "script" | "started"> & { readonly id: string };

/**
 * Remembers a run when it starts.
 *
 * @param server The cluster.
 * @param run The run.
 */
export async function noteRun(server: string, { id, script, started }: NotedRun): Promise<void> {
  try {
    makeJournalFolder(folderOf());
    const path = await pathOf(server);
    const temporary = `${path}-${crypto.randomUUID()}`;
    Deno.writeTextFileSync(temporary, `${JSON.stringify({ id, script, started })}\n`, {
      createNew: true,
      mode: 0o600,
    });
    Deno.renameSync(temporary, path);
  } catch (error) {
    // Where nothing can be kept no write is sent, and what only reads is not stopped for this.
    if (!(error instanceof ConfigError) && !isOfSystem(error)) throw error;
  }
}

/**
 * Gives the run that was started last.
 *
 * @param server The cluster.
 * @returns `undefined`: nobody knows.
 */
export async function lastNoted(server: string): Promise<NotedRun | undefined> {
  let text: string;
  try {
    text = Deno.readTextFileSync(await pathOf(server));
  } catch (error) {
    if (isOfSystem(error)) return undefined;
    throw error;
  }
  const { id, script, started } = parseJsonObject(text) ?? {};
  if (typeof id !== "string" || !isRunId(id)) return undefined;
  return typeof script === "string" && typeof started === "string"
    ? { id, script, started }
    : undefined;
}

function folderOf(): string {
  return join(dirname(journalFolder()), "last");
}

async function pathOf(server: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(server));
  return join(folderOf(), `${new Uint8Array(digest).toHex().slice(0, 16)}.json`);
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string" ||
    error instanceof Deno.errors.NotCapable;
}
