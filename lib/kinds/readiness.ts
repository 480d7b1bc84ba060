/**
 * Whether an object is what was applied: a Deployment rolled out, a Job complete, a claim bound. Layer 1:
 * pure.
 *
 * The rules are kstatus's, which helm and flux wait by, except where they end before people mean "done": a Job
 * has to be complete, a failed Pod is a failure, and a load balancer needs an address, as for kapp.
 *
 * @see sigs.k8s.io/cli-utils pkg/kstatus, kubectl rollout status
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";

/** How far an object is. */
export type Readiness =
  | { readonly state: "ready" }
  /** `why` completes a message, e.g. `1 of 3 replicas updated`. */
  | { readonly state: "waiting"; readonly why: string }
  /** It will not become ready by waiting. */
  | { readonly state: "failed"; readonly why: string };

type Rule = (object: JsonObject) => Readiness | undefined;

const READY: Readiness = Object.freeze({ state: "ready" });

/**
 * Judges an object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const job = { spec: { completions: 2 }, status: { succeeded: 1 } };
 * assert.deepEqual(readinessOf("batch", "Job", job), {
 *   state: "waiting",
 *   why: "1 of 2 completions",
 * });
 * assert.equal(readinessOf("", "ConfigMap", {}).state, "ready");
 * ```
 *
 * @param group The API group, `""` for the core group.
 * @param kind The kind in CamelCase.
 * @param object The object.
 */
export function readinessOf(group: string, kind: string, object: JsonObject): Readiness {
  const { metadata, status } = object;
  if (text(metadata, "deletionTimestamp") !== undefined) return failed("it is being deleted");
  const generation = number(metadata, "generation");
  const observed = number(status, "observedGeneration");
  if (generation !== undefined && observed !== undefined && observed < generation) {
    return waiting("its controller has not seen the change yet");
  }
  const reconciling = conditionOf(object, "Reconciling");
  if (reconciling?.["status"] === "True") return waiting(say(reconciling, "it is reconciling"));
  const stalled = conditionOf(object, "Stalled");
  if (stalled?.["status"] === "True") return failed(say(stalled, "it is stalled"));
  const ruled = RULES.get(group === "" ? kind : `${group}/${kind}`)?.(object);
  if (ruled !== undefined) return ruled;
  const ready = conditionOf(object, "Ready");
  if (ready === undefined || ready["status"] === "True") return READY;
  return waiting(say(ready, "it is not Ready"));
}

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["apps/Deployment", deployment],
  ["apps/StatefulSet", statefulSet],
  ["apps/DaemonSet", daemonSet],
  ["apps/ReplicaSet", replicas],
  ["ReplicationController", replicas],
  ["batch/Job", job],
  ["Pod", pod],
  ["PersistentVolumeClaim", claim],
  ["Service", service],
  ["Namespace", namespace],
  ["apiextensions.k8s.io/CustomResourceDefinition", definition],
  ["apiregistration.k8s.io/APIService", (object) => byCondition(object, "Available")],
]);

function deployment(object: JsonObject): Readiness {
  const { spec, status } = object;
  const progressing = conditionOf(object, "Progressing");
  if (progressing?.["reason"] === "ProgressDeadlineExceeded") {
    return failed(say(progressing, "its progress deadline has passed"));
  }
  const wanted = number(spec, "replicas") ?? 1;
  const updated = number(status, "updatedReplicas") ?? 0;
  const all = number(status, "replicas") ?? 0;
  const available = number(status, "availableReplicas") ?? 0;
  const paused = isObject(spec) && spec["paused"] === true ? ", and it is paused" : "";
  if (number(status, "observedGeneration") === undefined) return waiting(UNSEEN);
  if (updated < wanted) return waiting(`${updated} of ${wanted} replicas updated${paused}`);
  if (all > updated) return waiting(`${count(all - updated, "old replica")} still there${paused}`);
  if (available < wanted) return waiting(`${available} of ${wanted} replicas available`);
  return READY;
}

function statefulSet({ spec, status }: JsonObject): Readiness {
  if (text(field(spec, "updateStrategy"), "type") === "OnDelete") return READY;
  if (number(status, "observedGeneration") === undefined) return waiting(UNSEEN);
  const wanted = number(spec, "replicas") ?? 1;
  const updated = number(status, "updatedReplicas") ?? 0;
  const ready = number(status, "readyReplicas") ?? 0;
  const rolling = field(field(spec, "updateStrategy"), "rollingUpdate");
  const meant = Math.max(0, wanted - (number(rolling, "partition") ?? 0));
  if (ready < wanted) return waiting(`${ready} of ${wanted} replicas ready`);
  if (updated < meant) return waiting(`${updated} of ${meant} replicas updated`);
  const whole = meant === wanted && wanted > 0;
  const isOld = text(status, "currentRevision") !== text(status, "updateRevision");
  return whole && isOld ? waiting("the last replica is being updated") : READY;
}

