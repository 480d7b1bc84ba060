/**
 * Lets a run do exactly what was planned, and asks the person about the rest. Layer 6.
 *
 * @module
 */
import { isWrite } from "../policy/attributes.ts";
import { grantError } from "../policy/decision.ts";
import type { PlannedWrite } from "../policy/plan.ts";
import type { Asker, Authority } from "./authority.ts";
import type { Exchange } from "./gate_call.ts";
import { keyOf } from "./write_key.ts";

/** The writes of a plan, each to be done once. */
export class PlannedWrites {
  readonly #left = new Map<string, number>();
  readonly #asker: Asker | undefined;

  /**
   * Takes the writes of a plan.
   *
   * @param writes The writes.
   * @param asker Asks about what is not among them; absent where there is nobody to ask.
   */
  constructor(writes: readonly PlannedWrite[], asker: Asker | undefined) {
    // A delete of many objects is one request.
    const single = new Map<string, PlannedWrite>();
    for (const write of writes) {
      const isMany = write.attributes.verb === "deletecollection";
      if (isMany && single.has(write.key)) continue;
      if (isMany) single.set(write.key, write);
      this.#left.set(write.key, (this.#left.get(write.key) ?? 0) + 1);
    }
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
      if (isWrite(attributes) && !await this.#takes(call)) {
        const reason = "it is not in the plan, or not as it was planned";
        throw authority.refuse(attributes, grantError(attributes, reason));
      }
      return await exchange(call);
    };
  }

  async #takes(call: Parameters<Exchange>[0]): Promise<boolean> {
    const { attributes } = call;
    if (attributes.isResource) {
      const key = keyOf(call, attributes);
      const count = this.#left.get(key) ?? 0;
      if (count > 0) {
        this.#left.set(key, count - 1);
        return true;
      }
    }
    const { madeName } = await import("./made_object.ts");
    const consent = await this.#asker?.ask(attributes, madeName(attributes, call.body));
    return consent === "yes" || consent === "all";
  }
}
