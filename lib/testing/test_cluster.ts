/**
 * A cluster for a test: in the process, without a socket or a permission. Layer 6.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection, type ConnectOptions } from "../api/connection.ts";
import type { UntypedObject } from "../api/untyped.ts";
import { connectionOver } from "../api/connection_over.ts";
import { InvalidError, QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { oneLine } from "../core/message.ts";
import { resourcePath } from "../core/path.ts";
import { createEmbeddedCluster } from "../embedded/cluster.ts";
import { builtinKind } from "../kinds/builtin.ts";

/** What a cluster for a test is to have. */
export interface TestClusterOptions
  extends Pick<ConnectOptions, "readOnly" | "dryRun" | "fieldManager" | "onWarning"> {
  /** Objects of built-in kinds that are there from the start, with their status; default: none. */
  readonly objects?: readonly (KubeObject | UntypedObject)[];
  /** The namespace that `ns()` means, and that objects without one lie in; default `default`. */
  readonly namespace?: string;
}

/**
 * Makes a cluster in the process, filled with objects. Needs no permission, sends nothing anywhere.
 *
 * @param options Objects and namespace.
 * @returns The cluster; `await using` closes it.
 * @throws {QueryError} when an object has no kind that is built in, or no name.
 * @throws {InvalidError} when an object is not one that a server would take.
 */
export async function testCluster(options: TestClusterOptions = {}): Promise<Cluster> {
  const { namespace = "default", objects = [] } = options;
  const embedded = createEmbeddedCluster();
  const transport = embedded.transport();
  const place = {
    contextName: "test",
    namespace,
    server: transport.server,
    userName: "test",
    cacheDirectory: false,
  } as const;
  await using filling = new Cluster(new Connection(() => connectionOver(transport, place, {})));
  const namespaces = new Set(objects.map((object) => object.metadata?.namespace ?? namespace));
  for (const name of [namespace, ...namespaces]) await ensureNamespace(filling, name);
  // A pod is refused until its namespace has a service account, which a controller makes.
  await embedded.settled();
  for (const object of objects) await add(filling, object, namespace);
  const connection = new Connection(() =>
    connectionOver(
      { ...transport, [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose]() },
      place,
      options,
    )
  );
  return await new Cluster(connection).open();
}

async function ensureNamespace(cluster: Cluster, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const response = await cluster.raw("/api/v1/namespaces", { ...JSON_BODY, method: "POST", body });
  await response.body?.cancel();
}

const JSON_BODY = { headers: { "content-type": "application/json" } } as const;

/** A server takes the status of an object by a request of its own. */
async function add(cluster: Cluster, object: KubeObject, namespace: string): Promise<void> {
  const { apiVersion = "", kind = "", metadata } = object;
  const resource = builtinKind(apiVersion, kind);
  if (resource === undefined || metadata?.name === undefined) {
    throw new QueryError(
      `Cannot put ${kind} ${
        JSON.stringify(metadata?.name ?? "")
      } of "${apiVersion}" into the cluster: ` +
        "it takes objects of built-in kinds that have a name",
    );
  }
  const place = { resource, namespace: metadata.namespace ?? namespace };
  const created = await send(cluster, "POST", resourcePath(place), object);
  if (!("status" in object)) return;
  const path = resourcePath({ ...place, name: metadata.name, subresource: "status" });
  const whole = { ...created, status: object.status };
  await send(cluster, "PUT", path, whole);
}

async function send(
  cluster: Cluster,
  method: string,
  path: string,
  object: KubeObject,
): Promise<KubeObject> {
  const response = await cluster.raw(path, { ...JSON_BODY, method, body: JSON.stringify(object) });
  const answer = await response.json();
  if (response.ok) return answer;
  const { kind, metadata } = object;
  throw new InvalidError(
    `Cannot put ${kind} ${JSON.stringify(metadata?.name)} into the cluster: ${
      oneLine(answer.message)
    }`,
    { verb: "create", kind, name: metadata?.name, status: response.status, reason: answer.reason },
  );
}
