/**
 * The words behind the script of `skiff run`, which are the script's own. Layer 8.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";

/**
 * What `skiff run` takes and a script that reads its words itself would swallow: somebody who wrote it
 * counts on it. Left out is what such a script may well call its own and whose loss writes nothing more:
 * `-n`, `-o`, `--verbose`, `--yes`.
 */
const MEANT_FOR_RUN = new RegExp(
  "^(?:-A|--(?:(?:allow|deny)-[a-z]+|max-writes|max-deletes|deadline|plan|record|grants|print-flags|" +
    "embedded|context|kubeconfig|as|as-group|as-uid|request-timeout))(?==|$)",
);
/** Such a script knows its options, and refuses all others before it sends anything. */
const TOOL = /^\s*import\s*\{[^}]*\bscript\b[^}]*\}\s*from\b[^]*\.main\(/m;

/** What somebody who writes it wants to hold, wherever it stands. */
export interface BehindScript {
  readonly readOnly: boolean;
  readonly dryRun: boolean;
}

/**
 * Looks at the words behind a script, up to `--`.
 *
 * @param script Path of the script.
 * @param args What is handed over to it.
 * @returns Those of Skiff's options that hold there, too.
 * @throws {QueryError} when an option stands there that the script would swallow.
 */
export async function readBehind(script: string, args: readonly string[]): Promise<BehindScript> {
  const end = args.indexOf("--");
  const words = end < 0 ? args : args.slice(0, end);
  const [option] = words.flatMap((word) => MEANT_FOR_RUN.exec(word)?.[0] ?? []);
  if (option !== undefined && !await isTool(script)) {
    throw new QueryError(
      `Cannot use ${option} behind the script: there it is the script's own: put it before ` +
        `${quote(script)}, or behind --`,
    );
  }
  return { readOnly: words.includes("--read-only"), dryRun: words.includes("--dry-run") };
}

/** Tells whether a script makes a command-line tool of itself, by `script()`. */
async function isTool(script: string): Promise<boolean> {
  try {
    return TOOL.test(await Deno.readTextFile(script));
  } catch {
    // It cannot be run either, for a reason that is said in its place.
    return true;
  }
}
