/**
 * Creates an object by the official generated API, reads its own mistakes, and deletes it.
 *
 * `deno task example client_node_create [NAMESPACE]`
 *
 * @module
 */
import { isConflict } from "skiff";
import { ApiException, CoreV1Api, generated } from "skiff/client-node";

const [namespace = "default"] = Deno.args;
const core = generated(CoreV1Api);
const name = `example-${crypto.randomUUID().slice(0, 8)}`;
const body = { metadata: { name }, data: { color: "green" } };

const made = await core.createNamespacedConfigMap({ namespace, body });
console.log(`created configmap ${made.metadata?.name}: ${made.data?.["color"]}`);

try {
  await core.createNamespacedConfigMap({ namespace, body });
} catch (error) {
  // The official error; its cause is one of Skiff's.
  if (!(error instanceof ApiException) || !isConflict(error.cause)) throw error;
  console.log(`${error.code}: ${error.message.replace(name, "NAME").replace(name, "NAME")}`);
}

const { status } = await core.deleteNamespacedConfigMap({ name, namespace });
console.log(`deleted: ${status}`);

// Elsewhere this deletes every ConfigMap of the namespace.
try {
  await core.deleteNamespacedConfigMap({ name: "", namespace });
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
