/**
 * What every request of a session passes, whichever of its connections sends it: what holds now also holds for
 * values that earlier lines made. Layer 7.
 *
 * @module
 */
import type { ConnectionInfo, OpenedConnection } from "../api/connection.ts";
import type { SendOptions, Transport, Upgraded, UpgradeOptions } from "../connect/transport.ts";
import { limitRequest, type WriteLimits } from "../connect/write_guard.ts";
import { type QuestionOptions, withQuestions } from "./questions.ts";
import { RequestLog } from "./request_log.ts";

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

/** Where the requests of a session go. */
export class Traffic implements AsyncDisposable {
  /** What the last line has sent. */
  readonly requests = new RequestLog();
  /** What the session goes by. */
  readonly questions: QuestionOptions;
  /** Ends what the line that runs now waits for, and the requests it sent. */
  signal: AbortSignal | undefined;
  /** What the session is held to now. */
  limits: WriteLimits = {};
  /** Where requests go instead; `undefined`: to the cluster. */
  detour: Detour | undefined;
  /** The connection that was opened last. */
  lane: Lane | undefined;

  /** Holds nothing up yet. */
  constructor(questions: QuestionOptions) {
    this.questions = questions;
  }

  /** Ends what holds requests up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.detour?.[Symbol.asyncDispose]();
  }

  /**
   * Puts a connection under what holds.
   *
   * @param transport The way to its cluster.
   * @param opened Which cluster that is.
   */
  async observe(transport: Transport, { info, access }: OpenedConnection): Promise<Transport> {
    const unasked = this.requests.observe(transport);
    const asking = await withQuestions(unasked, info, this.questions);
    this.lane = { info, isOwn: access === undefined, transport: asking, unasked };
    return this.#over(this.lane);
  }

  #over(lane: Lane): Transport {
    const { transport } = lane;
    const { upgrade } = transport;
    return {
      server: transport.server,
      send: async (path, options = {}) => {
        const { detour } = this;
        if (detour !== undefined) return await detour.send(lane, path, options);
        const limited = limitRequest(path, options, this.#newLimits(lane));
        return await transport.send(limited.path, limited.options);
      },
      ...(upgrade === undefined ? {} : {
        upgrade: async (path: string, options: UpgradeOptions): Promise<Upgraded | Response> => {
          this.detour?.refuseUpgrade(path);
          limitRequest(path, {}, this.#newLimits(lane));
          return await upgrade.call(transport, path, options);
        },
      }),
      [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
    };
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
