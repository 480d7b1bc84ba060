/**
 * Deletes jobs some time after they have ended, where they say so. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/ttlafterfinished
 */
import { numberOf, objectOf, textOf } from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { JobStatus } from "./job_status.ts";

const JOBS = "batch/jobs";

/** The controller of jobs that have ended. */
export const TTL_CONTROLLER: Controller = {
  name: "ttl-after-finished",
  start(context) {
    const { store } = context.cluster;
    const keyOf = (namespace: string | undefined, name = "") => `${namespace ?? ""}/${name}`;
    const stop = store.listen(JOBS, ({ type, object: { metadata } }) => {
      if (type !== "DELETED") context.enqueue(keyOf(metadata.namespace, metadata.name));
    });
    for (const { metadata } of store.list(JOBS)) {
      context.enqueue(keyOf(metadata.namespace, metadata.name));
    }
    return { reconcile: (key) => reconcile(context, key), stop };
  },
};

function reconcile(context: ControllerContext, key: string): void {
  const { cluster, client } = context;
  const [namespace = "", name = ""] = key.split("/");
  const job = cluster.store.get({ collection: JOBS, namespace, name });
  if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
  const seconds = numberOf(objectOf(job["spec"])["ttlSecondsAfterFinished"]);
  const status = new JobStatus(job);
  const ended = status.holding("Complete") ?? status.holding("Failed");
  if (seconds === undefined || ended === undefined) return;
  const leftMs = Date.parse(textOf(ended["lastTransitionTime"])) + seconds * 1000 -
    cluster.clock.now();
  if (leftMs > 0) return context.enqueueAfter(key, leftMs);
  const resource = cluster.resources.get("batch", "v1", "jobs");
  const { uid } = job.metadata;
  client.delete(resource, { namespace, name }, { propagationPolicy: "Foreground", uid });
}
