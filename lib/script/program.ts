/**
 * A script as a program: the process around one call of it. Layer 6.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection } from "../api/connection.ts";
import { openConnection } from "../api/open_connection.ts";
import { findGate } from "../connect/gate_entry.ts";
import { warmUpTls } from "../connect/tls_warm_up.ts";
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { endForClosedPipe, watchConsole } from "../process/console_output.ts";
import { safeLine } from "../core/message.ts";
import { describeFailure, isClosedPipe } from "../process/failure.ts";
import { sayDryRun, STDERR, STDOUT } from "../process/output.ts";
import { onStrayFailure } from "../process/stray.ts";
import { checkBySchema } from "./check.ts";
import { type CommandLine, commandLineOf, readCommandLine, type Said } from "./command_line.ts";
import { connectOptions } from "./connect_flags.ts";
import type { ScriptSchema } from "./schema.ts";
import type { ScriptDefinition } from "./definition.ts";

/** How long a script may clean up after Ctrl-C; a second Ctrl-C ends it at once. */
const GRACE_MS = 5000;
/** What a shell reports of a process that was ended. */
const TERMINATED_EXIT_CODE = 143;

/**
 * Runs a script as the program and ends the process.
 *
 * @param definition The script.
 * @param words The command line.
 */
export async function runAsProgram<OptionsIn, Options, ArgsIn, Args, Result>(
  definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>,
  words: readonly string[],
): Promise<never> {
  watchConsole();
  onStrayFailure(async (error) => Deno.exit(await report(error)));
  const stop = onSignals();
  const code = await runWords(definition, words, stop.signal).catch(report);
  Deno.exit(stop.exitCode ?? code);
}

async function runWords<OptionsIn, Options, ArgsIn, Args, Result>(
  definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>,
  words: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const line = commandLineOf(definition);
  if (words[0] === "__complete") {
    const { completionsFor } = await import("./complete.ts");
    await STDOUT.write(await completionsFor(line, words.slice(1)));
    return EXIT_CODES.done;
  }
  const said = readCommandLine(line, words);
  if (said.type !== "run") return await inform(line, said);
  warmUpTls();
  const options = await checked(definition.options, said.options, (key) => flagOf(line, key));
  const args = await checked(definition.args, said.args, (key) => placeholderOf(line, key));
  const connect = { ...connectOptions(said.connect), signal };
  await using cluster = new Cluster(new Connection(() => openConnection(connect, "tool")));
  try {
    await definition.run({
      options: options as Options,
      args: args as Args,
      cluster,
      ns: (name) => cluster.ns(name),
      signal,
    });
  } finally {
    // Behind a gate it is the one who holds the script to it, and who says so.
    if (connect.dryRun === true && findGate() === undefined) await sayDryRun();
  }
  return Number(Deno.exitCode ?? EXIT_CODES.done);
}

async function inform(line: CommandLine, said: Exclude<Said, { type: "run" }>): Promise<number> {
  if (said.type === "help") {
    const { helpOf } = await import("./help.ts");
    await STDOUT.write(helpOf(line));
  } else if (said.type === "completions") {
    await STDOUT.write(await completions(line.description.name, said.shell));
  } else {
    await STDOUT.write(`${safeLine(line.description.version ?? "")}\n`);
  }
  return EXIT_CODES.done;
}

async function completions(name: string, shell: string): Promise<string> {
  const { completionScript, kubectlCompletionScript, SHELLS } = await import(
    "../process/completion.ts"
  );
  const known = SHELLS.find((candidate) => candidate === shell);
  if (known !== undefined) return completionScript(known, name);
  if (shell === "kubectl" && name.startsWith("kubectl-")) return kubectlCompletionScript(name);
  const why = shell === "kubectl" ? "the script is not named kubectl-NAME" : "no such shell";
  throw new QueryError(
    `Cannot print completions for "${shell}": ${why}: bash, zsh and fish are known`,
  );
}

async function checked(
  schema: ScriptSchema | undefined,
  value: unknown,
  label: (key: string) => string,
): Promise<unknown> {
  if (schema === undefined) return value;
  return await checkBySchema(schema, value, (key, fault) => {
    return key === undefined ? `Cannot run it: ${fault}` : `Cannot use ${label(key)}: ${fault}`;
  });
}

function flagOf({ own }: CommandLine, key: string): string {
  return `--${own.find((option) => option.key === key)?.flag ?? key}`;
}

function placeholderOf({ args }: CommandLine, key: string): string {
  return args.find((argument) => argument.key === key)?.placeholder ?? key;
}

async function report(error: unknown): Promise<number> {
  if (isClosedPipe(error)) {
    endForClosedPipe();
    // It ends once the changes under way are answered.
    return await new Promise<never>(() => {});
  }
  const { line, exitCode } = describeFailure(error);
  if (line !== undefined && exitCode !== EXIT_CODES.interrupted) {
    // Nobody may read standard error any more: then the exit code is all that is left to say.
    await STDERR.write(`error: ${line}${placeOf(error)}\n`).catch(() => undefined);
  }
  return isMistake(error) ? EXIT_CODES.failed : exitCode;
}

/** Tells whether the script itself is wrong, rather than its command line or the cluster. */
function isMistake(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof ReferenceError ||
    error instanceof SyntaxError || error instanceof RangeError;
}

const LIBRARY = new URL("../", import.meta.url).href;

/** Where in the script a mistake was made. */
function placeOf(error: unknown): string {
  if (!isMistake(error)) return "";
  const frames = (error.stack ?? "").matchAll(/\bfile:\/\/\/?[^\s()]+:\d+:\d+/g);
  const frame = [...frames].map(([text]) => text).find((text) => !text.startsWith(LIBRARY));
  return frame === undefined ? "" : ` (${safeLine(decodeURI(frame.replace("file://", "")))})`;
}

interface Stop {
  readonly signal: AbortSignal;
  /** What the process ends with after a signal. */
  readonly exitCode: number | undefined;
}

function onSignals(): Stop {
  const abort = new AbortController();
  let exitCode: number | undefined;
  function stop(code: number): void {
    if (exitCode !== undefined) Deno.exit(exitCode);
    exitCode = code;
    abort.abort(new DOMException("interrupted", "AbortError"));
    Deno.unrefTimer(setTimeout(() => Deno.exit(code), GRACE_MS));
  }
  Deno.addSignalListener("SIGINT", () => stop(EXIT_CODES.interrupted));
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", () => stop(TERMINATED_EXIT_CODE));
  }
  return {
    signal: abort.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
