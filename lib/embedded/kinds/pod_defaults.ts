/**
 * What a pod's spec is filled in with. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/core/v1/defaults.go
 */
import { isObject, type JsonObject, type JsonValue, objectsOf, textOf } from "../json.ts";

/** Sets what is absent. */
export function setDefaults(object: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) {
    if (object[key] === undefined || object[key] === null) object[key] = value;
  }
}

/** All containers of a pod's spec, of every sort. */
export function containersOf(spec: JsonObject): JsonObject[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    objectsOf(spec[field])
  );
}

/** Fills in a pod's spec. */
export function defaultPodSpec(spec: JsonObject): void {
  setDefaults(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
  });
  const account = spec["serviceAccountName"] ?? spec["serviceAccount"];
  if (account !== undefined) {
    spec["serviceAccountName"] = account;
    spec["serviceAccount"] = account;
  }
  for (const container of containersOf(spec)) defaultContainer(container, spec);
  for (const volume of objectsOf(spec["volumes"])) defaultVolume(volume);
}

function defaultContainer(container: JsonObject, spec: JsonObject): void {
  setDefaults(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicyOf(textOf(container["image"])),
  });
  if (spec["hostNetwork"] === true) {
    for (const port of objectsOf(container["ports"])) {
      port["hostPort"] ??= port["containerPort"] ?? 0;
    }
  }
  for (const variable of objectsOf(container["env"])) {
    if (isObject(variable["valueFrom"])) defaultFieldRef(variable["valueFrom"]);
  }
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container[name];
    if (!isObject(probe)) continue;
    setDefaults(probe, {
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    defaultHandler(probe);
    if (isObject(probe["grpc"])) setDefaults(probe["grpc"], { service: "" });
  }
  const { lifecycle } = container;
  if (isObject(lifecycle)) {
    for (const name of ["postStart", "preStop"]) {
      if (isObject(lifecycle[name])) defaultHandler(lifecycle[name]);
    }
  }
}

function defaultHandler(handler: JsonObject): void {
  if (isObject(handler["httpGet"])) setDefaults(handler["httpGet"], { path: "/", scheme: "HTTP" });
}

function defaultFieldRef(source: JsonObject): void {
  if (isObject(source["fieldRef"])) setDefaults(source["fieldRef"], { apiVersion: "v1" });
}

/** An image without a tag, or with `latest`, may have changed. */
function pullPolicyOf(image: string): string {
  if (image.includes("@")) return "IfNotPresent";
  const name = image.slice(image.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon < 0 || name.slice(colon + 1) === "latest" ? "Always" : "IfNotPresent";
}

const DEFAULT_MODE = 420;

/** What sources of volumes are filled in with. */
const VOLUME_DEFAULTS: Readonly<Record<string, JsonObject>> = {
  awsElasticBlockStore: {},
  azureDisk: { cachingMode: "ReadWrite", fsType: "ext4", kind: "Shared", readOnly: false },
  configMap: { defaultMode: DEFAULT_MODE },
  downwardAPI: { defaultMode: DEFAULT_MODE },
  hostPath: { type: "" },
  iscsi: { iscsiInterface: "default" },
  projected: { defaultMode: DEFAULT_MODE },
  rbd: { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" },
  scaleIO: { storageMode: "ThinProvisioned", fsType: "xfs" },
  secret: { defaultMode: DEFAULT_MODE },
};

function defaultVolume(volume: JsonObject): void {
  const source = Object.keys(volume).find((key) => key !== "name");
  if (source === undefined) {
    volume["emptyDir"] = {};
    return;
  }
  const value = volume[source];
  if (!isObject(value)) return;
  setDefaults(value, VOLUME_DEFAULTS[source] ?? {});
  if (source === "downwardAPI") defaultItems(value);
  for (const projection of objectsOf(value["sources"])) {
    if (isObject(projection["serviceAccountToken"])) {
      setDefaults(projection["serviceAccountToken"], { expirationSeconds: 3600 });
    }
    if (isObject(projection["downwardAPI"])) defaultItems(projection["downwardAPI"]);
  }
  const template: JsonValue | undefined = value["volumeClaimTemplate"];
  if (source === "ephemeral" && isObject(template) && isObject(template["spec"])) {
    setDefaults(template["spec"], { volumeMode: "Filesystem" });
  }
}

function defaultItems(value: JsonObject): void {
  for (const item of objectsOf(value["items"])) defaultFieldRef(item);
}

/** Fills in what only a pod has, and no template. */
export function defaultPod(spec: JsonObject): void {
  setDefaults(spec, { enableServiceLinks: true });
  for (
    const container of [...objectsOf(spec["initContainers"]), ...objectsOf(spec["containers"])]
  ) {
    const { resources } = container;
    if (!isObject(resources) || !isObject(resources["limits"])) continue;
    const requests = isObject(resources["requests"]) ? resources["requests"] : {};
    resources["requests"] = { ...resources["limits"], ...requests };
  }
}
