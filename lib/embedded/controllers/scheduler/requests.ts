/**
 * What pods need of a node. Layer 3.
 *
 * @module
 * @see k8s.io/component-helpers/resource
 */
import { parseQuantity } from "../../../core/quantity.ts";
import {
  type ApiObject,
  isObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  objectsOf,
  textsOf,
} from "../../json.ts";

/** Amounts by the name of the resource: CPU in thousandths, all else in units. */
export type Amounts = ReadonlyMap<string, number>;

const NANOS = 1e9;
const MILLIS = 1e6;

/** Texts that were read before: most amounts repeat. */
const known = new Map<string, number>();
const MAX_KNOWN = 1000;

/** The amount that a quantity says: thousandths of a CPU, or units. */
function amountOf(name: string, text: string): number {
  const unit = name === "cpu" ? MILLIS : NANOS;
  const key = `${unit} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const amount = Math.ceil(Number(parseQuantity(text).nanos) / unit);
  if (known.size < MAX_KNOWN) known.set(key, amount);
  return amount;
}

/** What objects of quantities say: those that are stored are replaced, never changed. */
const read = new WeakMap<JsonObject, Amounts>();
const NONE: Amounts = new Map();

/** The amounts of a stored object of quantities. */
export function readAmounts(quantities: JsonValue | undefined): Amounts {
  if (!isObject(quantities)) return NONE;
  let amounts = read.get(quantities);
  if (amounts === undefined) {
    amounts = new Map(
      Object.entries(textsOf(quantities)).map(([name, text]) => [name, amountOf(name, text)]),
    );
    read.set(quantities, amounts);
  }
  return amounts;
}

function requestsOf(container: JsonObject): Amounts {
  return readAmounts(objectOf(container["resources"])["requests"]);
}

function addTo(total: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? 0) + amount);
}

/**
 * What a pod asks for: its containers together with its sidecars, or the greediest of the containers that
 * run before, each with the sidecars that run beside it.
 */
export function podRequests(pod: ApiObject): Amounts {
  const spec = objectOf(pod["spec"]);
  const total = new Map<string, number>();
  for (const container of objectsOf(spec["containers"])) addTo(total, requestsOf(container));
  const sidecars = new Map<string, number>();
  const before = new Map<string, number>();
  for (const container of objectsOf(spec["initContainers"])) {
    const own = new Map(requestsOf(container));
    if (container["restartPolicy"] === "Always") {
      addTo(total, own);
      addTo(sidecars, own);
    } else addTo(own, sidecars);
    for (const [name, amount] of container["restartPolicy"] === "Always" ? sidecars : own) {
      before.set(name, Math.max(before.get(name) ?? 0, amount));
    }
  }
  for (const [name, amount] of before) total.set(name, Math.max(total.get(name) ?? 0, amount));
  addTo(total, readAmounts(spec["overhead"]));
  return total;
}

/** The ports of the node that a pod takes for itself, e.g. `TCP 0.0.0.0 80`. */
export function hostPorts(pod: ApiObject): string[] {
  const spec = objectOf(pod["spec"]);
  return [...objectsOf(spec["containers"]), ...objectsOf(spec["initContainers"])].flatMap(
    (container) =>
      objectsOf(container["ports"]).flatMap(({ hostPort, protocol, hostIP }) =>
        typeof hostPort === "number" && hostPort > 0
          ? [`${protocol ?? "TCP"} ${hostIP || "0.0.0.0"} ${hostPort}`]
          : []
      ),
  );
}
