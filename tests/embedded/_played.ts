/** A cluster of one node whose containers are played by script, and whose time is moved by hand. */
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { ContainerScripts } from "../../lib/embedded/controllers/kubelet/script.ts";
import { ask } from "./_cluster.ts";

export const PATH = "/api/v1/namespaces/default/pods";

export interface Played extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly clock: ManualClock;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  // deno-lint-ignore no-explicit-any
  get(name: string): Promise<any>;
}

export async function play(containers: ContainerScripts = {}): Promise<Played> {
  const clock = new ManualClock();
  const cluster = createEmbeddedCluster({ clock, nodes: 1, containers });
  await cluster.settled();
  return {
    cluster,
    clock,
    async pass(ms) {
      clock.advance(ms);
      await cluster.settled();
    },
    get: async (name) => (await ask(cluster, "GET", `${PATH}/${name}`)).body,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

export function pod(name: string, spec: Record<string, unknown> = {}): unknown {
  return {
    metadata: { name },
    spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
  };
}

// deno-lint-ignore no-explicit-any
export function conditions(object: any): string[] {
  return object.status.conditions.map((condition: { type: string; status: string }) =>
    `${condition.type}=${condition.status}`
  );
}

export async function events(cluster: EmbeddedCluster): Promise<string[]> {
  const { body } = await ask(cluster, "GET", "/api/v1/namespaces/default/events");
  return body.items
    .sort((left: { metadata: { resourceVersion: string } }, right: typeof left) =>
      Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion)
    )
    .map((event: { type: string; reason: string; message: string; count?: number }) =>
      `${event.type} ${event.reason} ${event.message}${
        (event.count ?? 1) > 1 ? ` (${event.count})` : ""
      }`
    );
}
