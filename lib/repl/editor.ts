/**
 * The user's editor on a file that only the user can read. Layer 7.
 *
 * @module
 */
import { join } from "node:path";
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import type { LendTerminal } from "./command.ts";

/** Which variables name the editor, in kubectl's order; VISUAL is the last, kubectl does not know it. */
const VARIABLES = ["KUBE_EDITOR", "EDITOR", "VISUAL"] as const;
const DEFAULT_EDITOR = "vi";
/** What a shell ends with where it finds no such program, or may not run it. */
const NOT_FOUND_CODES: ReadonlySet<number> = new Set([126, 127]);

/** Long enough ago for every file system to tell a save from it. */
const LONG_AGO = new Date("2001-01-01T00:00:00Z");

/** A text in a file of mode 0600, which goes unless it is kept. */
export class EditedFile implements AsyncDisposable {
  readonly #folder: string;
  /** Where it is. */
  readonly path: string;
  #isKept = false;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.path = join(folder, name);
  }

  /** Makes a place for one; its name tells the editor what is in it, e.g. `pod.yaml`. */
  static async make(name: string): Promise<EditedFile> {
    // Backups of the editor, and a file that it puts in its place, are nobody else's business either.
    return new EditedFile(await Deno.makeTempDir({ prefix: "skiff-edit-" }), name);
  }

  /** Puts a text in the place of what is in it. */
  async write(text: string): Promise<void> {
    await Deno.writeTextFile(this.path, text, { mode: 0o600 });
    await Deno.utime(this.path, LONG_AGO, LONG_AGO);
  }

  /** Reads what is in it; nothing, where the editor has removed it. */
  async read(): Promise<string> {
    return await Deno.readTextFile(this.path).catch(unlessGone) ?? "";
  }

  /** Whether it was saved since it was written, be it as it was. */
  async wasSaved(): Promise<boolean> {
    const stat = await Deno.stat(this.path).catch(unlessGone);
    return stat?.mtime?.getTime() !== LONG_AGO.getTime();
  }

  /** Leaves the file there, for its user alone. */
  async keep(): Promise<void> {
    this.#isKept = true;
    await Deno.chmod(this.path, 0o600);
  }

  /** Removes it unless it is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isKept) await Deno.remove(this.#folder, { recursive: true });
  }
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** The command that opens the editor, as a shell reads it. */
export function editorCommand(): string {
  for (const name of VARIABLES) {
    const value = Deno.env.get(name)?.trim() ?? "";
    if (value !== "") return value;
  }
  return DEFAULT_EDITOR;
}

/**
 * Opens a file in the editor and waits until it is closed.
 *
 * @param file The file.
 * @param lend Leaves the terminal to the editor.
 * @throws {QueryError} when there is no such editor, or it says that it failed.
 */
export async function openEditor(file: EditedFile, lend: LendTerminal): Promise<void> {
  const command = editorCommand();
  const { success, code } = await lend(() =>
    new Deno.Command("/bin/sh", {
      // The shell outlives a Ctrl-C that is meant for the editor.
      args: ["-c", `trap : INT QUIT\n${command} "$@"`, "skiff-edit", file.path],
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn().status
  );
  if (success) return;
  throw new QueryError(
    NOT_FOUND_CODES.has(code)
      ? `Cannot open the editor ${quote(command)}: there is no such program: set EDITOR to one`
      : `Cannot use what was edited: the editor ${quote(command)} ended with code ${code}`,
  );
}
