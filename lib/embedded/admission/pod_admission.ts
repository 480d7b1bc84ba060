/**
 * What every new pod gets: an account, tolerations for nodes that fail, and a priority. Layer 3.
 *
 * @module
 */
import { isSystemPriority } from "../kinds/cluster_kinds.ts";
import { setDefaults } from "../kinds/pod_defaults.ts";
import { specOf } from "../kinds/workloads.ts";
import { forbidden } from "../fault.ts";
import { type JsonObject, objectOf, objectsOf, textOf } from "../json.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "../server/context.ts";

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

function isNewPod({ operation, resource, subresource }: AdmissionAttributes): boolean {
  return operation === "CREATE" && resource.collection === "pods" && subresource === "";
}

/** Pods run as an account that is there, and find its token in a volume. */
export const SERVICE_ACCOUNT: AdmissionPlugin = {
  name: "ServiceAccount",
  admit(attributes, { store, writes }) {
    const { object, resource, namespace } = attributes;
    if (!isNewPod(attributes) || object === undefined) return;
    const spec = specOf(object);
    setDefaults(spec, { serviceAccountName: "default" });
    spec["serviceAccount"] = spec["serviceAccountName"] ?? "default";
    const account = textOf(spec["serviceAccountName"]);
    const found = store.get({ collection: "serviceaccounts", namespace, name: account });
    if (found === undefined) {
      throw forbidden(
        resource.kind,
        object.metadata.name ?? "",
        `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
      );
    }
    const isMounted = spec["automountServiceAccountToken"] ??
      found["automountServiceAccountToken"] ?? true;
    if (isMounted === false) return;
    mountToken(spec, writes.randomSuffix());
    if (spec["imagePullSecrets"] === undefined && found["imagePullSecrets"] !== undefined) {
      spec["imagePullSecrets"] = found["imagePullSecrets"];
    }
  },
};

function mountToken(spec: JsonObject, suffix: string): void {
  const name = `kube-api-access-${suffix}`;
  let isUsed = false;
  for (const field of ["initContainers", "containers"]) {
    for (const container of objectsOf(spec[field])) {
      const mounts = objectsOf(container["volumeMounts"]);
      if (mounts.some((mount) => mount["mountPath"] === TOKEN_PATH)) continue;
      mounts.push({ name, readOnly: true, mountPath: TOKEN_PATH });
      container["volumeMounts"] = mounts;
      isUsed = true;
    }
  }
  if (!isUsed) return;
  spec["volumes"] = [...objectsOf(spec["volumes"]), {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        {
          configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] },
        },
        {
          downwardAPI: {
            items: [{
              path: "namespace",
              fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
            }],
          },
        },
      ],
      defaultMode: 420,
    },
  }];
}

const FAILURES = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** Pods stay five minutes on a node that fails. */
export const DEFAULT_TOLERATIONS: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  admit(attributes) {
    const { object, operation, resource, subresource } = attributes;
    if (resource.collection !== "pods" || subresource !== "" || object === undefined) return;
    if (operation === "DELETE") return;
    const spec = specOf(object);
    const tolerations = objectsOf(spec["tolerations"]);
    for (const key of FAILURES) {
      const isTolerated = tolerations.some((toleration) =>
        (textOf(toleration["key"]) === key || textOf(toleration["key"]) === "") &&
        (textOf(toleration["effect"]) === "NoExecute" || textOf(toleration["effect"]) === "")
      );
      if (isTolerated) continue;
      tolerations.push({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 });
    }
    spec["tolerations"] = tolerations;
  },
};

/** Pods have the priority of their class; those of the system stay. */
export const PRIORITY: AdmissionPlugin = {
  name: "Priority",
  admit(attributes, { store }) {
    const { object, resource, operation, name: own } = attributes;
    const collection = "scheduling.k8s.io/priorityclasses";
    if (resource.collection === collection && operation === "DELETE" && isSystemPriority(own)) {
      const why = "this is a system priority class and cannot be deleted";
      throw forbidden(resource.kind, own, why);
    }
    if (!isNewPod(attributes) || object === undefined) return;
    const spec = specOf(object);
    let name = textOf(spec["priorityClassName"]);
    if (name === "") {
      const standard = store.list(collection).find((found) => found["globalDefault"] === true);
      name = standard?.metadata.name ?? "";
      if (name !== "") spec["priorityClassName"] = name;
    }
    const found = name === "" ? undefined : store.get({ collection, name });
    const value = found?.["value"];
    if (name !== "" && value === undefined) {
      throw forbidden(
        resource.kind,
        object.metadata.name ?? "",
        `no PriorityClass with name ${name} was found`,
      );
    }
    spec["priority"] = typeof value === "number" ? value : 0;
    setDefaults(spec, {
      preemptionPolicy: textOf(objectOf(found)["preemptionPolicy"]) || "PreemptLowerPriority",
    });
  },
};
