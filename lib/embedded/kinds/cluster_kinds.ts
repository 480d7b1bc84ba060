/**
 * The rules of namespaces, nodes, storage, priorities and events. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import {
  type ApiObject,
  equalJson,
  isObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import { IMMUTABLE, labelsFaults } from "../validation/metadata.ts";
import { setDefaults } from "./pod_defaults.ts";
import { specOf } from "./workloads.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";

const NAMESPACE: Strategy = {
  nameRule: "label",
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  garbageCollection: "background",
  defaults(object) {
    const { name } = object.metadata;
    // A label by which selectors find every namespace by its name.
    if (name) {
      object.metadata["labels"] = { ...textsOf(object.metadata["labels"]), [NAME_LABEL]: name };
    }
  },
  prepareCreate(object) {
    const finalizers = listOf(specOf(object)["finalizers"]);
    if (!finalizers.includes("kubernetes")) finalizers.push("kubernetes");
    object["spec"] = { finalizers };
    object["status"] = { phase: "Active" };
  },
  prepareUpdate(object, old) {
    const finalizers = objectOf(old["spec"])["finalizers"];
    if (finalizers !== undefined) specOf(object)["finalizers"] = finalizers;
  },
  prepareFinalize(object, old) {
    const finalizers = specOf(object)["finalizers"];
    object["status"] = old["status"];
    object["spec"] = finalizers === undefined ? {} : { finalizers };
  },
  validateStatusUpdate(object) {
    const phase = textOf(objectOf(object["status"])["phase"]);
    const isEnding = object.metadata.deletionTimestamp !== undefined;
    if (isEnding && phase !== "Terminating") {
      return [
        invalid(
          "status.Phase",
          phase,
          "may only be 'Terminating' if `deletionTimestamp` is not empty",
        ),
      ];
    }
    return !isEnding && phase !== "Active"
      ? [invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty")]
      : [];
  },
  markDeleting(object, time) {
    if (listOf(objectOf(object["spec"])["finalizers"]).length === 0) return undefined;
    return {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: time },
      status: { ...objectOf(object["status"]), phase: "Terminating" },
    };
  },
  validate: () => [],
};

const NODE: Strategy = {
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  defaults(object) {
    const status = object["status"];
    if (isObject(status) && isObject(status["capacity"])) {
      setDefaults(status, { allocatable: { ...status["capacity"] } });
    }
  },
  validate(object) {
    const faults: FieldFault[] = [];
    for (const [index, taint] of objectsOf(objectOf(object["spec"])["taints"]).entries()) {
      const path = `metadata.taints[${index}]`;
      if (!taint["key"]) {
        faults.push(
          invalid(`${path}.key`, "", "name part must be non-empty"),
        );
      }
      const effect = textOf(taint["effect"]);
      if (!["NoSchedule", "PreferNoSchedule", "NoExecute"].includes(effect)) {
        faults.push(
          notSupported(`${path}.effect`, effect, [
            "NoSchedule",
            "PreferNoSchedule",
            "NoExecute",
          ]),
        );
      }
    }
    return faults;
  },
};

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** Storage in use is not taken away. */
export function addFinalizer(object: ApiObject, name: string): void {
  const finalizers = listOf(object.metadata["finalizers"]);
  if (!finalizers.includes(name)) object.metadata["finalizers"] = [...finalizers, name];
}

const CLAIM: Strategy = {
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  returnsDeleted: true,
  defaults(object) {
    setDefaults(specOf(object), { volumeMode: "Filesystem" });
    const status = objectOf(object["status"]);
    setDefaults(status, { phase: "Pending" });
    object["status"] = status;
  },
  prepareCreate(object) {
    object["status"] = { phase: "Pending" };
    addFinalizer(object, "kubernetes.io/pvc-protection");
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const faults: FieldFault[] = [];
    const modes = listOf(spec["accessModes"]).map(textOf);
    if (modes.length === 0) {
      faults.push(required("spec.accessModes", "at least 1 access mode is required"));
    }
    for (const mode of modes) {
      if (!ACCESS_MODES.includes(mode)) {
        faults.push(notSupported("spec.accessModes", mode, ACCESS_MODES));
      }
    }
    const requests = objectOf(objectOf(spec["resources"])["requests"]);
    if (requests["storage"] === undefined) {
      faults.push(required("spec.resources[storage]"));
    }
    return faults;
  },
  validateUpdate(object, old) {
    const { resources: _new, volumeName, ...after } = objectOf(object["spec"]);
    const { resources: _old, volumeName: hadName, ...before } = objectOf(old["spec"]);
    const isSame = equalJson(after, before) && (hadName === undefined || hadName === volumeName);
    return isSame ? [] : [
      forbiddenField(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
      ),
    ];
  },
};

