/**
 * Lists the pods of a namespace that run for more than a given time.
 *
 * `deno task example list_pods [NAMESPACE] [AGE]`
 *
 * @module
 */
import { ago, type Duration, ns } from "skiff";

const [namespace = "*", age = "1s"] = Deno.args;

const old = ns(namespace).pods
  .where({ status: { phase: "Running" } })
  .where("metadata.creationTimestamp", "<", ago(age as Duration));

for await (const pod of old) {
  console.log(`${pod.metadata?.namespace}/${pod.metadata?.name}`);
}
