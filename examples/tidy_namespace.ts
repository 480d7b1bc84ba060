/**
 * A script to be held to what it needs: it scales deployments down, deletes stale configuration, and leaves
 * a note of it.
 *
 * ```sh
 * skiff run --plan examples/tidy_namespace.ts shop              # what would it change?
 * skiff run -A --record tidy.json examples/tidy_namespace.ts shop
 * skiff undo                                                    # take it back
 * skiff grants tidy.json --serviceaccount shop:tidy             # the smallest role that is enough
 * skiff run --grants tidy.json examples/tidy_namespace.ts shop  # that, and nothing else
 * ```
 *
 * @module
 */
import { ns } from "skiff";

const scope = ns(Deno.args[0]);

const idle = await scope.deployments.where({ metadata: { labels: { tidy: "sleep" } } }).names();
for (const name of idle) await scope.deployment(name).scale(0);

const stale = await scope.configMaps.where({ metadata: { labels: { tidy: "delete" } } }).names();
for (const name of stale) await scope.configMap(name).delete();

if (idle.length + stale.length > 0) {
  await scope.configMap("tidy").apply({ data: { sleeping: idle.join(), deleted: stale.join() } });
}
console.log(`${idle.length} sleeping, ${stale.length} deleted`);
