/** The official JavaScript client: `client_node.ts TASK NAMESPACE [REPEAT]`. */
import {
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from "npm:@kubernetes/client-node@2.0.1";
import { applyAll } from "./apply.ts";
import { reportTask } from "./report.ts";

const [task = "", namespace = ""] = Deno.args;
const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);
const configMap = { name: "kube-root-ca.crt", namespace: "kube-system" };

async function run(): Promise<number> {
  if (task === "cold") return (await api.listNamespace()).items.length;
  if (task === "list") return (await api.listNamespacedPod({ namespace })).items.length;
  if (task === "gets") {
    let found = 0;
    for (let call = 0; call < 500; call++) {
      found += Number((await api.readNamespacedConfigMap(configMap)).metadata !== undefined);
    }
    return found;
  }
  if (task === "parallel") {
    const calls = Array.from({ length: 50 }, () => api.readNamespacedConfigMap(configMap));
    return (await Promise.all(calls)).length;
  }
  if (task === "apply") {
    const options = setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply);
    return await applyAll("client-node", ({ name, labels, data }) => {
      const metadata = { name, namespace, labels };
      const body = { apiVersion: "v1", kind: "ConfigMap", metadata, data };
      const call = { name, namespace, body, fieldManager: "client-node" };
      return api.patchNamespacedConfigMap(call, options);
    });
  }
  throw new Error(`no task "${task}"`);
}

await reportTask(run);
