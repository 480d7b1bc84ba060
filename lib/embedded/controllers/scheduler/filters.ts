/**
 * Why a pod cannot run on a node, in the scheduler's words. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/scheduler/framework/plugins
 */
import {
  type ApiObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../json.ts";
import type { NodeUse } from "./node_info.ts";
import { type Amounts, readAmounts } from "./requests.ts";

/** A pod that is to be placed, with what it asks for. */
export interface PodNeeds {
  readonly pod: ApiObject;
  readonly requests: Amounts;
  readonly ports: readonly string[];
}

/** Why a node does not do. */
export interface Misfit {
  /** Each in the scheduler's words, e.g. `Insufficient cpu`. */
  readonly reasons: readonly string[];
  /** Whether it would do, were other pods not there. */
  readonly isCrowded: boolean;
}

const UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";

/** Whether a toleration is for a taint. */
export function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const effect = textOf(toleration["effect"]);
  if (effect !== "" && effect !== taint["effect"]) return false;
  const key = textOf(toleration["key"]);
  if (key !== "" && key !== taint["key"]) return false;
  const operator = textOf(toleration["operator"]);
  if (operator === "Exists") return true;
  const own = textOf(taint["value"]);
  const asked = textOf(toleration["value"]);
  if (operator === "Lt") return Number(own) < Number(asked);
  if (operator === "Gt") return Number(own) > Number(asked);
  return key !== "" && asked === own;
}

/** The first taint of a node with one of the effects that a pod does not tolerate. */
export function untolerated(
  pod: ApiObject,
  node: ApiObject,
  effects: readonly string[],
): JsonObject | undefined {
  const tolerations = objectsOf(objectOf(pod["spec"])["tolerations"]);
  return objectsOf(objectOf(node["spec"])["taints"]).find((taint) =>
    effects.includes(textOf(taint["effect"])) &&
    !tolerations.some((toleration) => tolerates(toleration, taint))
  );
}

/** Why a pod cannot run on a node; `undefined` where it can. */
export function misfit({ pod, requests, ports }: PodNeeds, node: ApiObject, use: NodeUse):
  | Misfit
  | undefined {
  const no = (reason: string, isCrowded = false): Misfit => ({ reasons: [reason], isCrowded });
  const spec = objectOf(pod["spec"]);
  if (objectOf(node["spec"])["unschedulable"] === true) {
    const taint = { key: UNSCHEDULABLE_TAINT, effect: "NoSchedule" };
    if (!objectsOf(spec["tolerations"]).some((toleration) => tolerates(toleration, taint))) {
      return no("node(s) were unschedulable");
    }
  }
  if (untolerated(pod, node, ["NoSchedule", "NoExecute"]) !== undefined) {
    return no("node(s) had untolerated taint(s)");
  }
  if (!matchesAffinity(spec, node)) return no("node(s) didn't match Pod's node affinity/selector");
  if (ports.some((port) => isTaken(port, use))) {
    return no("node(s) didn't have free ports for the requested pod ports", true);
  }
  return lackOf(requests, node, use);
}

/** Whether a port of a node is taken, on the same address or on all. */
function isTaken(port: string, use: NodeUse): boolean {
  const [protocol, address, number] = port.split(" ");
  for (const [other, count] of use.ports) {
    const [theirs, where, taken] = other.split(" ");
    if (count === 0 || theirs !== protocol || taken !== number) continue;
    if (where === address || where === "0.0.0.0" || address === "0.0.0.0") return true;
  }
  return false;
}

function lackOf(requests: Amounts, node: ApiObject, use: NodeUse): Misfit | undefined {
  const allocatable = readAmounts(objectOf(node["status"])["allocatable"]);
  const reasons: string[] = [];
  let isCrowded = true;
  if (use.pods + 1 > (allocatable.get("pods") ?? 0)) reasons.push("Too many pods");
  for (const [name, amount] of requests) {
    if (amount === 0) continue;
    const whole = allocatable.get(name) ?? 0;
    if (amount <= whole - (use.amounts.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    // No pod that goes away makes room for what the whole node has not.
    if (amount > whole) isCrowded = false;
  }
  return reasons.length === 0 ? undefined : { reasons, isCrowded };
}

/** Whether a node is one of those that a pod asks for. */
export function matchesAffinity(spec: JsonObject, node: ApiObject): boolean {
  const labels = textsOf(node.metadata["labels"]);
  const selector = Object.entries(textsOf(spec["nodeSelector"]));
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  return matchesNodeSelector(requiredNodes(spec), node);
}

/** The node selector of a pod that it does not run without, where it has one. */
export function requiredNodes(spec: JsonObject): JsonValue | undefined {
  const affinity = objectOf(objectOf(spec["affinity"])["nodeAffinity"]);
  return affinity["requiredDuringSchedulingIgnoredDuringExecution"];
}

/** Whether a node matches one of a node selector's terms; where there is no selector every node does. */
export function matchesNodeSelector(selector: JsonValue | undefined, node: ApiObject): boolean {
  return selector === undefined ||
    objectsOf(objectOf(selector)["nodeSelectorTerms"]).some((term) => matchesTerm(term, node));
}

/** Whether a node has what a term of an affinity names; a term that names nothing matches none. */
export function matchesTerm(term: JsonObject, { metadata }: ApiObject): boolean {
  const labels = textsOf(metadata["labels"]);
  const expressions = objectsOf(term["matchExpressions"]);
  const fields = objectsOf(term["matchFields"]);
  if (expressions.length + fields.length === 0) return false;
  return expressions.every((one) => matchesExpression(one, labels)) &&
    fields.every((one) => matchesExpression(one, { "metadata.name": metadata.name ?? "" }));
}

function matchesExpression(
  { key, operator, values }: JsonObject,
  labels: Readonly<Record<string, string>>,
): boolean {
  const name = textOf(key);
  const own = Object.hasOwn(labels, name) ? labels[name] : undefined;
  const asked = listOf(values).map(textOf);
  switch (operator) {
    case "In":
      return own !== undefined && asked.includes(own);
    case "NotIn":
      return own === undefined || !asked.includes(own);
    case "Exists":
      return own !== undefined;
    case "DoesNotExist":
      return own === undefined;
    case "Gt":
      return own !== undefined && /^[+-]?\d+$/.test(own) && Number(own) > Number(asked[0]);
    case "Lt":
      return own !== undefined && /^[+-]?\d+$/.test(own) && Number(own) < Number(asked[0]);
    default:
      return false;
  }
}
