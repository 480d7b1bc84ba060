/**
 * Waits for objects: for a condition, a field, a filter, their end; and what is said when time is up.
 *
 * `deno task example wait_for`
 *
 * @module
 */
import { allOf, anyOf, cluster, condition, deleted, failIf, isTimeout, jsonpath, ns } from "skiff";

// One object: in the state that met the condition.
const namespace = await cluster.namespace("default").wait(
  allOf(jsonpath("{.status.phase}", "Active"), failIf(deleted(), "it was deleted")),
  { timeout: "30s" },
);
console.log(`namespace ${namespace.metadata?.name} is ${namespace.status?.phase}`);

// All objects of a query at the same time.
const nodes = await cluster.nodes.wait(
  anyOf(condition("Ready"), { spec: { unschedulable: true } }),
  { timeout: "30s" },
);
console.log(`${nodes.length} nodes are ready or cordoned`);

// What is not there is waited for; the error says what was missing.
try {
  await ns("default").deployment("no-such").wait(condition("Available"), { timeout: "200ms" });
} catch (error) {
  if (!isTimeout(error)) throw error;
  console.log(error.message);
}
