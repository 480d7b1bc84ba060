/**
 * The rules of stateful sets. Layer 3.
 *
 * @module
 */
import { equalJson, type JsonObject, objectOf, objectsOf, textOf } from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
} from "../validation/field_fault.ts";
import { setDefaults } from "./pod_defaults.ts";
import {
  defaultTemplate,
  negativeFaults,
  selectedTemplateFaults,
  specOf,
  templateFaults,
  templateOf,
  WORKLOAD,
} from "./workloads.ts";

const STATEFUL_FIELDS = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

/** The template as its pods are made of it: with the claims as volumes, and a name given by the set. */
function templateOfPods(spec: JsonObject): JsonObject {
  const template = templateOf(spec);
  const { hostname: _hostname, subdomain: _subdomain, ...pod } = objectOf(template["spec"]);
  const claims = objectsOf(spec["volumeClaimTemplates"])
    .map((claim) => textOf(objectOf(claim["metadata"])["name"]));
  if (claims.length === 0) return { ...template, spec: pod };
  const volumes = [
    ...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...objectsOf(pod["volumes"]).filter(({ name }) => !claims.includes(textOf(name))),
  ];
  return { ...template, spec: { ...pod, volumes } };
}

const STATEFUL_SET: Strategy = {
  ...WORKLOAD,
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    setDefaults(spec, {
      podManagementPolicy: "OrderedReady",
      replicas: 1,
      revisionHistoryLimit: 10,
    });
    const update = objectOf(spec["updateStrategy"]);
    spec["updateStrategy"] = update;
    update["type"] ??= "RollingUpdate";
    if (update["type"] === "RollingUpdate") {
      const rolling = objectOf(update["rollingUpdate"]);
      setDefaults(rolling, { partition: 0 });
      update["rollingUpdate"] = rolling;
    }
    const retention = objectOf(spec["persistentVolumeClaimRetentionPolicy"]);
    setDefaults(retention, { whenDeleted: "Retain", whenScaled: "Retain" });
    spec["persistentVolumeClaimRetentionPolicy"] = retention;
    for (const claim of objectsOf(spec["volumeClaimTemplates"])) {
      claim["apiVersion"] ??= "v1";
      claim["kind"] ??= "PersistentVolumeClaim";
      setDefaults(objectOf(claim["spec"]), { volumeMode: "Filesystem" });
      claim["status"] = { ...objectOf(claim["status"]), phase: "Pending" };
    }
  },
  prepareCreate(object) {
    object["status"] = { replicas: 0, availableReplicas: 0 };
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const policy = textOf(spec["podManagementPolicy"]);
    const faults: FieldFault[] = [];
    if (policy !== "OrderedReady" && policy !== "Parallel") {
      faults.push(
        invalid(
          "spec.podManagementPolicy",
          policy,
          "must be 'OrderedReady' or 'Parallel'",
        ),
      );
    }
    const type = textOf(objectOf(spec["updateStrategy"])["type"]);
    if (type !== "RollingUpdate" && type !== "OnDelete") {
      faults.push(
        invalid(
          "spec.updateStrategy",
          spec["updateStrategy"],
          "must be 'RollingUpdate' or 'OnDelete'",
        ),
      );
    }
    faults.push(
      ...negativeFaults(spec, ["replicas", "minReadySeconds"]),
      ...selectedTemplateFaults(spec, "statefulset"),
      ...templateFaults({ ...spec, template: templateOfPods(spec) }),
    );
    const restart = textOf(objectOf(templateOf(spec)["spec"])["restartPolicy"]);
    if (restart !== "Always" && restart !== "") {
      faults.push(notSupported("spec.template.spec.restartPolicy", restart, ["Always"]));
    }
    return faults;
  },
  validateUpdate(object, old) {
    const after = { ...objectOf(object["spec"]) };
    const before = { ...objectOf(old["spec"]) };
    for (const field of STATEFUL_FIELDS) {
      delete after[field];
      delete before[field];
    }
    return equalJson(after, before) ? [] : [
      forbiddenField(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    ];
  },
};

/** The rules of stateful sets. */
export const STATEFUL_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "apps/statefulsets": STATEFUL_SET,
};
