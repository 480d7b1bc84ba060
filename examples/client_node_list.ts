/**
 * Lists nodes and pods by the official generated API, on Skiff's connection.
 *
 * `deno task example client_node_list [NAMESPACE]`
 *
 * @module
 */
import { callOptions, CoreV1Api, generated } from "skiff/client-node";

const [namespace = "kube-system"] = Deno.args;
const core = generated(CoreV1Api);

const nodes = await core.listNode({}, callOptions({ timeout: "30s" }));
for (const { metadata, status } of nodes.items) {
  console.log(`node ${metadata?.name}: ${status?.nodeInfo?.kubeletVersion}`);
}

// The models of client-node: a time is a Date here, where Skiff's own objects have plain JSON.
const pods = await core.listNamespacedPod({ namespace, limit: 50 });
for (const { metadata, status } of pods.items) {
  console.log(`pod ${metadata?.name}: ${status?.phase} since ${metadata?.creationTimestamp}`);
}
console.log(`pods of ${namespace}: ${pods.items.length}`);
