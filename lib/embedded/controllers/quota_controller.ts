/**
 * Counts what the namespaces with quotas use. Layer 3.
 *
 * @module
 */
import { type Usage, usageOf } from "../admission/quota.ts";
import { equalJson, objectOf, textsOf } from "../json.ts";
import { addAmounts } from "../schema/quantities.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { writeStatus } from "./workload/status.ts";

const QUOTAS = "resourcequotas";

/** The controller of quotas. */
export const QUOTA_CONTROLLER: Controller = {
  name: "resourcequota",
  start(context) {
    const { store } = context.cluster;
    const stop = store.listen(undefined, ({ object, collection, type, previous }) => {
      const { namespace } = object.metadata;
      if (namespace === undefined || store.count(QUOTAS) === 0) return;
      const isCounted = collection !== QUOTAS || type !== "MODIFIED" ||
        !equalJson(object["spec"], previous?.["spec"]);
      if (isCounted) context.enqueue(namespace);
    });
    for (const { metadata } of store.list(QUOTAS)) context.enqueue(metadata.namespace ?? "");
    return { reconcile: (namespace) => count(context, namespace), stop };
  },
};

function count(context: ControllerContext, namespace: string): void {
  const { store, resources } = context.cluster;
  const quotas = store.list(QUOTAS, namespace);
  if (quotas.length === 0) return;
  const total: Usage = {};
  for (const { group, version, plural, namespaced } of resources.kinds()) {
    const collection = namespaced ? resources.find(group, version, plural)?.collection : undefined;
    if (collection === undefined || store.count(collection) === 0) continue;
    for (const object of store.list(collection, namespace)) {
      for (const [name, amount] of Object.entries(usageOf(collection, object))) {
        total[name] = addAmounts(total[name] ?? "0", amount);
      }
    }
  }
  const resource = resources.get("", "v1", QUOTAS);
  for (const quota of quotas) {
    const hard = textsOf(objectOf(quota["spec"])["hard"]);
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, total[name] ?? "0"]));
    writeStatus(context, resource, quota, { hard, used });
  }
}
