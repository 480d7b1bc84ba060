/**
 * Counts for disruption budgets how many of their pods may go. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/disruption/disruption.go
 */
import { formatTime } from "../../clock.ts";
import {
  type ApiObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textsOf,
} from "../../json.ts";
import { isEmptySelector, selects } from "../../kinds/selectors.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { amountOf } from "../workload/amounts.ts";
import { findCondition } from "../workload/conditions.ts";
import { startKeyed } from "../workload/keyed.ts";
import { isReady } from "../workload/pods.ts";
import { countOf, keyOf, placeOf, specOf, statusOf } from "../workload/reading.ts";
import { writeStatus } from "../workload/status.ts";
import { expectedPods, UnknownScaleError } from "./expected_pods.ts";

const BUDGETS = "policy/poddisruptionbudgets";
/** An evicted pod that is still there after this time counts again. */
const DELETION_MS = 120_000;
const ALLOWED = "DisruptionAllowed";

/** The controller of disruption budgets. */
export const DISRUPTION_CONTROLLER: Controller = {
  name: "disruption",
  start(context) {
    const events = new EventRecorder(context, "controllermanager");
    const { store } = context.cluster;
    const inNamespace = ({ metadata }: ApiObject) =>
      store.list(BUDGETS, metadata.namespace).map(keyOf);
    return startKeyed(context, {
      collection: BUDGETS,
      others: {
        pods: (pod) =>
          store.list(BUDGETS, pod.metadata.namespace)
            .filter((budget) => isSelected(budget, pod))
            .map(keyOf),
        "apps/deployments": inNamespace,
        "apps/replicasets": inNamespace,
        "apps/statefulsets": inNamespace,
        replicationcontrollers: inNamespace,
      },
      reconcile: (key) => reconcile(context, events, key),
    });
  },
};

function isSelected(budget: ApiObject, { metadata }: ApiObject): boolean {
  const { selector } = specOf(budget);
  if (selector === undefined) return false;
  return isEmptySelector(objectOf(selector)) || selects(selector, textsOf(metadata["labels"]));
}

function reconcile(context: ControllerContext, events: EventRecorder, key: string): void {
  const { client, cluster } = context;
  const resource = cluster.resources.get("policy", "v1", "poddisruptionbudgets");
  const place = placeOf(key);
  const budget = client.find(resource, place);
  if (budget === undefined) return;
  const pods = cluster.store.list("pods", place.namespace)
    .filter((pod) => isSelected(budget, pod));
  if (pods.length === 0) {
    events.record(budget, {
      type: "Normal",
      reason: "NoPods",
      message: "No matching pods found",
    });
  }
  const nowMs = cluster.clock.now();
  const status = statusFor(context, events, budget, pods, nowMs);
  writeStatus(context, resource, budget, status);
  const ends = Object.values(textsOf(status["disruptedPods"]))
    .map((time) => Date.parse(time) + DELETION_MS - nowMs);
  if (ends.length > 0) context.enqueueAfter(key, Math.max(0, Math.min(...ends)) + 1);
}

function statusFor(
  context: ControllerContext,
  events: EventRecorder,
  budget: ApiObject,
  pods: readonly ApiObject[],
  nowMs: number,
): JsonObject {
  const before = statusOf(budget);
  try {
    const { expected, desired } = amountsOf(context, events, budget, pods);
    const disrupted = disruptedPods(events, budget, pods, nowMs);
    const healthy = pods.filter((pod) =>
      pod.metadata.deletionTimestamp === undefined && isReady(pod) &&
      disrupted[pod.metadata.name ?? ""] === undefined
    ).length;
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const observedGeneration = budget.metadata.generation ?? 0;
    const condition = allowed > 0
      ? allowedCondition(nowMs, observedGeneration, "True", "SufficientPods", "")
      : allowedCondition(nowMs, observedGeneration, "False", "InsufficientPods", "");
    return {
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: expected,
      observedGeneration,
      ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
      conditions: replaced(before, condition),
    };
  } catch (error) {
    if (!(error instanceof UnknownScaleError)) throw error;
    events.record(budget, {
      type: "Warning",
      reason: "CalculateExpectedPodCountFailed",
      message: `Failed to calculate the number of expected pods: ${error.words}`,
    });
    const generation = countOf(budget, "observedGeneration");
    const condition = allowedCondition(nowMs, generation, "False", "SyncFailed", error.words);
    return {
      ...before,
      disruptionsAllowed: 0,
      conditions: replaced(before, condition),
    };
  }
}

/** How many pods there should be, and how many of them healthy. */
function amountsOf(
  context: ControllerContext,
  events: EventRecorder,
  budget: ApiObject,
  pods: readonly ApiObject[],
): { expected: number; desired: number } {
  const { maxUnavailable, minAvailable, selector } = specOf(budget);
  if (maxUnavailable === undefined && typeof minAvailable === "number") {
    return { expected: pods.length, desired: minAvailable };
  }
  const { count, hasUnmanaged } = expectedPods(context, pods);
  if (hasUnmanaged) {
    events.record(budget, {
      type: "Warning",
      reason: "UnmanagedPods",
      message: `Pods selected by this PodDisruptionBudget (selector: ${
        selectorText(objectOf(selector))
      }) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
    });
  }
  if (maxUnavailable === undefined) {
    return { expected: count, desired: amountOf(minAvailable, count, "up") };
  }
  return { expected: count, desired: Math.max(0, count - amountOf(maxUnavailable, count, "up")) };
}

/** A selector as Go prints one. */
function selectorText(selector: JsonObject): string {
  const labels = Object.entries(textsOf(selector["matchLabels"]))
    .sort(([left], [right]) => left < right ? -1 : 1)
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = objectsOf(selector["matchExpressions"]).map((expression) => {
    const values = listOf(expression["values"]).join(" ");
    return `LabelSelectorRequirement{Key:${String(expression["key"])},Operator:${
      String(expression["operator"])
    },Values:[${values}],},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${
    labels.join("")
  }},MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
}

/** Pods that have been evicted and are still there, for as long as they may take. */
function disruptedPods(
  events: EventRecorder,
  budget: ApiObject,
  pods: readonly ApiObject[],
  nowMs: number,
): Record<string, string> {
  const before = textsOf(statusOf(budget)["disruptedPods"]);
  const found: Record<string, string> = {};
  for (const pod of pods) {
    const time = before[pod.metadata.name ?? ""];
    if (time === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    if (Date.parse(time) + DELETION_MS >= nowMs) {
      found[pod.metadata.name ?? ""] = time;
      continue;
    }
    const { namespace = "" } = budget.metadata;
    events.record(pod, {
      type: "Warning",
      reason: "NotDeleted",
      message: `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`,
    });
  }
  return found;
}

function allowedCondition(
  nowMs: number,
  observedGeneration: number,
  status: string,
  reason: string,
  message: string,
): JsonObject {
  return {
    type: ALLOWED,
    status,
    observedGeneration,
    lastTransitionTime: formatTime(nowMs),
    reason,
    message,
  };
}

/** The conditions with this one in its place; its time stays where its status does. */
function replaced(status: JsonObject, condition: JsonObject): JsonObject[] {
  const conditions = objectsOf(status["conditions"]);
  const before = findCondition(conditions, ALLOWED);
  if (before === undefined) return [...conditions, condition];
  const time = before["status"] === condition["status"]
    ? before["lastTransitionTime"]
    : condition["lastTransitionTime"];
  return conditions.map((one) => one === before ? { ...condition, lastTransitionTime: time } : one);
}
