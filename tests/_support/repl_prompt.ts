/**
 * The prompt on a pseudo-terminal, as a person with an empty home opens it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { Pty } from "./pty.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));

/** How a prompt is opened. */
export interface ReplPromptOptions {
  /** The words after `skiff repl`. */
  readonly words: readonly string[];
  /** An empty folder, for home, cache and history. */
  readonly folder: string;
  /** Variables beside those of a bare terminal. */
  readonly env?: Readonly<Record<string, string>>;
  /** Permissions beside those that a prompt on the in-memory cluster needs. */
  readonly permissions?: readonly string[];
  /** Width of the terminal. */
  readonly columns: number;
}

/** Opens `skiff repl`. */
export function openReplPrompt(
  { words, folder, env = {}, permissions = [], columns }: ReplPromptOptions,
): Pty {
  return new Pty({
    program: Deno.execPath(),
    args: [
      ...["run", "--no-prompt", "--quiet", `--config=${CONFIG}`],
      ...["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"],
      ...permissions,
      ENTRY,
      "repl",
      ...words,
    ],
    env: {
      HOME: folder,
      XDG_CACHE_HOME: `${folder}/cache`,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      PATH: "/usr/bin:/bin",
      TERM: "xterm",
      NO_COLOR: "1",
      ...env,
    },
    cwd: folder,
    columns,
  });
}
