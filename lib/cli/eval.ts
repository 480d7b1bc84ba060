/**
 * `skiff eval`: one expression, or statements, on the cluster; the result is printed. Layer 8.
 *
 * @module
 */
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { Engine } from "../repl/engine.ts";
import { parseOutputFormat } from "../repl/output_format.ts";
import { connectionOf } from "../api/cluster.ts";
import { openConnection } from "../api/open_connection.ts";
import { behindPrompt, setPromptStandIn } from "../api/stand_in.ts";
import { openPrelude } from "../repl/prelude.ts";
import { render } from "../repl/render.ts";
import type { Waits } from "../repl/waits.ts";
import type { EvalFlags } from "./command_flags.ts";
import { connectOptions } from "../script/connect_flags.ts";
import { sanitizeConsole } from "../process/console_output.ts";
import { STDERR, STDOUT } from "../process/output.ts";
import { writeGathered } from "./write_gathered.ts";
import { startProgress } from "./progress.ts";

/** More than this on standard input is no expression. */
const MAX_INPUT_LENGTH = 8_000_000;

/**
 * Evaluates and prints.
 *
 * @param flags The options of the command.
 * @param expression TypeScript, or `-` for standard input.
 * @returns The exit code.
 */
export async function runEval(flags: EvalFlags, expression: string): Promise<number> {
  const format = await parseOutputFormat(flags.output);
  const connect = connectOptions(flags);
  const allNamespaces = flags["all-namespaces"] === true;
  if (allNamespaces && flags.namespace !== undefined) {
    throw new QueryError("Cannot use --all-namespaces together with --namespace: leave one out");
  }
  const source = expression === "-" ? await readInput() : expression;
  if (source.trim() === "") {
    throw new QueryError("Cannot evaluate the input: it is empty: skiff eval 'ns().pods'");
  }
  const waits = await hearWaits();
  const { cluster, bindings, modules } = await openPrelude({
    connect,
    allNamespaces,
    ...(waits === undefined ? {} : { hear: (clock) => waits.hear(clock) }),
  });
  // What the expression imports has the same default cluster.
  setPromptStandIn({
    connection: connectionOf(cluster),
    open: (options) => behindPrompt(() => openConnection(options, "skiff")),
  });
  if (STDOUT.terminal) await sanitizeConsole();
  const engine = new Engine({ bindings, modules, local: true });
  const progress = startProgress(STDERR, () => waits?.text);
  try {
    const value = await engine.evaluate(source);
    const pieces = render(value, {
      format,
      terminal: STDOUT.terminal,
      color: STDOUT.color,
      note: (text) => {
        progress.stop();
        console.error(text);
      },
    });
    await writeGathered(STDOUT, pieces, () => progress.stop());
  } finally {
    progress.stop();
    setPromptStandIn(undefined);
  }
  return EXIT_CODES.done;
}

/** What hears what is waited for, where a person could be told. */
async function hearWaits(): Promise<Waits | undefined> {
  if (!STDERR.terminal) return undefined;
  const { Waits } = await import("../repl/waits.ts");
  return new Waits(() => undefined);
}

async function readInput(): Promise<string> {
  let text = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.length > MAX_INPUT_LENGTH) {
      throw new QueryError(
        "Cannot evaluate standard input: it is longer than 8 million characters",
      );
    }
  }
  return text;
}
