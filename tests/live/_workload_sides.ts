/**
 * The real control plane and the in-memory cluster side by side: the same edits, the same objects.
 *
 * @module
 */
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { readJson } from "../../lib/connect/body.ts";
import { differences } from "../conformance/normalize.ts";
import { exchange, openPlane } from "./_plane.ts";
import { type Json, pathOf, type Side, snapshotOf } from "./_workload_snapshot.ts";

/** The collections whose objects are compared. */
export const SHOWN: readonly string[] = [
  "apis/apps/v1/deployments",
  "apis/apps/v1/replicasets",
  "apis/apps/v1/statefulsets",
  "apis/apps/v1/daemonsets",
  "apis/apps/v1/controllerrevisions",
  "apis/discovery.k8s.io/v1/endpointslices",
  "apis/policy/v1/poddisruptionbudgets",
  "api/v1/replicationcontrollers",
  "api/v1/endpoints",
  "api/v1/persistentvolumeclaims",
  "api/v1/pods",
  "api/v1/events",
];

/** Makes an object. */
export async function create(side: Side, collection: string, object: unknown): Promise<void> {
  const { status, body } = await exchange(
    side.transport,
    "POST",
    pathOf(side, collection),
    object,
  );
  if (status !== 201) throw new Error(`Cannot create ${collection}: ${JSON.stringify(body)}`);
}

/** Changes an object, or a subresource of it. */
export async function patch(
  side: Side,
  collection: string,
  name: string,
  change: unknown,
): Promise<void> {
  const response = await side.transport.send(pathOf(side, collection, name), {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify(change),
  });
  const body = await readJson(response);
  if (response.status !== 200) {
    throw new Error(`Cannot patch ${collection} ${name}: ${JSON.stringify(body)}`);
  }
}

/** Deletes an object. */
export async function remove(side: Side, collection: string, name: string): Promise<void> {
  const { status, body } = await exchange(
    side.transport,
    "DELETE",
    pathOf(side, collection, name),
  );
  if (status >= 300) throw new Error(`Cannot delete ${name}: ${JSON.stringify(body)}`);
}

/** The objects of a collection. */
export async function list(side: Side, collection: string): Promise<Json[]> {
  const { body } = await exchange(side.transport, "GET", pathOf(side, collection));
  return body.items;
}

/** Both clusters, each with an empty namespace. */
export class Sides implements AsyncDisposable {
  readonly real: Side;
  readonly ours: Side;
  readonly #embedded: EmbeddedCluster;

  private constructor(real: Side, ours: Side, embedded: EmbeddedCluster) {
    this.real = real;
    this.ours = ours;
    this.#embedded = embedded;
  }

  /** Opens both; the in-memory cluster gets the real one's nodes. */
  static async open(): Promise<Sides> {
    const transport = await openPlane();
    const { body } = await exchange(transport, "GET", "/api/v1/nodes");
    const nodes = (body.items as Json[])
      .filter(({ metadata }) => /^node-\d+$/.test(metadata.name))
      .map(({ metadata, status }) => ({
        name: metadata.name,
        labels: metadata.labels,
        capacity: status.capacity,
      }));
    const embedded = createEmbeddedCluster({
      nodes,
      containers: { unready: { ready: false } },
      // The real plane has nothing that makes volumes.
      controllers: ["*", "-persistentvolume-binder"],
    });
    const namespace = `workloads-${crypto.randomUUID().slice(0, 8)}`;
    const sides = new Sides(
      { transport, namespace, hashes: new Map(), isPlayed: false },
      { transport: embedded.transport(), namespace, hashes: new Map(), isPlayed: true },
      embedded,
    );
    for (const side of sides.both()) {
      await exchange(side.transport, "POST", "/api/v1/namespaces", {
        metadata: { name: namespace },
      });
      await until("the namespace has its account", async () => {
        const path = pathOf(side, "api/v1/serviceaccounts", "default");
        return (await exchange(side.transport, "GET", path)).status === 200;
      });
    }
    return sides;
  }

  both(): Side[] {
    return [this.real, this.ours];
  }

  /** Does the same on both. */
  async edit(act: (side: Side) => Promise<void>): Promise<void> {
    for (const side of this.both()) await act(side);
  }

  /** Waits until both come to the same; gives the differences that stay. */
  async compare(shown: readonly string[] = SHOWN): Promise<string[]> {
    let found: string[] = [];
    let equal = 0;
    const endMs = Date.now() + 120_000;
    // What is the same in passing does not count.
    while (equal < 4 && Date.now() < endMs) {
      const [real, ours] = await Promise.all(
        this.both().map((side) => snapshotOf(side, shown)),
      );
      found = differences(real, ours);
      equal = found.length === 0 ? equal + 1 : 0;
      await pause(250);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const path = `/api/v1/namespaces/${this.real.namespace}`;
    await exchange(this.real.transport, "DELETE", path);
    await this.real.transport[Symbol.asyncDispose]();
    await this.#embedded[Symbol.asyncDispose]();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for something, as long as that is reasonable. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 120_000;
  while (!await isSo()) {
    if (Date.now() > endMs) throw new Error(`Cannot wait any longer until ${what}`);
    await pause(100);
  }
}
