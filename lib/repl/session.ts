/**
 * A session at the prompt without its terminal: lines go in, text comes out. Layer 7.
 *
 * @module
 */
import type { OpenOptions } from "../api/open_for_command.ts";
import type { Cluster } from "../api/cluster.ts";
import { setPromptStandIn } from "../api/stand_in.ts";
import { forgetWritten } from "../api/written.ts";
import { failureLine } from "../process/failure.ts";
import type { CommandTarget, LendTerminal, LineOutcome, ShowOptions } from "./command.ts";
import { readBareWord } from "./bare_words.ts";
import { readCommand } from "./command_line.ts";
import type { Completions } from "./complete.ts";
import { openCompletions } from "./open_completions.ts";
import type { Completed } from "./complete_words.ts";
import { Display, resultOf } from "./display.ts";
import { Engine, type ReadyInput } from "./engine.ts";
import { atPrompt, explainWord, prepareTyped, refuseUncalled } from "./input_hints.ts";
import { LimitedRunner } from "./limited_runner.ts";
import { SeenEnough } from "./pager.ts";
import { countWrites } from "./plan_words.ts";
import { promptText } from "./prompt_text.ts";
import type { RequestLog } from "./request_log.ts";
import { SessionCluster } from "./session_cluster.ts";
import type { SessionOptions } from "./session_options.ts";
import { standInForLines } from "./session_prelude.ts";
import { SessionRecord } from "./session_record.ts";
import { Traffic } from "./traffic.ts";

/** Functions of the session that send nothing. */
const OWN_FUNCTIONS: ReadonlySet<string> = new Set([
  ...["ns", "ref", "ago", "quantity"],
  ...["absent", "anyOf", "exists", "gt", "gte", "like", "lt", "lte", "matches", "not", "oneOf"],
]);