const VOLUME: Strategy = {
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  returnsDeleted: true,
  defaults(object) {
    const spec = specOf(object);
    setDefaults(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
    if (isObject(spec["hostPath"])) setDefaults(spec["hostPath"], { type: "" });
    const status = objectOf(object["status"]);
    setDefaults(status, { phase: "Pending" });
    object["status"] = status;
  },
  prepareCreate(object, { nowMs }) {
    object["status"] = { phase: "Pending", lastPhaseTransitionTime: formatTime(nowMs) };
    addFinalizer(object, "kubernetes.io/pv-protection");
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const faults: FieldFault[] = [];
    if (listOf(spec["accessModes"]).length === 0) faults.push(required("spec.accessModes"));
    const capacity = objectOf(spec["capacity"]);
    if (Object.keys(capacity).length === 0) faults.push(required("spec.capacity"));
    if (capacity["storage"] === undefined) {
      faults.push(
        notSupported("spec.capacity", Object.keys(capacity).length === 0 ? null : capacity, [
          "storage",
        ]),
      );
    }
    if (!Object.keys(spec).some((field) => VOLUME_SOURCES.has(field))) {
      faults.push(required("spec", "must specify a volume type"));
    }
    return faults;
  },
};

const VOLUME_SOURCES: ReadonlySet<string> = new Set([
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
]);

function isEventKind(object: ApiObject): boolean {
  return object["involvedObject"] !== undefined || object["regarding"] !== undefined;
}

const EVENT: Strategy = {
  createOnUpdate: true,
  garbageCollection: "unsupported",
  validate(object) {
    if (!isEventKind(object)) return [];
    const involved = objectOf(object["involvedObject"]);
    const namespace = textOf(involved["namespace"]);
    const own = object.metadata.namespace ?? "";
    return namespace === own || namespace === "" && own === "default" || own === "" ? [] : [
      invalid("involvedObject.namespace", namespace, "does not match event.namespace"),
    ];
  },
};

const LEASE: Strategy = {
  revalidatesMetadata: false,
  createOnUpdate: true,
  unconditionalUpdate: false,
  validate(object) {
    const seconds = objectOf(object["spec"])["leaseDurationSeconds"];
    return typeof seconds === "number" && seconds <= 0
      ? [invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
      : [];
  },
};

const STORAGE_CLASS: Strategy = {
  returnsDeleted: true,
  defaults(object) {
    setDefaults(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" });
  },
  validate(object) {
    return textOf(object["provisioner"]) === "" ? [required("provisioner")] : [];
  },
  validateUpdate(object, old) {
    const faults: FieldFault[] = [];
    for (const field of ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]) {
      if (equalJson(object[field], old[field])) continue;
      faults.push(
        field === "parameters" || field === "reclaimPolicy"
          ? forbiddenField(field, `updates to ${field} are forbidden.`)
          : invalid(field, object[field], IMMUTABLE),
      );
    }
    return faults;
  },
};

/** The priority classes that every cluster has. */
export const SYSTEM_PRIORITIES: readonly {
  readonly name: string;
  readonly value: number;
  readonly description: string;
}[] = [
  {
    name: "system-cluster-critical",
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  },
  {
    name: "system-node-critical",
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  },
];

/** Whether a priority class is one that every cluster has. */
export function isSystemPriority(name: string): boolean {
  return SYSTEM_PRIORITIES.some((one) => one.name === name);
}

const PREEMPTION_POLICIES = ["PreemptLowerPriority", "Never"];

const PRIORITY_CLASS: Strategy = {
  hasGeneration: true,
  revalidates: false,
  defaults(object) {
    setDefaults(object, { preemptionPolicy: "PreemptLowerPriority" });
  },
  validate(object) {
    const { name = "" } = object.metadata;
    const { value, preemptionPolicy } = object;
    const faults: FieldFault[] = [];
    if (name.startsWith("system-")) {
      const known = SYSTEM_PRIORITIES.find((one) => one.name === name);
      const why = known === undefined
        ? `${name} is not a known system priority class`
        : value === known.value
        ? undefined
        : `value of ${name} PriorityClass must be ${known.value}`;
      const rule = "priority class names with 'system-' prefix are reserved for system use only";
      if (why !== undefined) {
        faults.push(forbiddenField("metadata.name", `${rule}. error: ${why}`));
      }
    } else if (typeof value === "number" && value > 1_000_000_000) {
      faults.push(
        forbiddenField("value", "maximum allowed value of a user defined priority is 1000000000"),
      );
    }
    if (!PREEMPTION_POLICIES.includes(textOf(preemptionPolicy))) {
      faults.push(notSupported("preemptionPolicy", preemptionPolicy, PREEMPTION_POLICIES));
    }
    return faults;
  },
  validateUpdate(object, old) {
    const faults: FieldFault[] = [];
    for (const field of ["value", "preemptionPolicy"]) {
      if (!equalJson(object[field], old[field])) {
        faults.push(
          field === "value"
            ? forbiddenField(field, "may not be changed in an update.")
            : invalid(field, object[field], IMMUTABLE),
        );
      }
    }
    return faults;
  },
};

const POD_DISRUPTION_BUDGET: Strategy = {
  hasGeneration: true,
  unconditionalUpdate: false,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  validate(object) {
    const { minAvailable, maxUnavailable, selector } = objectOf(object["spec"]);
    const faults: FieldFault[] = [];
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      faults.push(
        invalid("spec", {
          MinAvailable: minAvailable,
          Selector: selector ?? null,
          MaxUnavailable: maxUnavailable,
          UnhealthyPodEvictionPolicy: null,
        }, "minAvailable and maxUnavailable cannot be both set"),
      );
    }
    for (const [field, value] of Object.entries({ minAvailable, maxUnavailable })) {
      if (typeof value === "number" && value < 0) {
        faults.push(invalid(`spec.${field}`, value, "must be greater than or equal to 0"));
      }
    }
    if (isObject(selector)) {
      faults.push(...labelsFaults("spec.selector.matchLabels", textsOf(selector["matchLabels"])));
    }
    return faults;
  },
};

/** The rules of these kinds. */
export const CLUSTER_STRATEGIES: Readonly<Record<string, Strategy>> = {
  namespaces: NAMESPACE,
  nodes: NODE,
  persistentvolumeclaims: CLAIM,
  persistentvolumes: VOLUME,
  events: EVENT,
  "coordination.k8s.io/leases": LEASE,
  "storage.k8s.io/storageclasses": STORAGE_CLASS,
  "scheduling.k8s.io/priorityclasses": PRIORITY_CLASS,
  "policy/poddisruptionbudgets": POD_DISRUPTION_BUDGET,
};
