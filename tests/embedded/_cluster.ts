/** Talks to a cluster in the process. */
import assert from "node:assert/strict";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { Cluster } from "../../lib/api/cluster.ts";
import { Connection } from "../../lib/api/connection.ts";
import { connectionOver } from "../../lib/api/connection_over.ts";

export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** Sends a request and reads its answer as JSON. */
export async function ask(
  cluster: EmbeddedCluster,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const isPatch = method === "PATCH";
  const response = await cluster.transport().send(path, {
    method,
    headers: { "content-type": `application/${isPatch ? "merge-patch+" : ""}json` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Makes an object, and fails where the cluster does not take it. */
// deno-lint-ignore no-explicit-any
export async function make(cluster: EmbeddedCluster, path: string, body: unknown): Promise<any> {
  const answer = await ask(cluster, "POST", path, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** The names of a list. */
export async function names(cluster: EmbeddedCluster, path: string): Promise<string[]> {
  const { body } = await ask(cluster, "GET", path);
  return body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
}

/** The library's own cluster over one in the process. */
export async function connect(embedded: EmbeddedCluster): Promise<Cluster> {
  const transport = embedded.transport();
  const place = {
    contextName: "test",
    namespace: "default",
    server: transport.server,
    userName: "test",
    cacheDirectory: false,
  } as const;
  return await new Cluster(new Connection(() => connectionOver(transport, place, {}))).open();
}
