/**
 * Asks the person at the terminal whether a request may pass, as Deno asks for its own permissions. While
 * the question is on the screen the script is stopped: it can neither write over it nor take the answer.
 * Layer 6.
 *
 * @module
 */
import { quote, safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { describeAttributes, type RequestAttributes } from "../policy/attributes.ts";
import { quoteForShell } from "../policy/decision.ts";
import { formatRule } from "../policy/rule.ts";
import { changesSecret, SECRET_UNDO } from "../policy/undo_limit.ts";
import type { Asker, Consent } from "./authority.ts";

/**
 * Puts back how a terminal shows text: a script may have written before that it shows none, in the colour of
 * its ground, in other signs, past the edge, or within margins, so that a person sees another question.
 */
const PLAIN_SCREEN = [
  // What has an own command in DEC's terminals and those after them: margins, cursor, insertion.
  "\x1b[!p",
  "\x1b[?5l\x1b[?7h\x1b[?25h\x1b[?69l\x1b[4l",
  // Signs, then colours: those in use, and what stands for them.
  "\x1b(B\x0f\x1b[0m",
  "\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\",
].join("");

/** How a question ends that is taken back, or that the person answers with Ctrl-C. */
const INTERRUPTED = 130;
/**
 * Prints `$1` and reads a line, both on the terminal itself. What was typed before the question is thrown
 * away, the terminal's settings (a script may have it raw) are put back, and Ctrl-Z does nothing. Between the
 * two nothing else is run, which could be held up while keys come in that nobody has been asked for.
 */
const SHELL = `exec 3<>/dev/tty || exit 3
old=$(stty -g <&3) || exit 3
trap 'stty "$old" <&3' EXIT
trap 'trap "" INT TERM HUP QUIT; printf "\\n" >&3; exit ${INTERRUPTED}' INT TERM HUP QUIT
stty sane susp undef -icanon min 0 time 0 <&3 && cat <&3 >/dev/null
printf '%s' "$1" >&3
stty sane susp undef <&3
IFS= read -r answer <&3 || { printf '\\n' >&3; exit 4; }
printf '%s' "$answer"`;
/** What does not fit on the screen cannot be agreed to. */
const MAX_LINE = 400;
const CONSENTS: ReadonlyMap<string, Consent> = new Map([
  ["y", "yes"],
  ["Y", "yes"],
  ["n", "no"],
  ["N", "no"],
  ["A", "all"],
]);

/** Which run the person is asked about. */
export interface AskedRun {
  /** Name of the script. */
  readonly script: string;
  readonly context: string;
}

/** The person at the terminal. */
export class TerminalAsker implements Asker {
  /** The script, once it runs. */
  script: Deno.ChildProcess | undefined;
  /** Whether the script ends, by its deadline or by Ctrl-C at a question: nothing is asked for it any more. */
  isOver = false;
  #shell: Deno.ChildProcess | undefined;
  /** Whoever asks: an answer is one to the only question on the screen, behind which the script stands still. */
  #turn: Promise<unknown> = Promise.resolve();

  readonly #run: AskedRun | undefined;

  /** Knows which run it asks for; nothing else is asked without one than {@link confirm}. */
  constructor(run?: AskedRun) {
    this.#run = run;
  }

  /** Asks and waits for the answer. */
  async ask(
    request: RequestAttributes,
    made?: string,
    beyond?: string,
  ): Promise<Consent | undefined> {
    const lines = questionLines(request, { made, run: this.#run, beyond });
    if (lines.some((line) => line.length > MAX_LINE)) return undefined;
    const isOnce = beyond !== undefined;
    const turn = this.#turn.then(() => this.isOver ? undefined : this.#ask(lines, isOnce));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #ask(lines: readonly string[], isOnce: boolean): Promise<Consent | undefined> {
    const { script } = this;
    signalScript(script, "SIGSTOP");
    try {
      for (;;) {
        const answer = await this.#read(lines.join("\n"));
        if (answer === undefined) return undefined;
        const consent = CONSENTS.get(answer.trim());
        if (consent !== undefined && !(isOnce && consent === "all")) return consent;
      }
    } finally {
      // Where it was Ctrl-C this is when the script ends by it.
      signalScript(script, "SIGCONT");
    }
  }

  /** Asks a question of yes or no while no script runs; anything but yes is no. */
  async confirm(question: string): Promise<boolean> {
    const answer = await this.#read(`${question} [y/N] > `);
    return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
  }

  /** Takes the question back, and with it all that would follow: others wait behind it, here and in the gate. */
  cancel(): void {
    if (this.#shell === undefined) return;
    this.isOver = true;
    try {
      this.#shell.kill("SIGTERM");
    } catch (error) {
      // It has just been answered.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #read(text: string): Promise<string | undefined> {
    const question = plainScreen() + text;
    const shell = new Deno.Command("/bin/sh", {
      args: ["-c", SHELL, "skiff-ask", question],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#shell = shell;
    const { code, stdout } = await shell.output();
    this.#shell = undefined;
    // The terminal's signal may reach the shell before this process hears of its own.
    if (code === INTERRUPTED) this.isOver = true;
    return code === 0 ? new TextDecoder().decode(stdout) : undefined;
  }
}

/** What puts back how the terminal shows text, where it is one that can be changed. */
export function plainScreen(): string {
  return Deno.env.get("TERM") === "dumb" ? "" : PLAIN_SCREEN;
}

/**
 * The question.
 *
 * @param request What is asked for; its names may be of anybody's making.
 * @param options The name of the object that it would make; the run that asks; why no rule lets it pass.
 */
export function questionLines(
  request: RequestAttributes,
  { made, run, beyond }: {
    made?: string | undefined;
    run?: AskedRun | undefined;
    beyond?: string | undefined;
  } = {},
): readonly string[] {
  const all = formatRule(request, true);
  const shown = request.isResource && made !== undefined ? { ...request, name: made } : request;
  const who = run === undefined
    ? "The script"
    : `In context ${quote(run.context)} ${quoteForShell(run.script)}`;
  return [
    `${who} asks to ${describeAttributes(shown)}.`,
    ...(changesSecret(request) ? [`  ${SECRET_UNDO}`] : []),
    ...(beyond !== undefined ? [beyond, "Allow it this once? [y/n] > "] : [
      `  next time: ${quoteForShell(`--allow-kube=${formatRule(request)}`)}`,
      `Allow? [y/n/A] (y = yes, n = no, A = yes to every ${all}) > `,
    ]),
  ].map((line) => onlyAscii(sanitize(safeLine(line))) + (line.endsWith(" ") ? " " : ""));
}

/** Names in a cluster are plain; other signs look like these, or like blanks that push words out of sight. */
function onlyAscii(line: string): string {
  return line.replace(/[^\x20-\x7e]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}

/** Tells whether somebody sits at a terminal and sees questions. */
export function canAsk(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

function signalScript(script: Deno.ChildProcess | undefined, signal: Deno.Signal): void {
  try {
    script?.kill(signal);
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}
