/**
 * The rules of pods and pod templates. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/strategy.go
 */
import { formatTime } from "../clock.ts";
import {
  type ApiObject,
  cloneJson,
  equalJson,
  isObject,
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { type FieldFault, forbiddenField, invalid } from "../validation/field_fault.ts";
import { defaultPod, defaultPodSpec } from "./pod_defaults.ts";
import { podSpecWarnings } from "./pod_warnings.ts";
import { podSpecFaults, podTemplateFaults } from "./pod_validation.ts";
import { specOf } from "./workloads.ts";

/** How well a pod's needs are guaranteed. */
export function qosClassOf(spec: JsonObject): string {
  const containers = [...objectsOf(spec["containers"]), ...objectsOf(spec["initContainers"])];
  let isGuaranteed = containers.length > 0;
  let hasAny = false;
  for (const container of containers) {
    const resources = objectOf(container["resources"]);
    const limits = objectOf(resources["limits"]);
    const requests = objectOf(resources["requests"]);
    for (const name of ["cpu", "memory"]) {
      if (isSet(limits[name]) || isSet(requests[name])) hasAny = true;
      if (!isSet(limits[name]) || !equalJson(requests[name], limits[name])) isGuaranteed = false;
    }
  }
  if (!hasAny) return "BestEffort";
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== "0";
}

/** Fields of a pod's spec that may change, beside images. */
function comparable(spec: JsonObject, other: JsonObject): JsonObject {
  const copy = cloneJson(spec);
  for (const field of ["containers", "initContainers"]) {
    const theirs = objectsOf(other[field]);
    for (const [index, container] of objectsOf(copy[field]).entries()) {
      const image = theirs[index]?.["image"];
      if (image !== undefined) container["image"] = image;
    }
  }
  copy["activeDeadlineSeconds"] = other["activeDeadlineSeconds"];
  copy["tolerations"] = other["tolerations"];
  copy["terminationGracePeriodSeconds"] = other["terminationGracePeriodSeconds"];
  if (objectsOf(other["schedulingGates"]).length > 0) {
    copy["schedulingGates"] = other["schedulingGates"];
    copy["nodeSelector"] = other["nodeSelector"];
  }
  return copy;
}

const UPDATE_FAULT =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function updateFaults(object: ApiObject, old: ApiObject): FieldFault[] {
  const after = objectOf(object["spec"]);
  const before = objectOf(old["spec"]);
  const faults: FieldFault[] = [];
  const added = objectsOf(after["containers"]).length;
  const had = objectsOf(before["containers"]).length;
  if (added !== had) {
    return [forbiddenField("spec.containers", "pod updates may not add or remove containers")];
  }
  for (const toleration of objectsOf(before["tolerations"])) {
    const isKept = objectsOf(after["tolerations"]).some((other) => equalJson(other, toleration));
    if (!isKept) {
      faults.push(
        forbiddenField(
          "spec.tolerations",
          "existing toleration can not be modified except its tolerationSeconds",
        ),
      );
      break;
    }
  }
  if (
    after["activeDeadlineSeconds"] === undefined && before["activeDeadlineSeconds"] !== undefined
  ) {
    faults.push(
      invalid(
        "spec.activeDeadlineSeconds",
        before["activeDeadlineSeconds"],
        "must not update from a positive integer to nil value",
      ),
    );
  }
  if (!equalJson(comparable(after, before), before)) {
    faults.push(forbiddenField("spec", UPDATE_FAULT));
  }
  return faults;
}

const POD: Strategy = {
  hasGeneration: true,
  resetFields: [["status"]],
  statusResetFields: [
    ["spec"],
    ["metadata", "deletionTimestamp"],
    ["metadata", "ownerReferences"],
  ],
  returnsDeleted: true,
  defaults(object) {
    const spec = specOf(object);
    defaultPodSpec(spec);
    defaultPod(spec);
    const status = objectOf(object["status"]);
    const { podIP } = status;
    // One address is the first of several.
    if (typeof podIP === "string" && objectsOf(status["podIPs"]).length === 0) {
      object["status"] = { ...status, podIPs: [{ ip: podIP }] };
    }
  },
  prepareCreate(object, { nowMs }) {
    const spec = specOf(object);
    object["status"] = { phase: "Pending", qosClass: qosClassOf(spec) };
    if (objectsOf(spec["schedulingGates"]).length > 0) {
      object["status"] = {
        phase: "Pending",
        conditions: [{
          type: "PodScheduled",
          status: "False",
          lastProbeTime: null,
          lastTransitionTime: formatTime(nowMs),
          reason: "SchedulingGated",
          message: "Scheduling is blocked due to non-empty scheduling gates",
        }],
        qosClass: qosClassOf(spec),
      };
    }
  },
  prepareStatusUpdate(object, old) {
    if (old["spec"] !== undefined) object["spec"] = old["spec"];
    delete object.metadata.deletionTimestamp;
    const { ownerReferences } = old.metadata;
    if (ownerReferences === undefined) delete object.metadata["ownerReferences"];
    else object.metadata["ownerReferences"] = ownerReferences;
    const qosClass = objectOf(old["status"])["qosClass"];
    if (isObject(object["status"]) && qosClass !== undefined) {
      object["status"] = { ...object["status"], qosClass };
    }
  },
  validate(object) {
    return podSpecFaults(objectOf(object["spec"]), "spec");
  },
  validateUpdate: updateFaults,
  prepareEphemeral(object, old) {
    const added = objectOf(object["spec"])["ephemeralContainers"];
    const { ephemeralContainers: _before, ...spec } = cloneJson(objectOf(old["spec"]));
    object["spec"] = added === undefined ? spec : { ...spec, ephemeralContainers: added };
  },
  validateEphemeral(object, old) {
    const after = objectsOf(objectOf(object["spec"])["ephemeralContainers"]);
    return objectsOf(objectOf(old["spec"])["ephemeralContainers"]).flatMap((before) => {
      const now = after.find(({ name }) => name === before["name"]);
      if (equalJson(now, before)) return [];
      const what = now === undefined ? "removed" : "changed";
      return [
        forbiddenField(
          "spec.ephemeralContainers",
          `existing ephemeral containers ${JSON.stringify(before["name"])} may not be ${what}\n`,
        ),
      ];
    });
  },
  warnings: (object) => podSpecWarnings(objectOf(object["spec"]), "spec"),
  gracePeriod(object, asked) {
    const spec = objectOf(object["spec"]);
    const own = spec["terminationGracePeriodSeconds"];
    let seconds = asked ?? (typeof own === "number" ? own : 30);
    // A pod that runs nowhere, or has ended, has nothing to end.
    if (textOf(spec["nodeName"]) === "") seconds = 0;
    const phase = textOf(objectOf(object["status"])["phase"]);
    if (phase === "Succeeded" || phase === "Failed") seconds = 0;
    return seconds < 0 ? 1 : seconds;
  },
};

const POD_TEMPLATE: Strategy = {
  revalidatesMetadata: false,
  hasGeneration: true,
  defaults(object) {
    const template = objectOf(object["template"]);
    if (isObject(template["spec"])) defaultPodSpec(template["spec"]);
  },
  validate: (object) => podTemplateFaults(objectOf(object["template"]), "template"),
};

/** The rules of pods. */
export const POD_STRATEGIES: Readonly<Record<string, Strategy>> = {
  pods: POD,
  podtemplates: POD_TEMPLATE,
};
