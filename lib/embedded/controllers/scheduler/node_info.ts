/**
 * What the pods on each node use, kept up with the store. Layer 3.
 *
 * @module
 */
import { type ApiObject, equalJson } from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import { isTerminal, nodeNameOf } from "../workload/pods.ts";
import { type Amounts, hostPorts, podRequests } from "./requests.ts";

/** What is used of a node. */
export class NodeUse {
  /** How many pods are there. */
  pods = 0;
  readonly amounts = new Map<string, number>();
  readonly ports = new Map<string, number>();

  /** Adds what a pod uses, or takes it away with -1. */
  count(requests: Amounts, ports: readonly string[], sign: 1 | -1): void {
    this.pods += sign;
    for (const [name, amount] of requests) {
      this.amounts.set(name, (this.amounts.get(name) ?? 0) + sign * amount);
    }
    for (const port of ports) this.ports.set(port, (this.ports.get(port) ?? 0) + sign);
  }
}

/** Where a pod counts: on its node, until it has ended; `""` for nowhere. */
export function countedOn(pod: ApiObject | undefined): string {
  return pod === undefined || isTerminal(pod) ? "" : nodeNameOf(pod);
}

/** The use of all nodes. */
export class NodeUses {
  readonly #uses = new Map<string, NodeUse>();

  /** What is used of a node. */
  of(node: string): NodeUse {
    let use = this.#uses.get(node);
    if (use === undefined) {
      use = new NodeUse();
      this.#uses.set(node, use);
    }
    return use;
  }

  /** Counts a pod that is there already. */
  add(pod: ApiObject): void {
    this.#count(pod, 1);
  }

  /**
   * Counts a change of a pod.
   *
   * @returns Whether a node has become freer.
   */
  note({ type, object, previous }: StoreEvent): boolean {
    const before = countedOn(previous);
    const after = type === "DELETED" ? "" : countedOn(object);
    // What a pod asks for changes with its spec only.
    if (before === after && equalJson(previous?.["spec"], object["spec"])) return false;
    if (before !== "" && previous !== undefined) this.#count(previous, -1);
    if (after !== "") this.#count(object, 1);
    return before !== "" && before !== after;
  }

  #count(pod: ApiObject, sign: 1 | -1): void {
    const node = countedOn(pod);
    if (node !== "") this.of(node).count(podRequests(pod), hostPorts(pod), sign);
  }
}
