/**
 * `skiff repl`: the prompt on a terminal; without one the lines of standard input run as a script.
 * Layer 8.
 *
 * @module
 */
import type { ConnectPolicy } from "../api/connection.ts";
import { setObjectListener } from "../api/origin.ts";
import type { OpenOptions } from "../api/open_for_command.ts";
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { safeLine } from "../core/message.ts";
import { useLibraryOfCommand } from "../gate/library.ts";
import { describeFailure, failureLine } from "../process/failure.ts";
import { Session } from "../repl/session.ts";
import { MANY_VARIABLE, readMany } from "../repl/many.ts";
import { PROTECTED_VARIABLE } from "../repl/protected_context.ts";
import { SeenSecrets } from "../repl/seen_secrets.ts";
import { connectOptions } from "../script/connect_flags.ts";
import { sanitizeConsole } from "../process/console_output.ts";
import { STDOUT } from "../process/output.ts";
import type { ReplFlags } from "./command_flags.ts";
import { kubePolicy } from "./kube_policy.ts";
import { onStrayFailure } from "../process/stray.ts";

/** How long the banner waits for the server before it says that it cannot be reached. */
const HELLO_LIMIT_MS = 5000;

/**
 * Runs the prompt.
 *
 * @param flags The options of the command.
 * @returns The exit code.
 */
export async function runRepl(flags: ReplFlags): Promise<number> {
  useLibraryOfCommand(Deno.mainModule);
  const connect = connectOptions(flags);
  const policy = kubePolicy(flags);
  const isTerminal = Deno.stdin.isTerminal() && STDOUT.terminal;
  if (isTerminal) return await runPrompt(connect, policy);
  if (STDOUT.terminal) await sanitizeConsole();
  return await runLines(connect, policy);
}

async function runPrompt(connect: OpenOptions, policy: ConnectPolicy | undefined): Promise<number> {
  const [{ History, historyFile }, { Prompt }, { terminalSize }, { guardProcess }] = await Promise
    .all([
      import("../repl/history.ts"),
      import("../repl/terminal.ts"),
      import("../repl/terminal_size.ts"),
      import("../repl/process_guard.ts"),
    ]);
  const seen = new SeenSecrets();
  await sanitizeConsole((value) => seen.mask(value));
  setObjectListener((object, kind) => {
    if (kind.traits.includes("data")) seen.read(object);
  });
  const { history, problem } = await History.open(historyFile(readVariable));
  const prompt = new Prompt({ history, write: (text) => STDOUT.write(text) });
  const note = (line: string) => prompt.note(line);
  onStrayFailure((error) => note(`error: ${failureLine(error)}`));
  await using session = await Session.open({
    connect: { ...connect, onWarning: (warning) => note(`Warning: ${safeLine(warning)}`) },
    write: (text, live) => prompt.write(text, live),
    note,
    terminal: true,
    color: STDOUT.color,
    size: terminalSize,
    protectedContexts: readVariable(PROTECTED_VARIABLE),
    seen,
    many: readMany(readVariable(MANY_VARIABLE)),
    policy,
    ask: (question) => prompt.ask(question),
    history: () => prompt.history(),
    onLimited: (limited) => prompt.limited(limited),
    lend: (work) => prompt.lend(work),
    keepInput: (source, isPrivate) => prompt.keepInput(source, isPrivate),
  });
  await STDOUT.write(`skiff ${VERSION}${greeting(session)}, .help for help\n`);
  if (problem !== undefined) note(problem);
  const hello = greet(session, note);
  using _guard = guardProcess();
  await prompt.run(session);
  hello.abort();
  return EXIT_CODES.done;
}

function greeting({ cluster: { info } }: Session): string {
  return info === undefined ? "" : `, ${safeLine(info.server)}`;
}

// Says what is wrong with the cluster once that is known; the prompt does not wait for it.
function greet(session: Session, note: (line: string) => void): AbortController {
  const stop = new AbortController();
  if (session.cluster.info === undefined) return stop;
  const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(HELLO_LIMIT_MS)]);
  const { namespace } = session.connectOptions;
  const hello = async () => {
    await session.cluster.version({ signal: limit });
    if (namespace === undefined || namespace === "*") return;
    const { warnOfNamespace } = await import("../repl/namespace_hint.ts");
    await warnOfNamespace(session);
  };
  hello().catch((error) => {
    if (stop.signal.aborted) return;
    const late = error instanceof DOMException && error.name === "TimeoutError";
    note(late ? "error: the cluster does not answer" : `error: ${failureLine(error)}`);
  });
  return stop;
}

async function runLines(connect: OpenOptions, policy: ConnectPolicy | undefined): Promise<number> {
  onStrayFailure((error) => writeNote(`error: ${failureLine(error)}`));
  await using session = await Session.open({
    connect: { ...connect, onWarning: (warning) => writeNote(`Warning: ${safeLine(warning)}`) },
    write: (text) => STDOUT.write(text),
    note: writeNote,
    terminal: STDOUT.terminal,
    color: STDOUT.color,
    policy,
  });
  // Nobody is there to choose another context.
  const { openFailure } = session;
  if (openFailure !== undefined) return describeFailure(openFailure.error).exitCode;
  const { lines } = await import("./lines.ts");
  for await (const line of lines(Deno.stdin.readable)) {
    const outcome = await session.submit(line);
    if (outcome.type === "failed") return describeFailure(outcome.error).exitCode;
    if (outcome.type === "exit") return EXIT_CODES.done;
  }
  if (session.unfinished) {
    throw new QueryError("Cannot evaluate the input: it ends too early: close what is open");
  }
  return EXIT_CODES.done;
}

function writeNote(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    // Without the permission there is no history, which is no reason to stop.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
