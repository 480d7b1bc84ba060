/**
 * Lets a run do exactly what was planned, and asks the person about the rest. Layer 6.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import { isWrite } from "../policy/attributes.ts";
import { grantError } from "../policy/decision.ts";
import type { Asker, Authority } from "./authority.ts";
import type { Exchange, GateCall } from "./gate_call.ts";
import type { PlannedStep } from "./plan_draft.ts";
import { holdCollection } from "./planned_collections.ts";
import { keyOf } from "./write_key.ts";

/** The writes of a plan, each to be done once. */
export class PlannedWrites {
  readonly #steps: readonly PlannedStep[];
  readonly #transport: Transport;
  readonly #left = new Map<string, number>();
  readonly #asker: Asker | undefined;

  /**
   * Takes the writes of a plan.
   *
   * @param steps The plan.
   * @param transport The way to the cluster, to look at what a delete of many objects would take.
   * @param asker Asks about what is not among them; absent where there is nobody to ask.
   */
  constructor(steps: readonly PlannedStep[], transport: Transport, asker: Asker | undefined) {
    this.#steps = steps;
    this.#transport = transport;
    // A delete of many objects is one request.
    const requests = new Map(steps.map(({ call, write }) => [call, write]));
    for (const { key } of requests.values()) this.#left.set(key, (this.#left.get(key) ?? 0) + 1);
    this.#asker = asker;
  }

  /** How many planned writes were not done. */
  get left(): number {
    return [...this.#left.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * Puts them in front of an exchange.
   *
   * @param exchange What sends.
   * @param authority Hears of what is refused.
   */
  guard(exchange: Exchange, authority: Authority): Exchange {
    return async (call) => {
      const { attributes } = call;
      if (!isWrite(attributes)) return await exchange(call);
      const key = attributes.isResource ? keyOf(call, attributes) : undefined;
      if (key !== undefined && this.#takes(key)) {
        return await exchange(await this.#held(call, key, authority));
      }
      const { madeName } = await import("./made_object.ts");
      const reason = "it is not in the plan, or not as it was planned";
      const consent = await this.#asker?.ask(attributes, madeName(attributes, call.body), reason);
      if (consent === "yes") return await exchange(call);
      throw authority.refuse(attributes, grantError(attributes, reason));
    };
  }

  #takes(key: string): boolean {
    const count = this.#left.get(key) ?? 0;
    if (count === 0) return false;
    this.#left.set(key, count - 1);
    return true;
  }

  /** A delete of many objects is what was planned where those are the objects that were planned. */
  async #held(call: GateCall, key: string, authority: Authority): Promise<GateCall> {
    const { attributes } = call;
    if (attributes.verb !== "deletecollection") return call;
    const own = this.#steps.filter(({ write }) => write.key === key);
    const held = await holdCollection(call, this.#steps, own, this.#transport);
    if ("call" in held) return held.call;
    throw authority.refuse(attributes, grantError(attributes, held.why));
  }
}
