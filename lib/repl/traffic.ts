/**
 * What every request of a session passes, whichever of its connections sends it: what holds now also holds for
 * values that earlier lines made. Layer 7.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ConnectionInfo, OpenedConnection } from "../api/connection.ts";
import type { SendOptions, Transport, Upgraded, UpgradeOptions } from "../connect/transport.ts";
import { limitRequest, type WriteLimits } from "../connect/write_guard.ts";
import { type QuestionOptions, withQuestions } from "./questions.ts";
import { RequestLog } from "./request_log.ts";
import { Waits } from "./waits.ts";

/** One connection of a session. */
export interface Lane {
  readonly info: ConnectionInfo;
  /** Whether the cluster goes with this process. */
  readonly isOwn: boolean;
  /** The way to the cluster, behind the questions of the session. */
  readonly transport: Transport;
  /** The same without the questions. */
  readonly unasked: Transport;
}

/** Takes requests that would go to a cluster. */
export interface Detour extends AsyncDisposable {
  /** How many writes it holds. */
  readonly size: number;
  /** Hears of waits that count as met. */
  readonly assume: (what: string) => Promise<void>;
  /** Answers a request in the cluster's place, or sends it on. */
  send(lane: Lane, path: string, options: SendOptions): Promise<Response>;
  /** Refuses a change of protocol: of what comes then nobody knows. */
  refuseUpgrade(path: string): never;
}

/** A line of the session: what it starts may go on when it has ended. */
interface Line {
  readonly signal: AbortSignal | undefined;
  /** Where its writes went when it began. */
  readonly detour: Detour | undefined;
}

/** Which line a request comes from. */
const LINE = new AsyncLocalStorage<Line | undefined>();
const READ_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Where the requests of a session go. */
export class Traffic implements AsyncDisposable {
  /** What the last line has sent. */
  readonly requests = new RequestLog();
  /** What lines wait for. */
  readonly waits = new Waits(() => this.requests.unanswered);
  /** What the session goes by. */
  readonly questions: QuestionOptions;
  /** How many requests that may write are on their way to a cluster. */
  writing = 0;
  /** What the session is held to now. */
  limits: WriteLimits = {};
  /** Where requests go instead; `undefined`: to the cluster. */
  detour: Detour | undefined;
  /** The connection that was opened last. */
  lane: Lane | undefined;
  readonly #end = new AbortController();
  readonly #beside = new Set<Promise<void>>();

  /** Holds nothing up yet. */
  constructor(questions: QuestionOptions) {
    this.questions = questions;
  }

  /** Ends what goes on beside lines, and what holds requests up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#beside);
    await this.detour?.[Symbol.asyncDispose]();
  }

  /** Ends what the line waits for that asks, and the requests that it sends, later ones too. */
  get signal(): AbortSignal | undefined {
    return LINE.getStore()?.signal;
  }

  /**
   * Runs a line, and all that it starts.
   *
   * @param signal Ends it.
   * @param run The line.
   */
  async runLine<R>(signal: AbortSignal | undefined, run: () => Promise<R>): Promise<R> {
    const over = this.waits.watch();
    try {
      return await LINE.run({ signal, detour: this.detour }, run);
    } finally {
      over();
    }
  }

  /**
   * Does what no line asks for.
   *
   * @param run What.
   */
  async runAside<R>(run: () => Promise<R>): Promise<R> {
    return await LINE.run(undefined, run);
  }

  /**
   * Does what goes on beside the lines, until the session ends.
   *
   * @param run What; it fails at nothing.
   */
  async goBeside(run: (end: AbortSignal) => Promise<void>): Promise<void> {
    const going = this.runAside(() => run(this.#end.signal));
    this.#beside.add(going);
    try {
      await going;
    } finally {
      this.#beside.delete(going);
    }
  }

  /**
   * Puts the session's connection under what holds.
   *
   * @param transport The way to its cluster.
   * @param opened Which cluster that is.
   */
  async observe(transport: Transport, opened: OpenedConnection): Promise<Transport> {
    this.lane = await this.#laneOf(transport, opened);
    return this.#over(this.lane);
  }

  /**
   * Puts a connection of a line's own under what holds.
   *
   * @param transport The way to its cluster.
   * @param opened Which cluster that is.
   */
  async join(transport: Transport, opened: OpenedConnection): Promise<Transport> {
    return this.#over(await this.#laneOf(transport, opened));
  }

  async #laneOf(transport: Transport, { info, access }: OpenedConnection): Promise<Lane> {
    const unasked = this.requests.observe(transport);
    const asking = await withQuestions(unasked, info, this.questions);
    return { info, isOwn: access === undefined, transport: asking, unasked };
  }

  #over(lane: Lane): Transport {
    const { transport } = lane;
    const { upgrade } = transport;
    return {
      server: transport.server,
      send: async (path, options = {}) => {
        await this.#refuseOutlived(path, options);
        const { detour } = this;
        if (detour !== undefined) return await detour.send(lane, path, options);
        const limited = limitRequest(path, options, this.#newLimits(lane));
        const writes = Number(!READ_METHODS.has(methodOf(options)));
        this.writing += writes;
        try {
          return await transport.send(limited.path, limited.options);
        } finally {
          this.writing -= writes;
        }
      },
      ...(upgrade === undefined ? {} : {
        upgrade: async (path: string, options: UpgradeOptions): Promise<Upgraded | Response> => {
          await this.#refuseOutlived(path, {});
          this.detour?.refuseUpgrade(path);
          limitRequest(path, {}, this.#newLimits(lane));
          return await upgrade.call(transport, path, options);
        },
      }),
      [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
    };
  }

  /** What a line planned to write is not written because it still runs when the plan is over. */
  async #refuseOutlived(path: string, options: SendOptions): Promise<void> {
    const begun = LINE.getStore()?.detour;
    if (begun === undefined || begun === this.detour) return;
    const { refuseWrite } = await import("./refuse_write.ts");
    refuseWrite(methodOf(options), path, "the line began in a plan that is over");
  }

  /** What a connection is not held to by itself. */
  #newLimits({ info }: Lane): WriteLimits {
    const { readOnly, dryRun } = this.limits;
    return {
      readOnly: readOnly === true && !info.readOnly,
      dryRun: dryRun === true && !info.dryRun,
    };
  }
}

function methodOf({ method = "GET" }: SendOptions): string {
  return method.toUpperCase();
}
