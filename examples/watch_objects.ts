/**
 * Watches pods of all namespaces and says what becomes of them; ends after some seconds.
 *
 * `deno task example watch_objects [SECONDS]`
 *
 * @module
 */
import { ns } from "skiff";

const seconds = Number(Deno.args[0] ?? 2);
const pods = ns("*").pods.where({ status: { phase: "Running" } });
const events = pods.watch({
  timeout: `${seconds}s`,
  onStatus: (status) => {
    if (status.type === "synced") console.log(`${status.count} pods are running`);
    else console.log(`the watch has ${status.type}`);
  },
  watchOnly: true,
});
// A pod that is no longer Running comes as DELETED, as it does when it is gone.
for await (const { type, object, old } of events) {
  const { name, namespace } = object.metadata ?? {};
  console.log(type, `${namespace}/${name}`, old === undefined ? "" : "was known");
}
console.log(`watched for ${seconds}s`);
