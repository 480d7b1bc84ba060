/** Requests that no client should send: each has an answer, and none harms the server. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { Random } from "../conformance/fuzz.ts";

const REQUESTS = 10_000;

const SEGMENTS = [
  "api",
  "apis",
  "v1",
  "v2",
  "apps",
  "batch",
  "namespaces",
  "default",
  "pods",
  "services",
  "deployments",
  "a",
  "..",
  ".",
  "",
  "%2F",
  "%00",
  "%zz",
  "é",
  "status",
  "scale",
  "log",
  "exec",
  "eviction",
  "binding",
  "finalize",
  "token",
  "watch",
  "proxy",
  "version",
  "healthz",
  "openapi",
  "apiextensions.k8s.io",
  "customresourcedefinitions",
  "authorization.k8s.io",
  "selfsubjectaccessreviews",
  "x".repeat(300),
  "A b",
  "*",
];
const QUERIES = [
  "watch",
  "limit",
  "continue",
  "labelSelector",
  "fieldSelector",
  "resourceVersion",
  "resourceVersionMatch",
  "timeoutSeconds",
  "allowWatchBookmarks",
  "sendInitialEvents",
  "dryRun",
  "fieldManager",
  "force",
  "fieldValidation",
  "propagationPolicy",
  "gracePeriodSeconds",
  "orphanDependents",
  "pretty",
  "follow",
  "tailLines",
  "sinceTime",
  "container",
  "includeObject",
  "unknown",
];
const VALUES = [
  "",
  "0",
  "1",
  "-1",
  "true",
  "false",
  "All",
  "None",
  "NotOlderThan",
  "Exact",
  "Strict",
  "Warn",
  "Background",
  "a=b",
  "a in (b",
  "!a,",
  "=",
  "metadata.name=a",
  "spec.nothing=1",
  "99999999999999999999",
  "1e3",
  "🙂",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ==",
  "%",
  "2026-01-01T00:00:00Z",
  "x".repeat(200),
];
const BODIES = [
  "",
  "null",
  "[]",
  "{}",
  "{",
  "1",
  '"text"',
  "[[[[",
  "\u0000",
  "{} {}",
  '{"metadata":null}',
  '{"metadata":[]}',
  '{"metadata":{"name":1}}',
  '{"metadata":{"name":"a","labels":[]}}',
  '{"kind":"Pod"}',
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":{}}}',
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[null,1,{}]}}',
  '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":1e99}]}}',
  '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":"x"}}',
  '{"metadata":{"name":"a","ownerReferences":[{}],"finalizers":["x"],"managedFields":[{"fieldsV1":{"f:x":1}}]}}',
  '[{"op":"add"}]',
  '[{"op":"test","path":"/a/b","value":1}]',
  '[{"op":"remove","path":"metadata"}]',
  '[{"op":"copy","from":"/metadata","path":"/metadata/labels/-"}]',
  '{"$patch":"delete"}',
  '{"spec":{"containers":[{"$patch":"replace"}]}}',
  '{"spec":{"$retainKeys":1}}',
  '{"a":{"b":'.repeat(500),
  "[".repeat(20_000),
  "apiVersion: v1\nkind: Pod\n",
  "a: &a [*a]",
  "a: *b",
  "? {a: b} : c",
  "- \t-",
  '{"__proto__":{"x":1},"constructor":{"prototype":{}},"metadata":{"name":"a"}}',
];
const GOOD_BODIES = [
  '{"metadata":{"name":"a"}}',
  '{"metadata":{"generateName":"a"},"data":{"x":"1"}}',
  '{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}],"selector":{"a":"b"}}}',
  '{"metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"b"}]}}',
];
const TYPES = [
  undefined,
  "application/json",
  "application/json;charset=utf-8",
  "text/plain",
  "application/yaml",
  "a/b/c",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "application/vnd.kubernetes.protobuf",
  ";",
  "application/cbor",
];
const ACCEPTS = [
  undefined,
  "*/*",
  "application/json",
  "application/json;as=Table;g=meta.k8s.io;v=v1",
  "text/html",
  ";;;,",
  "application/json;as=Nothing;v=v9",
  "application/vnd.kubernetes.protobuf",
  "application/json;q=0",
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
  "application/yaml",
];
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "LINK",
  "get",
];
const PREFIXES = ["", "/api/v1", "/apis/apps/v1", "/api/v1/namespaces/default", "/apis"];
const OBJECT_PATHS = ["pods", "services", "configmaps", "serviceaccounts", "events"].flatMap((
  plural,
) =>
  ["", "/a", "/a/status", "/a/scale", "/a/log"].map((rest) =>
    `/api/v1/namespaces/default/${plural}${rest}`
  )
);

function randomPath(random: Random): string {
  return Array.from({ length: random.below(5) }, () => random.pick(SEGMENTS)).join("/");
}

Deno.test(`createEmbeddedCluster answers ${REQUESTS} malformed requests`, async () => {
  const random = new Random(20_260_801);
  await using cluster = createEmbeddedCluster();
  const transport = cluster.transport();
  const statuses = new Set<number>();
  for (let count = 0; count < REQUESTS; count++) {
    const method = random.pick(METHODS);
    // Half of them go where objects are, or nothing would be made that can be damaged.
    const path = random.chance(0.5)
      ? random.pick(OBJECT_PATHS)
      : `${random.pick(PREFIXES)}/${randomPath(random)}`;
    const query = Array.from(
      { length: random.below(4) },
      () => `${random.pick(QUERIES)}=${encodeURIComponent(random.pick(VALUES))}`,
    ).join("&");
    const target = `${path}?${query}`;
    const type = random.pick(TYPES);
    const accept = random.pick(ACCEPTS);
    const abort = new AbortController();
    const options = {
      method,
      headers: {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(accept === undefined ? {} : { accept }),
      },
      ...(random.below(3) === 0
        ? {}
        : { body: random.pick(random.chance(0.3) ? GOOD_BODIES : BODIES) }),
      signal: abort.signal,
    };
    const told = `request ${count}: ${method} ${target} ${JSON.stringify(options).slice(0, 400)}`;
    try {
      const response = await transport.send(target, options);
      statuses.add(response.status);
      // The server itself says so of resource versions that are none.
      if (response.status >= 500) {
        assert.match(await response.clone().text(), /ParseUint|Too large/);
      }
      await response.body?.cancel();
    } catch (error) {
      throw new Error(told, { cause: error });
    } finally {
      abort.abort();
    }
  }
  // The requests reach all parts: what is read, made, refused and not there.
  for (const status of [200, 201, 400, 404, 405, 406, 415, 422]) {
    assert(statuses.has(status), `no ${status} among ${[...statuses].join(", ")}`);
  }
  const response = await transport.send("/api/v1/namespaces/default");
  assert.equal((await response.json()).metadata.name, "default");
});
