/**
 * What stands in a test for an object that a session has deleted: the least that a cluster takes. Layer 7: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";

const POD = { containers: [{ name: "main", image: "example" }] };

/**
 * Gives objects of a name that have ever more in them, for a cluster to take the first it can.
 *
 * @param named What the object is and is called.
 */
export function standInsOf(named: KubeObject): KubeObject[] {
  const labels = { app: named.metadata?.name };
  const workload = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: POD },
  };
  const job = { template: { spec: { ...POD, restartPolicy: "Never" } } };
  return [
    undefined,
    POD,
    job,
    workload,
    { ...workload, serviceName: "" },
    { schedule: "0 * * * *", jobTemplate: { spec: job } },
    { ports: [{ port: 80 }] },
    { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    { defaultBackend: { service: { name: "example", port: { number: 80 } } } },
    { podSelector: {} },
  ].map((spec) => spec === undefined ? named : { ...named, spec } as KubeObject);
}
