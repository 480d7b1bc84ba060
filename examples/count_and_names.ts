/**
 * Counts objects and reads their names without reading the objects.
 *
 * `deno task example count_and_names`
 *
 * @module
 */
import { cluster, ns } from "skiff";

console.log(`nodes: ${await cluster.nodes.count()}`);
console.log(`namespaces: ${(await cluster.namespaces.names()).join(", ")}`);
console.log(`system pods: ${await ns("kube-system").pods.count()}`);
