/**
 * A session at the prompt without its terminal: lines go in, text comes out. Layer 7.
 *
 * @module
 */
import type { ConnectOptions } from "../api/connection.ts";
import type { Cluster } from "../api/cluster.ts";
import { isQuery, type Query } from "../api/query.ts";
import { type CommandTarget, getCommand, type LineOutcome } from "./commands.ts";
import { Engine } from "./engine.ts";
import { openPrelude } from "./prelude.ts";
import { safeLine } from "../core/message.ts";
import { failureLine } from "../process/failure.ts";
import { render } from "./render.ts";

/** What a session starts from. */
export interface SessionOptions {
  /** Which cluster, as whom. */
  readonly connect: ConnectOptions;
  /** Takes the text of results. */
  readonly write: (text: string) => Promise<void>;
  /** Takes what is not a result: faults, warnings, hints; one line, without a newline. */
  readonly note: (line: string) => void;
  /** Whether results are read on a terminal. */
  readonly terminal: boolean;
  /** Whether colours are welcome. */
  readonly color: boolean;
}

/** What is running now: its signal reaches every request. */
interface Running {
  signal: AbortSignal | undefined;
}

/** The state of a session: its cluster, its variables, the input that is not complete yet. */
export class Session implements CommandTarget, AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #engine: Engine;
  #cluster: Cluster;
  #connect: ConnectOptions;
  readonly #running: Running;
  #input = "";
  #openFailure: { readonly error: unknown } | undefined;
  #lastQuery: Query | undefined;

  private constructor(
    options: SessionOptions,
    engine: Engine,
    cluster: Cluster,
    running: Running,
  ) {
    this.#options = options;
    this.#running = running;
    this.#connect = options.connect;
    this.#engine = engine;
    this.#cluster = cluster;
  }

  /**
   * Opens a session: reads the kubeconfig, sends nothing. A kubeconfig that is broken is noted, and the
   * session is there all the same.
   *
   * @param options Which cluster, and where text goes.
   */
  static async open(options: SessionOptions): Promise<Session> {
    const running: Running = { signal: undefined };
    const prelude = await openPrelude({
      connect: options.connect,
      currentSignal: () => running.signal,
    });
    const engine = new Engine({ bindings: prelude.bindings, modules: prelude.modules });
    const session = new Session(options, engine, prelude.cluster, running);
    await session.#openCluster();
    return session;
  }

  /** The cluster that the session is connected to. */
  get cluster(): Cluster {
    return this.#cluster;
  }

  /** Why the session began without a cluster, where it did; it was noted then. */
  get openFailure(): { readonly error: unknown } | undefined {
    return this.#openFailure;
  }

  /** The options that the session is connected by. */
  get connectOptions(): ConnectOptions {
    return this.#connect;
  }

  /** Whether lines so far are the beginning of something. */
  get unfinished(): boolean {
    return this.#input !== "";
  }

  /** The names in scope. */
  names(): readonly string[] {
    return this.#engine.names();
  }

  /** The prompt: context, namespace, `ro` where nothing may be changed, `dry` for dry runs; dots while input is unfinished. */
  prompt(): string {
    if (this.unfinished) return "... ";
    const { info } = this.#cluster;
    if (info === undefined) return "no context> ";
    const place = safeLine(`${info.context}/${info.namespace}`);
    return `${place}${info.readOnly ? " ro" : info.dryRun ? " dry" : ""}> `;
  }

  /** Forgets unfinished input. */
  discardInput(): void {
    this.#input = "";
  }

  /**
   * Takes one line: a command that begins with a dot, or TypeScript.
   *
   * @param line The line.
   * @param signal Ends what the line waits for and the requests it sent.
   */
  async submit(line: string, signal?: AbortSignal): Promise<LineOutcome> {
    try {
      if (!this.unfinished) {
        if (line.trim() === "") return { type: "done" };
        const called = /^\s*\.([a-z]*)(?:\s+(.*))?$/i.exec(line);
        if (called !== null) return await this.#command(called[1] ?? "", called[2] ?? "", signal);
      }
      const source = this.unfinished ? `${this.#input}\n${line}` : line;
      const input = await this.#engine.prepare(source);
      if (input === undefined) {
        this.#input = source;
        return { type: "more" };
      }
      this.#input = "";
      this.#running.signal = signal;
      await this.#readLast(source, signal);
      await this.#show(await this.#engine.run(input, signal), signal);
      return { type: "done" };
    } catch (error) {
      this.#input = "";
      // The reader of the results is gone: no session without one.
      if (error instanceof Deno.errors.BrokenPipe) throw error;
      this.#options.note(`error: ${failureLine(error)}`);
      return { type: "failed", error };
    } finally {
      this.#running.signal = undefined;
    }
  }

  /** Connects to another context or namespace; what was declared stays. */
  async reconnect(change: ConnectOptions): Promise<void> {
    const connect = { ...this.#connect, ...change };
    const prelude = await openPrelude({ connect, currentSignal: () => this.#running.signal });
    await prelude.cluster.open();
    const old = this.#cluster;
    this.#connect = connect;
    this.#cluster = prelude.cluster;
    this.#lastQuery = undefined;
    for (const name of ["cluster", "ns"]) this.#engine.bind(name, prelude.bindings[name]);
    await old[Symbol.asyncDispose]();
  }

  /** Writes text of a command. */
  async write(text: string): Promise<void> {
    await this.#options.write(text);
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }

  async #openCluster(): Promise<void> {
    try {
      await this.#cluster.open();
    } catch (error) {
      this.#openFailure = { error };
      this.#options.note(`error: ${failureLine(error)}`);
    }
  }

  async #command(name: string, argument: string, signal?: AbortSignal): Promise<LineOutcome> {
    return await getCommand(name).run(this, argument.trim(), signal);
  }

  // The rows of a query are read as objects only when a line asks for them by `_`.
  async #readLast(source: string, signal?: AbortSignal): Promise<void> {
    if (this.#lastQuery === undefined || !/(?<![\w$.])_(?![\w$])/.test(source)) return;
    const query = this.#lastQuery;
    this.#engine.setLast(await query.list(signal === undefined ? {} : { signal }));
    this.#lastQuery = undefined;
  }

  async #show(value: unknown, signal?: AbortSignal): Promise<void> {
    const { write, note, terminal, color } = this.#options;
    const pieces = render(value, {
      format: { type: "auto" },
      plain: "inspect",
      terminal,
      color,
      note,
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      await write(piece);
    }
    if (value === undefined) return;
    this.#lastQuery = isQuery(value) ? value : undefined;
    this.#engine.setLast(value);
  }
}
