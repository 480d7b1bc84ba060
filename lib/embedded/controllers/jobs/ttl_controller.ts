/**
 * Deletes jobs some time after they have ended, where they say so. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/ttlafterfinished
 */
import { numberOf, objectOf, textOf } from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { startKeyed } from "../workload/keyed.ts";
import { placeOf } from "../workload/reading.ts";
import { JobStatus } from "./job_status.ts";

const JOBS = "batch/jobs";

/** The controller of jobs that have ended. */
export const TTL_CONTROLLER: Controller = {
  name: "ttl-after-finished",
  start(context) {
    const reconcileKey = (key: string) => reconcile(context, key);
    return startKeyed(context, { collection: JOBS, others: {}, reconcile: reconcileKey });
  },
};

function reconcile(context: ControllerContext, key: string): void {
  const { cluster, client } = context;
  const place = placeOf(key);
  const job = cluster.store.get({ collection: JOBS, ...place });
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
  client.delete(resource, place, { propagationPolicy: "Foreground", uid });
}
