/**
 * Plans what the lines of a session write: nothing is done, and later lines see what would be there. Layer 7.
 *
 * @module
 */
import type { ConnectionInfo } from "../api/connection.ts";
import type { SendOptions, Transport } from "../connect/transport.ts";
import { quote, safeLine } from "../core/message.ts";
import type { GateCall } from "../gate/gate_call.ts";
import { isDryRun } from "../gate/journaled.ts";
import type { PlannedStep } from "../gate/plan_draft.ts";
import { Planner } from "../gate/planner.ts";
import { attributesOf, isWrite } from "../policy/attributes.ts";
import { refuseOtherTime } from "../policy/collection_time.ts";
import { canBeDry, grantError } from "../policy/decision.ts";
import type { Plan } from "../policy/plan.ts";
import { parseTarget } from "../policy/target.ts";
import { type QuestionOptions, withQuestions } from "./questions.ts";
import { refuseWrite } from "./refuse_write.ts";
import type { Detour, Lane } from "./traffic.ts";

/** The plan of a session, while it is made. */
export class PlanMode implements Detour {
  /** The connection whose cluster the plan is for. */
  readonly lane: Lane;
  readonly #planner: Planner;
  readonly #asking: Transport;
  readonly #note: (line: string) => void;
  readonly #underWay = new Set<Promise<unknown>>();
  #isSealed = false;

  private constructor(
    lane: Lane,
    planner: Planner,
    asking: Transport,
    note: (line: string) => void,
  ) {
    this.lane = lane;
    this.#planner = planner;
    this.#asking = asking;
    this.#note = note;
  }

  /**
   * Plans nothing yet, and sends nothing.
   *
   * @param lane The connection whose cluster the plan is for.
   * @param questions What the session goes by: its rules hold for what is planned, too.
   * @param note Takes what is said of waits that count as met.
   */
  static async open(
    lane: Lane,
    questions: QuestionOptions,
    note: (line: string) => void,
  ): Promise<PlanMode> {
    const planner = new Planner(lane.unasked);
    const { policy, ask } = questions;
    // A write that is only planned is as harmless to a protected context as a dry run.
    const asking = await withQuestions(
      planned(lane.unasked, planner),
      { ...lane.info, dryRun: true },
      { policy, ask, protectedContexts: "" },
    );
    return new PlanMode(lane, planner, asking, note);
  }

  /** How many writes it holds. */
  get size(): number {
    return this.#planner.steps.length;
  }

  /**
   * Takes no more writes, and waits for those that came: what is shown now is what is done.
   *
   * @returns What doing it takes.
   */
  async seal(): Promise<readonly PlannedStep[]> {
    this.#isSealed = true;
    await Promise.allSettled(this.#underWay);
    return [...this.#planner.steps];
  }

  /** Takes writes again. */
  unseal(): void {
    this.#isSealed = false;
  }

  /** The plan so far. */
  plan(): Plan {
    return this.#planner.plan("the prompt");
  }

  /** Takes down a wait that counts as met. */
  readonly assume = (what: string): Promise<void> => {
    this.#planner.assume(what);
    this.#note(`assumed: ${safeLine(what)}`);
    return Promise.resolve();
  };

  /** Answers a request by the plan, and one of another cluster where it only reads. */
  async send(lane: Lane, path: string, options: SendOptions): Promise<Response> {
    const method = methodOf(options);
    if (!isSame(lane.info, this.lane.info)) {
      refuseWrite(method, path, `the plan is for the context ${quote(this.lane.info.context)}`);
      return await lane.transport.send(path, options);
    }
    if (lane.info.readOnly) refuseWrite(method, path, "its connection is read-only");
    if (this.#isSealed) refuseWrite(method, path, "the plan is being applied");
    const answer = this.#asking.send(path, options);
    this.#underWay.add(answer);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(answer);
    }
  }

  /** Refuses a change of protocol: of what comes then nobody knows. */
  refuseUpgrade(path: string): never {
    throw grantError(attributesOf("GET", parseTarget(path)), "it can be in no plan");
  }

  /** Drops the plan. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#planner[Symbol.asyncDispose]();
  }
}

function planned(transport: Transport, planner: Planner): Transport {
  return {
    server: transport.server,
    async send(path, options = {}) {
      const call = await callOf(path, options);
      const { attributes } = call;
      refuseOtherTime(attributes, call.head.target);
      const isOwn = isWrite(attributes)
        // Whoever serves a path or a proxy need not know what a dry run is.
        ? !(attributes.isResource && canBeDry(attributes) && isDryRun(call))
        : attributes.isResource && await planner.covers(attributes);
      if (isOwn) return await planner.exchange(call);
      const { body } = call;
      return await transport.send(path, {
        ...options,
        ...(body instanceof Uint8Array ? { body } : {}),
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function callOf(path: string, options: SendOptions): Promise<GateCall> {
  const method = methodOf(options);
  const target = parseTarget(path);
  const headers = Object.entries(options.headers ?? {});
  const body = options.body === undefined
    ? undefined
    : new Uint8Array(await new Response(options.body).arrayBuffer());
  return {
    head: {
      method,
      target,
      headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: body === undefined ? { type: "none" } : { type: "length", length: body.length },
      upgrade: undefined,
      close: false,
    },
    attributes: attributesOf(method, target),
    body,
    signal: options.signal ?? new AbortController().signal,
  };
}

function methodOf({ method = "GET" }: SendOptions): string {
  return method.toUpperCase();
}

function isSame(one: ConnectionInfo, other: ConnectionInfo): boolean {
  return one.context === other.context && one.server === other.server && one.user === other.user;
}