function daemonSet({ spec, status }: JsonObject): Readiness {
  if (number(status, "observedGeneration") === undefined) return waiting(UNSEEN);
  const wanted = number(status, "desiredNumberScheduled") ?? 0;
  const updated = number(status, "updatedNumberScheduled") ?? 0;
  const available = number(status, "numberAvailable") ?? 0;
  const onDelete = text(field(spec, "updateStrategy"), "type") === "OnDelete";
  if (!onDelete && updated < wanted) return waiting(`${updated} of ${wanted} pods updated`);
  return available < wanted ? waiting(`${available} of ${wanted} pods available`) : READY;
}

function replicas({ spec, status }: JsonObject): Readiness {
  const wanted = number(spec, "replicas") ?? 1;
  const available = number(status, "availableReplicas") ?? 0;
  return available < wanted ? waiting(`${available} of ${wanted} replicas available`) : READY;
}

function job(object: JsonObject): Readiness {
  const { spec, status } = object;
  const done = conditionOf(object, "Complete");
  if (done?.["status"] === "True") return READY;
  const fault = conditionOf(object, "Failed");
  if (fault?.["status"] === "True") return failed(say(fault, "it has failed"));
  if (isObject(spec) && spec["suspend"] === true) return READY;
  const wanted = number(spec, "completions") ?? 1;
  return waiting(`${number(status, "succeeded") ?? 0} of ${count(wanted, "completion")}`);
}

function pod(object: JsonObject): Readiness {
  const phase = text(object["status"], "phase");
  if (phase === "Succeeded") return READY;
  if (phase === "Failed") {
    return failed(text(object["status"], "message") ?? "it has failed");
  }
  const held = containersOf(object).flatMap((container) => {
    const reason = text(field(field(container, "state"), "waiting"), "reason");
    return reason === undefined ? [] : [`${text(container, "name")} is waiting: ${reason}`];
  })[0];
  const ready = conditionOf(object, "Ready");
  if (phase === "Running" && ready?.["status"] === "True") return READY;
  const scheduled = conditionOf(object, "PodScheduled");
  if (scheduled?.["status"] === "False") return waiting(say(scheduled, "it has no node yet"));
  return waiting(
    held ?? (phase === undefined ? "it has no phase yet" : `it is ${phase}, not Ready`),
  );
}

function claim({ status }: JsonObject): Readiness {
  const phase = text(status, "phase") ?? "Pending";
  if (phase === "Bound") return READY;
  return phase === "Lost" ? failed("its volume is lost") : waiting(`it is ${phase}`);
}

function service({ spec, status }: JsonObject): Readiness {
  if (text(spec, "type") !== "LoadBalancer") return READY;
  const given = field(spec, "externalIPs");
  const ingress = field(field(status, "loadBalancer"), "ingress");
  const has = [given, ingress].some((list) => Array.isArray(list) && list.length > 0);
  return has ? READY : waiting("its load balancer has no address yet");
}

function namespace({ status }: JsonObject): Readiness {
  const phase = text(status, "phase") ?? "Active";
  return phase === "Active" ? READY : waiting(`it is ${phase}`);
}

function definition(object: JsonObject): Readiness {
  const names = conditionOf(object, "NamesAccepted");
  if (names?.["status"] === "False") return failed(say(names, "its names are taken"));
  return byCondition(object, "Established");
}

function byCondition(object: JsonObject, type: string): Readiness {
  const found = conditionOf(object, type);
  return found?.["status"] === "True" ? READY : waiting(say(found, `it is not ${type} yet`));
}

const UNSEEN = "its controller has not seen it yet";

function waiting(why: string): Readiness {
  return { state: "waiting", why };
}

function failed(why: string): Readiness {
  return { state: "failed", why };
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

/** What a condition says of itself. */
function say(condition: JsonObject | undefined, otherwise: string): string {
  return text(condition, "message") || text(condition, "reason") || otherwise;
}

function conditionOf({ status }: JsonObject, type: string): JsonObject | undefined {
  const conditions = field(status, "conditions");
  if (!Array.isArray(conditions)) return undefined;
  return conditions.filter(isObject).find((one) => one["type"] === type);
}

function containersOf({ status }: JsonObject): readonly unknown[] {
  const lists = [field(status, "initContainerStatuses"), field(status, "containerStatuses")];
  return lists.flatMap((list) => Array.isArray(list) ? list : []);
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" ? found : undefined;
}

function number(value: unknown, name: string): number | undefined {
  const found = field(value, name);
  return typeof found === "number" ? found : undefined;
}
