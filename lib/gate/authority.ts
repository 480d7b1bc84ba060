/**
 * Lets the requests of one run pass, or not: rules, what a person says when asked, limits. Layer 6.
 *
 * @module
 */
import { isWrite, type RequestAttributes } from "../policy/attributes.ts";
import { decide, grantError, type Policy, refusal } from "../policy/decision.ts";
import type { Recording } from "../policy/recording.ts";
import { formatRule } from "../policy/rule.ts";

/** What a person says to a request: this one, all like it whatever the name, or no. */
export type Consent = "yes" | "all" | "no";

/** Asks a person. */
export interface Asker {
  /**
   * Asks whether a request may pass.
   *
   * @param request What is asked for.
   * @returns `undefined` where nobody answers.
   */
  ask(request: RequestAttributes): Promise<Consent | undefined>;
}

/** How much a run may change. */
export interface RunLimits {
  readonly maxWrites?: number | undefined;
  readonly maxDeletes?: number | undefined;
}

/** What an authority goes by. */
export interface AuthorityOptions {
  readonly policy: Policy;
  readonly limits?: RunLimits;
  /** Asks a person; absent where there is nobody to ask. */
  readonly asker?: Asker | undefined;
  /** Takes down what passed. */
  readonly recording?: Recording | undefined;
  /** Rules of requests that the gate answers itself. */
  readonly own?: readonly string[];
}

const READ_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const DELETING: ReadonlySet<string> = new Set(["delete", "deletecollection"]);

/** Decides on the requests of one run. */
export class Authority {
  readonly policy: Policy;
  readonly #limits: RunLimits;
  readonly #asker: Asker | undefined;
  readonly #recording: Recording | undefined;
  readonly #own: ReadonlySet<string>;
  /** What a person has said, by rule. */
  readonly #answers = new Map<string, Consent>();
  readonly #refusals = new Map<string, string>();
  /** One question at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  #writes = 0;
  #deletes = 0;

  /** Starts to count. */
  constructor({ policy, limits = {}, asker, recording, own = [] }: AuthorityOptions) {
    this.#own = new Set(own);
    this.#recording = recording;
    this.policy = policy;
    this.#limits = limits;
    this.#asker = asker;
  }

  /** What was refused, one line each, for the person. */
  get refusals(): readonly string[] {
    return [...this.#refusals.values()];
  }

  /**
   * Lets a request pass.
   *
   * @param method Its method.
   * @param request What it asks for.
   * @throws {GrantError} when it may not.
   */
  async admit(method: string, request: RequestAttributes): Promise<void> {
    if (!request.isResource && this.#own.has(formatRule(request))) return;
    // The old paths below /watch/ are watches whatever the method.
    if (request.verb === "watch" && !READ_METHODS.has(method)) {
      throw this.refuse(
        request,
        this.policy.readOnly
          ? refusal({ verdict: "read-only" }, request)
          : grantError(request, "a watch is asked for by GET"),
      );
    }
    await this.require(request);
    if (isWrite(request)) this.#count(request);
    this.record(request);
  }

  /**
   * Makes sure of a right without counting its use.
   *
   * @param request What is asked for.
   * @throws {GrantError} when it is not given.
   */
  async require(request: RequestAttributes): Promise<void> {
    const decision = decide(this.policy, request);
    if (decision.verdict === "allowed") return;
    if (decision.verdict === "open" && await this.#consents(request)) return;
    throw this.refuse(request, refusal(decision, request));
  }

  /**
   * Takes down that a right was used.
   *
   * @param request What was asked for.
   */
  record(request: RequestAttributes): void {
    this.#recording?.add(request);
  }

  /**
   * Takes down that a request was refused, so that the person hears of it.
   *
   * @param request What was asked for.
   * @param error What the script is told.
   * @returns The error.
   */
  refuse(request: RequestAttributes, error: Error): Error {
    this.#refusals.set(formatRule(request), error.message);
    return error;
  }

  async #consents(request: RequestAttributes): Promise<boolean> {
    if (this.#asker === undefined) return false;
    const said = this.#answerTo(request);
    if (said !== undefined) return said !== "no";
    const turn = this.#asking.then(() => this.#ask(request));
    this.#asking = turn.catch(() => undefined);
    return await turn;
  }

  #answerTo(request: RequestAttributes): Consent | undefined {
    if (this.#answers.get(formatRule(request, true)) === "all") return "all";
    return this.#answers.get(formatRule(request));
  }

  async #ask(request: RequestAttributes): Promise<boolean> {
    // What was said to the question before may answer this one.
    const consent = this.#answerTo(request) ?? await this.#asker?.ask(request);
    if (consent === undefined) return false;
    this.#answers.set(formatRule(request, consent === "all"), consent);
    return consent !== "no";
  }

  #count(request: RequestAttributes): void {
    const { maxWrites, maxDeletes } = this.#limits;
    if (maxWrites !== undefined && this.#writes >= maxWrites) {
      throw this.refuse(request, grantError(request, `--max-writes=${maxWrites} are done`));
    }
    if (removes(request)) {
      if (maxDeletes !== undefined && request.verb === "deletecollection") {
        const reason = "nobody knows how many that are: --max-deletes needs deletes by name";
        throw this.refuse(request, grantError(request, reason));
      }
      if (maxDeletes !== undefined && this.#deletes >= maxDeletes) {
        throw this.refuse(request, grantError(request, `--max-deletes=${maxDeletes} are done`));
      }
      this.#deletes++;
    }
    this.#writes++;
  }
}

/** An eviction is a delete that asks first. */
function removes(request: RequestAttributes): boolean {
  return DELETING.has(request.verb) || (request.isResource && request.subresource === "eviction");
}