/** The state of a session: its cluster, its variables, the input that is not complete yet. */
export class Session implements CommandTarget, AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #engine: Engine;
  readonly #display: Display;
  /** Limits how long a line may compute. */
  readonly runner: LimitedRunner;
  /** Where requests go. */
  readonly traffic: Traffic;
  /** The lines so far, where they are the beginning of something. */
  input = "";
  /** What the session has done so far. */
  readonly record = new SessionRecord();
  readonly #cluster: SessionCluster;
  #openFailure: { readonly error: unknown } | undefined;
  #timed = false;
  #ran = false;
  #lastInput = "";
  #completions: Promise<Completions> | undefined;

  private constructor(options: SessionOptions, cluster: SessionCluster, traffic: Traffic) {
    this.traffic = traffic;
    this.#options = options;
    this.#cluster = cluster;
    this.runner = new LimitedRunner(options.onLimited);
    const { bindings, modules } = cluster.prelude;
    this.#engine = new Engine({ bindings, modules, runner: this.runner });
    this.#display = new Display(this.#engine, {
      ...options,
      call: (work) => this.runner.start(work),
    });
  }

  /**
   * Opens a session: reads the kubeconfig, sends nothing. A kubeconfig that is broken is noted, and the
   * session is there all the same.
   *
   * @param options Which cluster, and where text goes.
   */
  static async open(options: SessionOptions): Promise<Session> {
    const traffic = new Traffic(options);
    const session = new Session(options, await SessionCluster.choose(traffic, options), traffic);
    if (options.terminal) traffic.waits.note = options.note;
    standInForLines(traffic, () => session.cluster, options.open);
    await session.#openCluster();
    return session;
  }

  /** The cluster that the session is connected to. */
  get cluster(): Cluster {
    return this.#cluster.current;
  }

  /** Why the session began without a cluster, where it did; it was noted then. */
  get openFailure(): { readonly error: unknown } | undefined {
    return this.#openFailure;
  }

  /** What the last line has sent. */
  get requests(): RequestLog {
    return this.traffic.requests;
  }

  /** The options that the session is connected by. */
  get connectOptions(): OpenOptions {
    return this.#cluster.options;
  }

  /** Whether lines so far are the beginning of something. */
  get unfinished(): boolean {
    return this.input !== "";
  }

  /** Whether a person reads results on a terminal. */
  get terminal(): boolean {
    return this.#options.terminal;
  }

  /** Whether colours are welcome. */
  get color(): boolean {
    return this.#options.color;
  }

  /** Leaves the terminal to a program, where there is one. */
  get lend(): LendTerminal | undefined {
    return this.#options.lend;
  }

  /** The last TypeScript that was put in, whether it worked or not; empty where there was none. */
  get lastInput(): string {
    return this.#lastInput;
  }

  /** The last result. */
  get last(): { readonly value: unknown } | undefined {
    return this.#display.last;
  }

  /** Whether the time of each line is shown. */
  get timed(): boolean {
    return this.#timed;
  }

  set timed(timed: boolean) {
    this.#timed = timed;
    this.requests.countBytes = timed;
  }

  /** The names in scope. */
  names(): readonly string[] {
    return this.#engine.names();
  }

  /** The value of a name in scope. */
  valueOf(name: string): unknown {
    return this.#engine.valueOf(name);
  }

  /** Whether a name in scope still means what the session gave it: `ns`, `ref`, and the operators of filters. */
  isOwn(name: string, value: unknown): boolean {
    return this.#cluster.prelude.bindings[name] === value && OWN_FUNCTIONS.has(name);
  }

  /** Whether no line has declared a name. */
  isUndeclared(name: string): boolean {
    return this.valueOf(name) === this.#cluster.prelude.bindings[name];
  }

  /** The lines typed before, oldest first. */
  history(): readonly string[] {
    return this.#options.history?.() ?? [];
  }

  /** The size of the terminal, where there is one. */
  size(): { readonly columns: number; readonly rows: number } | undefined {
    return this.#options.size?.();
  }

  /** Whether a line is to be kept nowhere: it holds a value of a Secret that the session has seen. */
  isPrivate(line: string): boolean {
    return this.#display.isPrivate(line);
  }

  /** The contexts to choose from. */
  async contexts(): Promise<readonly { readonly name: string }[]> {
    return await this.#cluster.contexts();
  }

  /** The prompt, see {@link promptText}. */
  prompt(): string {
    return promptText({
      unfinished: this.unfinished,
      info: this.cluster.info,
      planned: this.traffic.detour?.size,
      color: this.#options.color,
      protectedContexts: this.#options.protectedContexts,
    });
  }

  /**
   * Completes what stands before the cursor; waits for names of the cluster no longer than a moment.
   *
   * @param line The text before the cursor.
   */
  async complete(line: string): Promise<Completed> {
    this.#completions ??= openCompletions(this);
    try {
      const completions = await this.#completions;
      const input = this.input === "" ? line : `${this.input}\n${line}`;
      return await this.traffic.runAside(() => completions.complete(input));
    } catch (error) {
      // What cannot be completed is typed by hand.
      this.#engine.offer("_error", error);
      return { words: [], partial: "" };
    }
  }

  /**
   * Takes one line: a command that begins with a dot, a question, or TypeScript.
   *
   * @param line The line.
   * @param signal Ends what the line waits for and the requests it sent.
   */
  async submit(line: string, signal?: AbortSignal): Promise<LineOutcome> {
    return await this.traffic.runLine(signal, () => this.#submit(line, signal));
  }

  async #submit(line: string, signal?: AbortSignal): Promise<LineOutcome> {
    const startMs = performance.now();
    const planned = this.traffic.detour?.size ?? 0;
    this.#ran = false;
    const source = this.unfinished ? `${this.input}\n${line}` : line;
    try {
      if (!this.unfinished) {
        if (line.trim() === "") return { type: "done" };
        const outcome = await this.#command(line, signal);
        if (outcome !== undefined) return outcome;
      }
      if (!this.isPrivate(source)) this.#lastInput = source;
      const input = await this.#prepare(source);
      if (input === undefined) {
        this.input = source;
        return { type: "more" };
      }
      this.input = "";
      await this.#run(input, signal);
      return { type: "done" };
    } catch (thrown) {
      this.input = "";
      if (thrown instanceof SeenEnough) return { type: "done" };
      // The reader of the results is gone: no session without one.
      if (thrown instanceof Deno.errors.BrokenPipe) throw thrown;
      const error = await explainWord(source, thrown);
      this.#fail(error);
      return { type: "failed", error };
    } finally {
      this.requests.end();
      const added = (this.traffic.detour?.size ?? 0) - planned;
      // Results in a plan look like those of what was done.
      if (added > 0) this.note(`planned, not done: ${countWrites(added)} (.plan show)`);
      if (this.#timed && this.#ran) this.#noteTime(performance.now() - startMs);
    }
  }

  /** Keeps input among the earlier ones. */
  async keepInput(source: string): Promise<void> {
    await this.#options.keepInput?.(source, this.isPrivate(source));
  }

  /** Runs input and shows its value. */
  async runInput(source: string, signal?: AbortSignal): Promise<void> {
    if (!this.isPrivate(source)) this.#lastInput = source;
    await this.#run(await this.#engine.whole(source), signal);
  }

  /** Evaluates an expression without showing its value. */
  async evaluate(source: string, signal?: AbortSignal): Promise<unknown> {
    this.#begin();
    await this.#display.readLast(source, signal);
    return await this.#engine.evaluate(source, signal);
  }

  /** Shows a value. */
  async show(value: unknown, options?: ShowOptions): Promise<void> {
    await this.#display.show(value, options);
  }

  /** Connects to another context or namespace; what was declared stays. */
  async reconnect(change: OpenOptions): Promise<void> {
    const before = this.#cluster.prelude;
    await this.#cluster.change(change);
    const { bindings } = this.#cluster.prelude;
    const isOwnApply = this.valueOf("apply") === before.bindings["apply"];
    this.#completions = undefined;
    for (const name of ["cluster", "ns", ...(isOwnApply ? ["apply"] : [])]) {
      this.#engine.bind(name, bindings[name]);
    }
  }

  /** Writes text of a command. */
  async write(text: string, live = false): Promise<void> {
    await this.#options.write(text, live);
  }

  /** Notes a line that belongs to no result. */
  note(line: string): void {
    this.#options.note(line);
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    setPromptStandIn(undefined);
    const planned = this.traffic.detour?.size ?? 0;
    if (planned > 0) {
      this.note(`The plan with ${countWrites(planned)} is dropped: nothing of it was done`);
    }
    await this.traffic[Symbol.asyncDispose]();
    await this.#cluster[Symbol.asyncDispose]();
  }

  async #openCluster(): Promise<void> {
    try {
      await this.cluster.open();
    } catch (error) {
      this.#openFailure = { error };
      this.#options.note(`error: ${failureLine(error)}`);
    }
  }

  #isKnown(name: string): boolean {
    return this.names().includes(name) || name in globalThis;
  }

  #begin(): void {
    this.requests.begin();
    forgetWritten();
  }

  async #run(input: ReadyInput, signal?: AbortSignal): Promise<void> {
    this.#begin();
    this.#ran = true;
    await this.#display.readLast(input.source, signal);
    const value = await this.#engine.run(input, signal);
    if (typeof value === "function") await refuseUncalled(input.source, value, this);
    await this.#display.show(value, { signal });
    this.#display.setLast(value);
    const source = this.isPrivate(input.source) ? "" : input.source;
    const ran = { source, result: resultOf(value), rows: this.#display.namedRows };
    this.record.add(ran, this.cluster.info, this.requests.requests);
  }

  /** What is to run, of however many lines, or is wrong, is something to bring back. */
  async #prepare(source: string): Promise<ReadyInput | undefined> {
    let isWhole = true;
    try {
      const input = await prepareTyped(this.#engine, source);
      isWhole = input !== undefined;
      return input;
    } finally {
      if (isWhole) await this.keepInput(source);
    }
  }

  async #command(line: string, signal?: AbortSignal): Promise<LineOutcome | undefined> {
    const called = readCommand(line) ?? readBareWord(line, (name) => this.#isKnown(name));
    if (called === undefined) return undefined;
    const { name, argument } = called;
    await this.keepInput(line);
    const { getCommand } = await import("./commands.ts");
    if (name !== "requests" && name !== "perms") this.#begin();
    return await getCommand(name).run(this, argument, signal);
  }

  #fail(error: unknown): void {
    this.#engine.offer("_error", error);
    const place = this.#engine.placeOf(error);
    const where = place === undefined ? "" : ` (${place})`;
    this.#engine.cutStack(error);
    this.#options.note(`error: ${atPrompt(failureLine(error))}${where}`);
  }

  #noteTime(ms: number): void {
    const { count, bytes } = this.requests;
    const requests = count === 1 ? "1 request" : `${count} requests`;
    this.#options.note(`${Math.round(ms)} ms, ${requests}, ${bytes} bytes`);
  }
}
