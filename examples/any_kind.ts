/**
 * Finds kinds by any spelling that kubectl takes, custom ones included.
 *
 * `deno task example any_kind [SPELLING...]`
 *
 * @module
 */
import { cluster, isForbidden, ns } from "skiff";

const spellings = Deno.args.length > 0 ? Deno.args : ["no", "deploy", "apps/v1/ReplicaSet", "crd"];

for (const spelling of spellings) {
  try {
    console.log(`${spelling}: ${await cluster.kind(spelling).count()}`);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    console.log(`${spelling}: ${error.message}`);
  }
}

const [config] = await ns("kube-system").kind("cm").limit(1).list();
console.log(`a ConfigMap of the system: ${config?.metadata?.name ?? "none"}`);
