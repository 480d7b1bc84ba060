/**
 * The columns of the kinds that administer a cluster. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/printers/internalversion/printers.go
 */
import {
  type ApiObject,
  isObject,
  type JsonValue,
  listOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import { formatDuration } from "./age.ts";
import {
  AGE,
  type Column,
  count,
  flag,
  NAME,
  numberIn,
  orElse,
  selectorText,
  spec,
  status,
  text,
} from "./cells.ts";

const WEBHOOKS: readonly Column[] = [
  NAME,
  count("Webhooks", (o) => listOf(o["webhooks"]).length),
  AGE,
];

const PARAM_KIND = text("ParamKind", (o) => {
  const { apiVersion, kind } = objectOf(spec(o)["paramKind"]);
  return kind === undefined ? "<unset>" : `${textOf(apiVersion)}/${textOf(kind)}`;
});

const POLICY_BINDING: readonly Column[] = [
  NAME,
  text("PolicyName", (o) => textOf(spec(o)["policyName"])),
  text("ParamRef", (o) => {
    const { paramRef } = spec(o);
    if (!isObject(paramRef)) return "<unset>";
    const { namespace, name, selector } = paramRef;
    if (textOf(name) === "") return selectorText(selector);
    return textOf(namespace) === "" ? textOf(name) : `${textOf(namespace)}/${textOf(name)}`;
  }),
  AGE,
];

function conditionOf(object: ApiObject, type: string) {
  return objectsOf(status(object)["conditions"]).find((condition) => condition["type"] === type);
}

/** How far a request for a certificate has come. */
function requestState(object: ApiObject): string {
  const has = (type: string) => conditionOf(object, type) !== undefined;
  return [
    has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending",
    ...(has("Failed") ? ["Failed"] : []),
    ...(textOf(status(object)["certificate"]) === "" ? [] : ["Issued"]),
  ].join(",");
}

function availability(object: ApiObject): string {
  const condition = conditionOf(object, "Available");
  if (condition === undefined) return "Unknown";
  const state = textOf(condition["status"]);
  return state === "True" ? state : `${state} (${textOf(condition["reason"])})`;
}

function claimState(object: ApiObject): string {
  const { allocation, reservedFor } = status(object);
  return [
    ...(object.metadata.deletionTimestamp === undefined ? [] : ["deleted"]),
    ...(allocation === undefined ? [] : ["allocated"]),
    ...(listOf(reservedFor).length === 0 ? [] : ["reserved"]),
  ].join(",") || "pending";
}

/** A number, or that there is none. */
function numberOrNone(value: JsonValue | undefined): JsonValue {
  return typeof value === "number" ? value : "<none>";
}

function limited(object: ApiObject) {
  return objectOf(spec(object)["limited"]);
}

function queuing(object: ApiObject) {
  return objectOf(objectOf(limited(object)["limitResponse"])["queuing"]);
}

/** The columns by collection. */
export const ADMINISTRATION_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "apiregistration.k8s.io/apiservices": [
    NAME,
    text("Service", (o) => {
      const { service } = spec(o);
      if (!isObject(service)) return "Local";
      return `${textOf(service["namespace"])}/${textOf(service["name"])}`;
    }),
    text("Available", availability),
    AGE,
  ],
  "certificates.k8s.io/certificatesigningrequests": [
    NAME,
    AGE,
    text("SignerName", (o) => orElse(spec(o)["signerName"], "<none>")),
    text("Requestor", (o) => textOf(spec(o)["username"])),
    text("RequestedDuration", (o) => {
      const { expirationSeconds } = spec(o);
      return typeof expirationSeconds === "number"
        ? formatDuration(expirationSeconds * 1000)
        : "<none>";
    }),
    text("Condition", requestState),
  ],
  "networking.k8s.io/ipaddresses": [
    NAME,
    text("ParentRef", (o) => {
      const { parentRef } = spec(o);
      if (!isObject(parentRef)) return "<none>";
      const { group, resource, namespace, name } = parentRef;
      const type = [textOf(resource), textOf(group)].filter((part) => part !== "").join(".");
      return [type, textOf(namespace), textOf(name)].join("/");
    }),
  ],
  "networking.k8s.io/servicecidrs": [
    NAME,
    text("CIDRs", (o) => listOf(spec(o)["cidrs"]).map(textOf).join(",")),
    AGE,
  ],
  "storage.k8s.io/csidrivers": [
    NAME,
    flag("AttachRequired", (o) => spec(o)["attachRequired"] !== false),
    flag("PodInfoOnMount", (o) => spec(o)["podInfoOnMount"] === true),
    flag("StorageCapacity", (o) => spec(o)["storageCapacity"] === true),
    text(
      "TokenRequests",
      (o) =>
        objectsOf(spec(o)["tokenRequests"]).map(({ audience }) => textOf(audience)).join(",") ||
        "<unset>",
    ),
    flag("RequiresRepublish", (o) => spec(o)["requiresRepublish"] === true),
    text("Modes", (o) => listOf(spec(o)["volumeLifecycleModes"]).map(textOf).join(",")),
    AGE,
  ],
  "storage.k8s.io/csinodes": [
    NAME,
    count("Drivers", (o) => listOf(spec(o)["drivers"]).length),
    AGE,
  ],
  "storage.k8s.io/volumeattachments": [
    NAME,
    { ...text("Attacher", (o) => textOf(spec(o)["attacher"])), format: "name" },
    text("PV", (o) => textOf(objectOf(spec(o)["source"])["persistentVolumeName"])),
    text("Node", (o) => textOf(spec(o)["nodeName"])),
    flag("Attached", (o) => status(o)["attached"] === true),
    AGE,
  ],
  "storage.k8s.io/volumeattributesclasses": [
    NAME,
    text("DriverName", (o) => textOf(o["driverName"])),
    AGE,
  ],
  "admissionregistration.k8s.io/mutatingadmissionpolicies": [
    NAME,
    count("Mutations", (o) => listOf(spec(o)["mutations"]).length),
    PARAM_KIND,
    AGE,
  ],
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": POLICY_BINDING,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": WEBHOOKS,
  "admissionregistration.k8s.io/validatingadmissionpolicies": [
    NAME,
    count("Validations", (o) => listOf(spec(o)["validations"]).length),
    PARAM_KIND,
    AGE,
  ],
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": POLICY_BINDING,
  "admissionregistration.k8s.io/validatingwebhookconfigurations": WEBHOOKS,
  "node.k8s.io/runtimeclasses": [NAME, text("Handler", (o) => textOf(o["handler"])), AGE],
  "resource.k8s.io/deviceclasses": [NAME, AGE],
  "resource.k8s.io/resourceclaims": [NAME, text("State", claimState), AGE],
  "resource.k8s.io/resourceclaimtemplates": [NAME, AGE],
  "resource.k8s.io/resourceslices": [
    NAME,
    text("Node", (o) => textOf(spec(o)["nodeName"])),
    text("Driver", (o) => textOf(spec(o)["driver"])),
    text("Pool", (o) => textOf(objectOf(spec(o)["pool"])["name"])),
    AGE,
  ],
  "flowcontrol.apiserver.k8s.io/flowschemas": [
    NAME,
    text("PriorityLevel", (o) => textOf(objectOf(spec(o)["priorityLevelConfiguration"])["name"])),
    text("MatchingPrecedence", (o) => numberIn(spec(o)["matchingPrecedence"])),
    text(
      "DistinguisherMethod",
      (o) => orElse(objectOf(spec(o)["distinguisherMethod"])["type"], "<none>"),
    ),
    AGE,
    text("MissingPL", (o) => orElse(conditionOf(o, "Dangling")?.["status"], "?")),
  ],
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": [
    NAME,
    text("Type", (o) => textOf(spec(o)["type"])),
    text("NominalConcurrencyShares", (o) => numberOrNone(limited(o)["nominalConcurrencyShares"])),
    text("Queues", (o) => numberOrNone(queuing(o)["queues"])),
    text("HandSize", (o) => numberOrNone(queuing(o)["handSize"])),
    text("QueueLengthLimit", (o) => numberOrNone(queuing(o)["queueLengthLimit"])),
    AGE,
  ],
};
