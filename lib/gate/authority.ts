/**
 * Lets the requests of one run pass, or not: rules, what a person says when asked, limits. Layer 6.
 *
 * @module
 */
import { isWrite, type RequestAttributes } from "../policy/attributes.ts";
import { decide, grantError, type Policy, refusal } from "../policy/decision.ts";
import type { Recording } from "../policy/recording.ts";
import type { Refused } from "../policy/refusals.ts";
import { formatRule } from "../policy/rule.ts";

/** What a person says to a request: this one, all like it whatever the name, or no. */
export type Consent = "yes" | "all" | "no";

/** Asks a person. */
export interface Asker {
  /**
   * Asks whether a request may pass.
   *
   * @param request What is asked for.
   * @param made The name of the object that it would make, where it makes one and its body says so.
   * @param beyond Why no rule would let it pass, so that the answer is about this request alone.
   * @returns `undefined` where nobody answers.
   */
  ask(request: RequestAttributes, made?: string, beyond?: string): Promise<Consent | undefined>;
}

/** Finds the name of the object that a request would make; asked for where somebody is asked. */
export type FindMade = () => Promise<string | undefined>;

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
  readonly #refusals = new Map<string, Refused>();
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

  /** What was refused, for the person. */
  get refusals(): readonly Refused[] {
    return [...this.#refusals.values()];
  }

  /**
   * Lets a request pass.
   *
   * @param method Its method.
   * @param request What it asks for.
   * @param findMade Finds the name of the object that it would make.
   * @throws {GrantError} when it may not.
   */
  async admit(method: string, request: RequestAttributes, findMade?: FindMade): Promise<void> {
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
    await this.require(request, findMade);
    if (isWrite(request)) this.#count(request);
    this.record(request);
  }

  /**
   * Makes sure of a right without counting its use.
   *
   * @param request What is asked for.
   * @param findMade Finds the name of the object that it would make.
   * @throws {GrantError} when it is not given.
   */
  async require(request: RequestAttributes, findMade?: FindMade): Promise<void> {
    const decision = decide(this.policy, request);
    if (decision.verdict === "allowed") return;
    const consent = decision.verdict === "open"
      ? await this.#consent(request, findMade)
      : undefined;
    if (consent === "yes" || consent === "all") return;
    // Who has said no is not told of it again, as of what nobody was asked about.
    if (consent === "no") throw grantError(request, "you did not allow it");
    throw this.refuse(request, refusal(decision, request), decision.verdict === "open");
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
   * @param isOpen Whether a rule would let it pass.
   * @returns The error.
   */
  refuse(request: RequestAttributes, error: Error, isOpen = false): Error {
    this.#refusals.set(formatRule(request), { request, message: error.message, isOpen });
    return error;
  }

  async #consent(request: RequestAttributes, findMade?: FindMade): Promise<Consent | undefined> {
    if (this.#asker === undefined) return undefined;
    const made = await findMade?.();
    const said = this.#answerTo(request, made);
    if (said !== undefined) return said;
    const turn = this.#asking.then(() => this.#ask(request, made));
    this.#asking = turn.catch(() => undefined);
    return await turn;
  }

  #answerTo(request: RequestAttributes, made: string | undefined): Consent | undefined {
    if (this.#answers.get(formatRule(request, true)) === "all") return "all";
    return this.#answers.get(questionKey(request, made));
  }

  async #ask(request: RequestAttributes, made: string | undefined): Promise<Consent | undefined> {
    // What was said to the question before may answer this one.
    const consent = this.#answerTo(request, made) ?? await this.#asker?.ask(request, made);
    if (consent === undefined) return undefined;
    const key = consent === "all" ? formatRule(request, true) : questionKey(request, made);
    // A yes to what nobody knows is about this one.
    if (consent !== "yes" || made !== undefined || !makesObject(request)) {
      this.#answers.set(key, consent);
    }
    return consent;
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

/** An answer is about what the question named, and no rule names what a create makes. */
function questionKey(request: RequestAttributes, made: string | undefined): string {
  const rule = formatRule(request);
  return made === undefined ? rule : `${rule} ${made}`;
}

function makesObject(request: RequestAttributes): boolean {
  return request.isResource && request.verb === "create" && request.subresource === "";
}

/** An eviction is a delete that asks first. */
function removes(request: RequestAttributes): boolean {
  return DELETING.has(request.verb) || (request.isResource && request.subresource === "eviction");
}
