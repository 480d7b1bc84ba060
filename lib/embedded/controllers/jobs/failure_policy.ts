/**
 * What becomes of a job when one of its pods fails, and when enough of its indexes have succeeded. Layer 3.
 *
 * @module
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
import {
  type ApiObject,
  type JsonObject,
  type JsonValue,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import { parseIndexes } from "./indexes.ts";

/** What a policy says about a failed pod. */
export interface FailureVerdict {
  /** Whether the failure counts. */
  readonly isCounted: boolean;
  readonly action: string | undefined;
  /** Why the whole job fails; `undefined` where it does not. */
  readonly message: string | undefined;
}

const COUNTED: FailureVerdict = { isCounted: true, action: undefined, message: undefined };

/** What a pod failure policy says about a failed pod. */
export function judgeFailure(policy: JsonValue | undefined, pod: ApiObject): FailureVerdict {
  for (const [index, rule] of objectsOf(objectOf(policy)["rules"]).entries()) {
    const why = rule["onExitCodes"] === undefined
      ? matchConditions(rule, pod)
      : matchExitCodes(objectOf(rule["onExitCodes"]), pod);
    if (why === undefined) continue;
    const action = textOf(rule["action"]);
    return {
      isCounted: action !== "Ignore",
      action,
      message: action === "FailJob" ? `${why} matching FailJob rule at index ${index}` : undefined,
    };
  }
  return COUNTED;
}

function matchExitCodes(rule: JsonObject, pod: ApiObject): string | undefined {
  const { metadata } = pod;
  const status = objectOf(pod["status"]);
  const name = textOf(rule["containerName"]);
  const values = listOf(rule["values"]);
  const found = [
    ...objectsOf(status["containerStatuses"]),
    ...objectsOf(status["initContainerStatuses"]),
  ].find((container) => {
    const code = exitCodeOf(container);
    if (code === undefined || code === 0 || name !== "" && container["name"] !== name) return false;
    return values.includes(code) === (rule["operator"] === "In");
  });
  if (found === undefined) return undefined;
  const place = `${metadata.namespace}/${metadata.name}`;
  return `Container ${found["name"]} for pod ${place} failed with exit code ${exitCodeOf(found)}`;
}

function exitCodeOf({ state }: JsonObject): number | undefined {
  return numberOf(objectOf(objectOf(state)["terminated"])["exitCode"]);
}

function matchConditions(rule: JsonObject, pod: ApiObject): string | undefined {
  const patterns = objectsOf(rule["onPodConditions"]);
  const found = objectsOf(objectOf(pod["status"])["conditions"]).find((condition) =>
    patterns.some((pattern) =>
      pattern["type"] === condition["type"] && pattern["status"] === condition["status"]
    )
  );
  if (found === undefined) return undefined;
  return `Pod ${pod.metadata.namespace}/${pod.metadata.name} has condition ${found["type"]}`;
}

/**
 * Whether a success policy is met.
 *
 * @returns What it says in the condition; `undefined` where it is not met.
 */
export function judgeSuccess(
  policy: JsonValue | undefined,
  completions: number,
  succeeded: ReadonlySet<number>,
): string | undefined {
  if (succeeded.size === 0) return undefined;
  for (const [index, rule] of objectsOf(objectOf(policy)["rules"]).entries()) {
    const count = numberOf(rule["succeededCount"]);
    const wanted = rule["succeededIndexes"];
    const indexes = wanted === undefined ? undefined : parseIndexes(textOf(wanted), completions);
    const met = indexes === undefined
      ? succeeded.size
      : [...indexes].filter((one) => succeeded.has(one)).length;
    const isMet = indexes !== undefined && indexes.size > 0 && met === indexes.size ||
      count !== undefined && met >= count;
    if (isMet) return `Matched rules at index ${index}`;
  }
  return undefined;
}
