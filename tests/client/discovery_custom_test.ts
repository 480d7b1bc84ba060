import assert from "node:assert/strict";
import { openDiscovery } from "../../lib/client/discovery.ts";
import { ApiError } from "../../lib/core/errors.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { type DiscoveryServer, group, serveGroups, startServer } from "./_discovery_server.ts";

const DEFINITION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.x.example";
const OPENAPI = "/openapi/v3/apis/x.example/v1";
const FORBIDDEN = { status: 403, body: { kind: "Status", code: 403, reason: "Forbidden" } };
const SCHEMA = {
  type: "object",
  properties: { spec: { type: "object", properties: { color: { type: "string" } } } },
};

async function openWidgets(server: DiscoveryServer) {
  serveGroups(
    server,
    '"groups1"',
    group("x.example", { v1: [{ plural: "widgets", kind: "Widget" }], v2: [] }),
  );
  const discovery = openDiscovery(server, { cacheDirectory: false });
  const kind: Kind = await discovery.get("widgets");
  server.takeRequests();
  return { discovery, kind };
}

Deno.test("Discovery.customResource reads fields and selectors from the definition, once", async () => {
  const server = startServer();
  server.answers.set(DEFINITION, {
    body: {
      spec: {
        versions: [
          { name: "v2", schema: { openAPIV3Schema: { type: "object" } } },
          {
            name: "v1",
            schema: { openAPIV3Schema: SCHEMA },
            selectableFields: [{ jsonPath: ".spec.color" }],
          },
        ],
      },
    },
  });
  const { discovery, kind } = await openWidgets(server);
  const resource = await discovery.customResource(kind);
  assert.deepEqual(resource?.kind.fields, [{ selector: "spec.color" }]);
  assert.equal(resource?.schema.field("spec")?.field("color")?.type, "string");
  assert.equal(await discovery.customResource(kind), resource);
  assert.deepEqual(server.requests, [`GET ${DEFINITION}`]);
});

Deno.test("Discovery.customResource knows no fields where more is kept than the schema names", async () => {
  const server = startServer();
  const versions = [{ name: "v1", schema: { openAPIV3Schema: SCHEMA } }];
  server.answers.set(DEFINITION, { body: { spec: { preserveUnknownFields: true, versions } } });
  const { discovery, kind } = await openWidgets(server);
  const resource = await discovery.customResource(kind);
  assert.equal(resource?.schema.field("anything")?.type, "any");
});

Deno.test("Discovery.customResource reads the OpenAPI document where the definition is forbidden", async () => {
  const server = startServer();
  server.answers.set(DEFINITION, FORBIDDEN);
  const type = { group: "x.example", version: "v1", kind: "Widget" };
  server.answers.set(OPENAPI, {
    body: {
      components: {
        schemas: {
          "example.x.v1.WidgetList": {
            "x-kubernetes-group-version-kind": [{ ...type, kind: "WidgetList" }],
          },
          "example.x.v1.Widget": {
            ...SCHEMA,
            "x-kubernetes-group-version-kind": [type],
            "x-kubernetes-selectable-fields": [{ fieldPath: "spec.color" }],
          },
        },
      },
    },
  });
  const { discovery, kind } = await openWidgets(server);
  const resource = await discovery.customResource(kind);
  assert.deepEqual(resource?.kind.fields, [{ selector: "spec.color" }]);
  assert.equal(resource?.schema.field("spec")?.field("colour"), undefined);
  assert.deepEqual(server.requests, [`GET ${DEFINITION}`, `GET ${OPENAPI}`]);
});

Deno.test("Discovery.customResource knows nothing where neither may be read", async () => {
  const server = startServer();
  server.answers.set(DEFINITION, FORBIDDEN);
  server.answers.set(OPENAPI, FORBIDDEN);
  const { discovery, kind } = await openWidgets(server);
  assert.equal(await discovery.customResource(kind), undefined);
});

Deno.test("Discovery.customResource of a server that fails says what was being read", async () => {
  const server = startServer();
  server.answers.set(DEFINITION, { status: 500, body: "broken" });
  const { discovery, kind } = await openWidgets(server);
  await assert.rejects(
    discovery.customResource(kind),
    (error) =>
      error instanceof ApiError &&
      error.message.startsWith("Cannot read the schema of widgets.x.example"),
  );
});
