/**
 * The subresource `eviction`: a delete that disruption budgets have a say in. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go
 */
import { formatTime } from "../clock.ts";
import { badRequest, type Fault, notFound, tooManyRequests } from "../fault.ts";
import { type ApiObject, type JsonObject, objectOf, objectsOf, textOf, textsOf } from "../json.ts";
import { selects } from "../kinds/selectors.ts";
import { deleteObject } from "../objects/delete.ts";
import { placeOf, type WriteTarget } from "../objects/target.ts";
import { type Answer, jsonAnswer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { readWriteOptions } from "../server/options.ts";

const BUDGETS = "policy/poddisruptionbudgets";
const REFUSAL = "Cannot evict pod as it would violate the pod's disruption budget.";
const WITHOUT_BUDGET: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Pending"]);

/** Answers for `eviction`. */
export function answerEviction(call: Call, target: WriteTarget, body: Body): Answer {
  const { resource, name } = target;
  const options = readWriteOptions(call, "CreateOptions");
  const kind = call.cluster.resources.virtual("policy", "v1", "Eviction");
  const eviction = readObject(call, kind, body, options.fieldValidation);
  if (eviction.metadata.name !== name) {
    throw badRequest("name in URL does not match name in Eviction object");
  }
  const asked = objectOf(eviction["deleteOptions"]);
  const pod = call.cluster.store.get(placeOf(target));
  if (pod === undefined) throw notFound(resource.kind, name);
  const isDryRun = options.isDryRun || asked["dryRun"] !== undefined;
  const problem = askBudgets(call, pod, isDryRun);
  if (problem !== undefined) return jsonAnswer(problem, 500);
  evict(call, target, pod, asked, isDryRun);
  const done = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return jsonAnswer(done, 201);
}

function evict(
  call: Call,
  target: WriteTarget,
  pod: ApiObject,
  asked: JsonObject,
  isDryRun: boolean,
): void {
  const preconditions = objectOf(asked["preconditions"]);
  const grace = asked["gracePeriodSeconds"];
  if (!isDryRun && pod.metadata.deletionTimestamp === undefined) {
    call.cluster.store.put(
      placeOf(target),
      withCondition(pod, formatTime(call.cluster.clock.now())),
    );
  }
  deleteObject(call, { ...target, subresource: "" }, {
    isDryRun,
    fieldManager: "",
    fieldValidation: "Ignore",
    force: false,
    gracePeriodSeconds: typeof grace === "number" ? grace : undefined,
    uid: textOf(preconditions["uid"]) || undefined,
  });
}

function withCondition(pod: ApiObject, lastTransitionTime: string): ApiObject {
  const status = objectOf(pod["status"]);
  const others = objectsOf(status["conditions"]).filter(({ type }) => type !== "DisruptionTarget");
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  return { ...pod, status: { ...status, conditions: [...others, condition] } };
}

/** Asks the budgets of a pod; gives what stands in the way for good. */
function askBudgets(call: Call, pod: ApiObject, isDryRun: boolean): JsonObject | undefined {
  const phase = textOf(objectOf(pod["status"])["phase"]);
  if (WITHOUT_BUDGET.has(phase) || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const { store } = call.cluster;
  const labels = textsOf(pod.metadata["labels"]);
  const budgets = store.list(BUDGETS, pod.metadata.namespace).filter((budget) =>
    selects(objectOf(budget["spec"])["selector"], labels)
  );
  if (budgets.length > 1) {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message:
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
      code: 500,
    };
  }
  const [budget] = budgets;
  if (budget === undefined || isTolerated(pod, budget)) return undefined;
  spend(call, pod, budget, isDryRun);
  return undefined;
}

/** A pod that is not ready is no loss, where there are enough others. */
function isTolerated(pod: ApiObject, budget: ApiObject): boolean {
  const isReady = objectsOf(objectOf(pod["status"])["conditions"]).some((condition) =>
    condition["type"] === "Ready" && condition["status"] === "True"
  );
  if (isReady) return false;
  if (objectOf(budget["spec"])["unhealthyPodEvictionPolicy"] === "AlwaysAllow") return true;
  const { currentHealthy, desiredHealthy } = objectOf(budget["status"]);
  return Number(desiredHealthy ?? 0) > 0 && Number(currentHealthy ?? 0) >= Number(desiredHealthy);
}

function refuse(message: string, retryAfterSeconds: number): Fault {
  return tooManyRequests(REFUSAL, {
    causes: [{ reason: "DisruptionBudget", message }],
    retryAfterSeconds,
  });
}

function spend(call: Call, pod: ApiObject, budget: ApiObject, isDryRun: boolean): void {
  const status = objectOf(budget["status"]);
  const name = budget.metadata.name ?? "";
  if (Number(status["observedGeneration"] ?? 0) < (budget.metadata.generation ?? 0)) {
    throw refuse(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  const allowed = Number(status["disruptionsAllowed"] ?? 0);
  if (allowed <= 0) {
    const desired = Number(status["desiredHealthy"] ?? 0);
    const current = Number(status["currentHealthy"] ?? 0);
    throw refuse(
      current <= desired
        ? `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`
        : `The disruption budget ${name} does not allow evicting pods currently`,
      0,
    );
  }
  if (isDryRun) return;
  const { cluster } = call;
  const time = formatTime(cluster.clock.now());
  const resource = cluster.resources.get("policy", "v1", "poddisruptionbudgets");
  const disruptedPods = { ...objectOf(status["disruptedPods"]), [pod.metadata.name ?? ""]: time };
  const rest = allowed - 1;
  cluster.changeStatus(resource, { namespace: budget.metadata.namespace, name }, (live) => ({
    ...live,
    status: {
      ...status,
      disruptedPods,
      disruptionsAllowed: rest,
      ...(rest > 0 ? {} : { conditions: spentConditions(budget, time) }),
    },
  }));
}

function spentConditions(budget: ApiObject, lastTransitionTime: string): JsonObject[] {
  const others = objectsOf(objectOf(budget["status"])["conditions"])
    .filter(({ type }) => type !== "DisruptionAllowed");
  return [...others, {
    type: "DisruptionAllowed",
    status: "False",
    observedGeneration: Number(objectOf(budget["status"])["observedGeneration"] ?? 0),
    lastTransitionTime,
    reason: "InsufficientPods",
    message: "",
  }];
}
