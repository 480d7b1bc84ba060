/**
 * What servers fill in and count of the kinds for administrators: admission, devices, drivers of storage,
 * certificates, fair queuing. Layer 3.
 *
 * @module
 */
import {
  type ApiObject,
  cloneJson,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { addFinalizer } from "./cluster_kinds.ts";
import { setDefaults } from "./pod_defaults.ts";
import { specOf } from "./workloads.ts";

/** Kinds that are changed by those only who know their state. */
const CONDITIONAL: Strategy = { unconditionalUpdate: false };
const COUNTED: Strategy = { ...CONDITIONAL, hasGeneration: true };

function defaultWebhooks(object: ApiObject, more: JsonObject): void {
  for (const webhook of objectsOf(object["webhooks"])) {
    setDefaults(webhook, {
      failurePolicy: "Fail",
      matchPolicy: "Equivalent",
      timeoutSeconds: 10,
      ...more,
    });
    setDefaults(webhook, { namespaceSelector: {}, objectSelector: {} });
    defaultRules(webhook["rules"]);
    const { service } = objectOf(webhook["clientConfig"]);
    if (service !== undefined) setDefaults(objectOf(service), { port: 443 });
  }
}

function defaultRules(rules: JsonObject[string] | undefined): void {
  for (const rule of objectsOf(rules)) setDefaults(rule, { scope: "*" });
}

function defaultMatch(match: JsonObject[string] | undefined): void {
  if (match === undefined || match === null) return;
  const resources = objectOf(match);
  setDefaults(resources, { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} });
  defaultRules(resources["resourceRules"]);
  defaultRules(resources["excludeResourceRules"]);
}

const POLICY: Strategy = {
  ...COUNTED,
  resetFields: [["status"]],
  defaults(object) {
    const spec = specOf(object);
    setDefaults(spec, { failurePolicy: "Fail" });
    defaultMatch(spec["matchConstraints"]);
  },
};

const POLICY_BINDING: Strategy = {
  ...COUNTED,
  defaults: (object) => defaultMatch(specOf(object)["matchResources"]),
};

const DRIVER: Strategy = {
  ...CONDITIONAL,
  returnsDeleted: true,
  defaults(object) {
    const spec = specOf(object);
    setDefaults(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
    });
    if (listOf(spec["volumeLifecycleModes"]).length === 0) {
      spec["volumeLifecycleModes"] = ["Persistent"];
    }
  },
  warnings(object) {
    const { tokenRequests, serviceAccountTokenInSecrets } = objectOf(object["spec"]);
    if (listOf(tokenRequests).length === 0 || serviceAccountTokenInSecrets !== undefined) return [];
    return [
      "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, " +
      "set to true to prevent possible logging of tokens in volume attributes",
    ];
  },
};

function defaultDevices(claim: JsonObject): void {
  for (const request of objectsOf(objectOf(claim["devices"])["requests"])) {
    const asked = [
      ...(request["exactly"] === undefined ? [] : [objectOf(request["exactly"])]),
      ...objectsOf(request["firstAvailable"]),
    ];
    for (const device of asked) {
      setDefaults(device, { allocationMode: "ExactCount" });
      if (device["allocationMode"] === "ExactCount" && !device["count"]) device["count"] = 1;
    }
  }
}

const PRIORITY_LEVEL: Strategy = {
  hasGeneration: true,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  defaults(object) {
    const spec = specOf(object);
    if (spec["type"] === "Exempt") {
      const exempt = objectOf(spec["exempt"]);
      setDefaults(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 });
      spec["exempt"] = exempt;
      return;
    }
    if (spec["limited"] === undefined) return;
    const limited = objectOf(spec["limited"]);
    setDefaults(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 });
    const { queuing } = objectOf(limited["limitResponse"]);
    if (queuing === undefined) return;
    const numbers = objectOf(queuing);
    for (
      const [field, count] of Object.entries({ handSize: 8, queues: 64, queueLengthLimit: 50 })
    ) {
      if (!numbers[field]) numbers[field] = count;
    }
  },
};

const FLOW_SCHEMA: Strategy = {
  hasGeneration: true,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  defaults(object) {
    const spec = specOf(object);
    if (!spec["matchingPrecedence"]) spec["matchingPrecedence"] = 1000;
  },
};

/** Who asked for a certificate, and for which, does not change afterwards. */
const CERTIFICATE_REQUEST: Strategy = {
  resetFields: [["status"]],
  unownedFields: [["spec"], ["status"]],
  statusResetFields: [["spec"]],
  prepareCreate(object) {
    object["status"] = {};
  },
  prepareUpdate(object, old) {
    object["spec"] = cloneJson(old["spec"] ?? {});
  },
};

const DEVICES: Strategy = { returnsDeleted: true, hasGeneration: true };

/** The rules of these kinds. */
export const ADMINISTRATION_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": {
    ...COUNTED,
    defaults: (object) => defaultWebhooks(object, { reinvocationPolicy: "Never" }),
  },
  "admissionregistration.k8s.io/validatingwebhookconfigurations": {
    ...COUNTED,
    defaults: (object) => defaultWebhooks(object, {}),
  },
  "admissionregistration.k8s.io/mutatingadmissionpolicies": POLICY,
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": POLICY_BINDING,
  "admissionregistration.k8s.io/validatingadmissionpolicies": POLICY,
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": POLICY_BINDING,
  "certificates.k8s.io/certificatesigningrequests": CERTIFICATE_REQUEST,
  "flowcontrol.apiserver.k8s.io/flowschemas": FLOW_SCHEMA,
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": PRIORITY_LEVEL,
  "node.k8s.io/runtimeclasses": { createOnUpdate: true, unconditionalUpdate: false },
  "resource.k8s.io/deviceclasses": DEVICES,
  "resource.k8s.io/resourceslices": DEVICES,
  "resource.k8s.io/resourceclaims": {
    returnsDeleted: true,
    resetFields: [["status"]],
    statusResetFields: [["spec"]],
    defaults: (object) => defaultDevices(specOf(object)),
  },
  "resource.k8s.io/resourceclaimtemplates": {
    returnsDeleted: true,
    defaults: (object) => defaultDevices(objectOf(specOf(object)["spec"])),
  },
  "storage.k8s.io/csidrivers": DRIVER,
  "storage.k8s.io/csinodes": { ...CONDITIONAL, returnsDeleted: true },
  "storage.k8s.io/csistoragecapacities": CONDITIONAL,
  "storage.k8s.io/volumeattachments": { ...CONDITIONAL, returnsDeleted: true },
  "storage.k8s.io/volumeattributesclasses": {
    returnsDeleted: true,
    prepareCreate: (object) => addFinalizer(object, "kubernetes.io/vac-protection"),
  },
};
