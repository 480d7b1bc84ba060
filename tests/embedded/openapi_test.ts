/** The OpenAPI documents of the in-memory cluster, without a socket. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { MessageReader, type WireValue } from "../../lib/embedded/protobuf/message_reader.ts";
import { ask, make } from "./_cluster.ts";

const PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

async function get(cluster: EmbeddedCluster, path: string, headers = {}): Promise<Response> {
  return await cluster.transport().send(path, { headers });
}

Deno.test("the index of OpenAPI names a document for each version of a group, by its hash", async () => {
  await using cluster = createEmbeddedCluster();
  const { body } = await ask(cluster, "GET", "/openapi/v3");
  const url = body.paths["apis/apps/v1"].serverRelativeURL;
  assert.match(url, /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
  const response = await get(cluster, url);
  assert.match(response.headers.get("cache-control") ?? "", /immutable/);
  const document = await response.json();
  assert.equal(document.openapi, "3.0.0");
  const deployment = document.components.schemas["io.k8s.api.apps.v1.Deployment"];
  assert.deepEqual(deployment["x-kubernetes-group-version-kind"], [
    { group: "apps", version: "v1", kind: "Deployment" },
  ]);
  const patch = document.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"].patch;
  assert.equal(patch.operationId, "patchAppsV1NamespacedDeployment");
  assert(patch.parameters.some(({ name }: { name: string }) => name === "fieldValidation"));
  assert("application/strategic-merge-patch+json" in patch.requestBody.content);
});

Deno.test("a document of OpenAPI that was kept is not sent again, and an old hash leads to the new", async () => {
  await using cluster = createEmbeddedCluster();
  const first = await get(cluster, "/openapi/v3/apis/batch/v1");
  const etag = first.headers.get("etag") ?? "";
  await first.body?.cancel();
  const again = await get(cluster, "/openapi/v3/apis/batch/v1", { "if-none-match": etag });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
  const old = await get(cluster, "/openapi/v3/apis/batch/v1?hash=OLD");
  assert.equal(old.status, 301);
  assert.equal(
    old.headers.get("location"),
    `/openapi/v3/apis/batch/v1?hash=${etag.replaceAll('"', "")}`,
  );
  assert.equal((await ask(cluster, "GET", "/openapi/v3/apis/nothing/v1")).status, 404);
});

Deno.test("a custom kind is in OpenAPI as soon as it is defined, and no longer when it is not", async () => {
  await using cluster = createEmbeddedCluster();
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const schema = {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  };
  await make(cluster, path, {
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  const document = (await ask(cluster, "GET", "/openapi/v3/apis/example.com/v1")).body;
  const widget = document.components.schemas["com.example.v1.Widget"];
  assert.equal(widget.properties.spec.properties.size.type, "integer");
  assert("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" in document.components.schemas);
  const swagger = (await ask(cluster, "GET", "/openapi/v2")).body;
  assert("com.example.v1.Widget" in swagger.definitions);
  await ask(cluster, "DELETE", `${path}/widgets.example.com`);
  await cluster.settled();
  assert.equal((await ask(cluster, "GET", "/openapi/v3/apis/example.com/v1")).status, 404);
});

Deno.test("the document of OpenAPI version 2 is the same as JSON and as Protocol Buffers", async () => {
  await using cluster = createEmbeddedCluster();
  const swagger = (await ask(cluster, "GET", "/openapi/v2")).body;
  assert.equal(swagger.swagger, "2.0");
  const response = await get(cluster, "/openapi/v2", { accept: PROTOBUF });
  assert.equal(
    response.headers.get("content-type"),
    "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
  );
  const document = fields(await response.bytes());
  const definitions = fields(document.get(9)?.[0]).get(1) ?? [];
  assert.equal(definitions.length, Object.keys(swagger.definitions).length);
  const read = new Map(definitions.map((entry) => {
    const named = fields(entry);
    return [text(named.get(1)?.[0]), fields(named.get(2)?.[0])];
  }));
  const name = "io.k8s.api.core.v1.Container";
  const properties = fields(read.get(name)?.get(25)?.[0]).get(1) ?? [];
  assert.deepEqual(
    properties.map((entry) => text(fields(entry).get(1)?.[0])),
    Object.keys(swagger.definitions[name].properties),
  );
  assert.deepEqual(read.get(name)?.get(19)?.map(text), swagger.definitions[name].required);
});

Deno.test("a document of OpenAPI in a form that there is not is refused", async () => {
  await using cluster = createEmbeddedCluster();
  for (const path of ["/openapi/v2", "/openapi/v3/api/v1"]) {
    const response = await get(cluster, path, { accept: "text/html" });
    assert.equal(response.status, 406);
    await response.body?.cancel();
  }
});

function fields(value: WireValue | undefined): Map<number, WireValue[]> {
  assert(value instanceof Uint8Array);
  const found = new Map<number, WireValue[]>();
  for (const field of new MessageReader(value)) {
    found.set(field.number, [...found.get(field.number) ?? [], field.value]);
  }
  return found;
}

function text(value: WireValue | undefined): string {
  assert(value instanceof Uint8Array);
  return new TextDecoder().decode(value);
}
