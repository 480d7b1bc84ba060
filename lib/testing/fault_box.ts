/**
 * A fault on one cluster, with what it has done there so far. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { Fault } from "./fault.ts";
import { seededRandom } from "./seed.ts";
import { compileMatch, type SentRequest } from "./sent_request.ts";

/** Decides which requests a fault gets hold of. */
export class FaultBox {
  readonly fault: Fault;
  /** The fault's own chances. */
  readonly random: () => number;
  readonly #matches: (request: SentRequest) => boolean;
  #passes: number;
  #left: number;

  /**
   * @param fault The fault.
   * @param seed What its chances come from.
   * @throws {QueryError} when it is to happen a number of times that is none.
   */
  constructor(fault: Fault, seed: number) {
    checkFault(fault);
    const { times = Infinity, after = 0, rate = 1, match } = fault;
    checkNumber(
      fault,
      "times",
      times,
      times >= 0 && (times === Infinity || Number.isInteger(times)),
    );
    checkNumber(fault, "after", after, after >= 0 && Number.isInteger(after));
    checkNumber(fault, "rate", rate, rate >= 0 && rate <= 1);
    this.fault = fault;
    this.random = seededRandom(seed);
    this.#matches = compileMatch(match);
    this.#passes = after;
    this.#left = times;
  }

  /** Tells whether the fault gets hold of a request; it counts then. */
  takes(request: SentRequest): boolean {
    if (this.#left <= 0 || !this.#matches(request)) return false;
    if (this.#passes > 0) {
      this.#passes--;
      return false;
    }
    const { rate = 1 } = this.fault;
    if (rate < 1 && this.random() >= rate) return false;
    this.#left--;
    return true;
  }
}

function checkFault(fault: unknown): void {
  const { name, apply } = typeof fault === "object" && fault !== null
    ? fault as Partial<Fault>
    : {};
  if (typeof name === "string" && typeof apply === "function") return;
  throw new QueryError(
    "Cannot inject a fault: it has to have a name and a function apply: " +
      "take one such as tooManyRequests()",
  );
}

const RANGES: Readonly<Record<string, string>> = {
  times: "a whole number from 0, or Infinity",
  after: "a whole number from 0",
  rate: "a number from 0 to 1",
};

function checkNumber({ name }: Fault, option: string, value: number, isGood: boolean): void {
  if (isGood) return;
  throw new QueryError(
    `Cannot inject ${name}: ${option} cannot be ${value}: give ${RANGES[option]}`,
  );
}
