/**
 * The words behind the script of `skiff run`, which are the script's own. Layer 8.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";
import { isTool, readsWords } from "../gate/script_words.ts";

/**
 * What `skiff run` takes and a script that reads its words itself would swallow: somebody who wrote it
 * counts on it. Left out is what such a script may well call its own and whose loss writes nothing more:
 * `-n`, `-o`, `--verbose`, `--yes`. They are refused where the script certainly reads no words at all.
 */
const MEANT_FOR_RUN = new RegExp(
  "^(?:-A|--(?:(?:allow|deny)-[a-z]+|max-writes|max-deletes|deadline|plan|record|grants|print-flags|" +
    "embedded|context|kubeconfig|as|as-group|as-uid|request-timeout))(?==|$)",
);
/** What it takes to hold a run back, written otherwise: kubectl's form, and what people make of it. */
const NEARLY_HELD = /^--?(?:dry[-_]?run|read[-_]?only)(?==|$)/i;
const HELD: readonly string[] = ["--read-only", "--dry-run"];

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
  const [meant] = words.flatMap((word) => MEANT_FOR_RUN.exec(word)?.[0] ?? []);
  const nearly = words.find((word) => NEARLY_HELD.test(word) && !HELD.includes(word));
  const other = words.find((word) => /^-./.test(word) && !HELD.includes(word));
  if (other !== undefined) refuse(script, await readText(script), { meant, nearly, other });
  return { readOnly: words.includes("--read-only"), dryRun: words.includes("--dry-run") };
}

/** The first word of each sort that may have been meant for `skiff run`. */
interface Doubtful {
  readonly meant: string | undefined;
  readonly nearly: string | undefined;
  readonly other: string;
}

function refuse(
  script: string,
  text: string | undefined,
  { meant, nearly, other }: Doubtful,
): void {
  // A script that is not there cannot be run either, which is said in its place.
  if (text === undefined || isTool(text)) return;
  if (meant !== undefined) {
    throw new QueryError(
      `Cannot use ${meant} behind the script: there it is the script's own: put it before ` +
        `${quote(script)}, or behind --`,
    );
  }
  if (nearly !== undefined) {
    const held = /dry/i.test(nearly) ? "--dry-run" : "--read-only";
    throw new QueryError(
      `Cannot use ${
        safeLine(nearly)
      } behind the script: it would hold nothing back: write ${held}, ` +
        "or put what is the script's own behind --",
    );
  }
  if (!readsWords(text)) {
    const option = safeLine(other.replace(/=.*$/s, ""));
    throw new QueryError(
      `Cannot use ${option} behind the script: ${
        quote(script)
      } reads no arguments, so that it would ` +
        "do nothing: put it before the script, or behind --",
    );
  }
}

/** What is said of such a path where it would be run. */
const NO_SCRIPT = [Deno.errors.NotFound, Deno.errors.IsADirectory];

/** The text of a script; `undefined`: there is none. */
async function readText(script: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(script);
  } catch (error) {
    if (NO_SCRIPT.some((type) => error instanceof type)) return undefined;
    throw error;
  }
}
