/**
 * Where Skiff keeps what runs have changed: in the user's state, for the user alone. Layer 6.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { oneLine, quote } from "../core/message.ts";
import { join } from "./paths.ts";

/**
 * The folder of the journals; it need not exist.
 *
 * @throws {ConfigError} when there is no place for it.
 */
export function journalFolder(): string {
  const home = Deno.env.get("HOME");
  const state = Deno.env.get("XDG_STATE_HOME") || (home && join(home, ".local", "state"));
  if (!state) {
    throw new ConfigError("Cannot keep a journal: HOME is not set: set XDG_STATE_HOME");
  }
  return join(state, "skiff", "runs");
}

/**
 * Makes sure that the folder is there, and its user's alone.
 *
 * @param folder What {@link journalFolder} gave.
 * @throws {ConfigError} when it belongs to somebody else.
 */
export function makeJournalFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw journalFault(folder, error);
  }
  const { uid, mode } = Deno.lstatSync(folder);
  if (uid !== null && uid !== Deno.uid()) {
    throw new ConfigError(
      `Cannot keep a journal in ${JSON.stringify(folder)}: the folder belongs to another user`,
    );
  }
  if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(folder, 0o700);
}

/**
 * Says that what a run does cannot be written down.
 *
 * @param place The folder, or the file.
 * @param error What the system says.
 * @returns The error to throw: nothing is sent that is not written down before.
 */
export function journalFault(place: string, error: unknown): ConfigError {
  const why = error instanceof Error ? error.message : String(error);
  return new ConfigError(
    `Cannot keep the journal of what is written in ${quote(place)}: ${oneLine(why)}: ` +
      "set XDG_STATE_HOME to a folder of your own",
    { cause: error },
  );
}
