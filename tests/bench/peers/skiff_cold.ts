/** A user's script: the namespaces of the current context. */
import { cluster } from "../../../mod.ts";

for (const { metadata, status } of await cluster.namespaces.list()) {
  console.log(metadata?.name, status?.phase);
}
