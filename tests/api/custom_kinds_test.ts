import assert from "node:assert/strict";
import type { Cluster } from "../../lib/api/cluster.ts";
import type { Query } from "../../lib/api/query.ts";
import type { UntypedObject } from "../../lib/api/untyped.ts";
import type { Discovery } from "../../lib/client/discovery.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { schemaFromOpenApi } from "../../lib/kinds/openapi_schema.ts";
import { anyOf } from "../../lib/query/operators.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const CERTIFICATES: Kind = {
  group: "cert-manager.io",
  version: "v1",
  kind: "Certificate",
  plural: "certificates",
  singular: "certificate",
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ["get", "list"],
  subresources: [],
  fields: [],
  traits: [],
};

const NONE = { apiVersion: "cert-manager.io/v1", kind: "CertificateList", metadata: {}, items: [] };

Deno.test("Query pushes the fields down that a custom kind's definition calls selectable", async () => {
  let definitionsRead = 0;
  const discovery: Partial<Discovery> = {
    get: () => Promise.resolve(CERTIFICATES),
    customResource: () => {
      definitionsRead++;
      const kind = { ...CERTIFICATES, fields: [{ selector: "spec.issuer" }] };
      return Promise.resolve({ kind, schema: schemaFromOpenApi(undefined), printerColumns: [] });
    },
  };
  const path = "GET /apis/cert-manager.io/v1/namespaces/shop/certificates";
  const transport = scenario([
    { request: `${path}?fieldSelector=spec.issuer=ca`, body: NONE },
    { request: `${path}?labelSelector=app=web`, body: NONE },
  ]);
  const cluster = clusterOver(transport, { discovery: discovery as Discovery });
  const certificates = cluster.ns("shop").kind("certificates");
  await certificates.where({ spec: { issuer: "ca" } }).list();
  assert.equal(definitionsRead, 1);
  await certificates.where({ metadata: { labels: { app: "web" } } }).list();
  assert.equal(definitionsRead, 1, "labels need no definition");
  transport.done();
});

const LIGHT_SCHEMA = schemaFromOpenApi({
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        color: { type: "string" },
        lamps: {
          type: "array",
          items: { type: "object", properties: { watts: { type: "integer" } } },
        },
        since: { type: "string", format: "date-time" },
      },
    },
  },
});

/** A cluster with certificates whose definition describes them as lights. */
function clusterOfCustomKind(transport: Transport): Cluster {
  const discovery: Partial<Discovery> = {
    get: () => Promise.resolve(CERTIFICATES),
    customResource: () =>
      Promise.resolve({
        kind: { ...CERTIFICATES, fields: [{ selector: "spec.color" }] },
        schema: LIGHT_SCHEMA,
        printerColumns: [],
      }),
  };
  return clusterOver(transport, { discovery: discovery as Discovery });
}

Deno.test("Query checks the fields of a custom kind once its definition is known", async () => {
  const transport = scenario([]);
  const cluster = clusterOfCustomKind(transport);
  const certificates = cluster.ns("shop").kind("certs");
  const wrong: readonly [query: Query<UntypedObject>, message: string][] = [
    [
      certificates.where({ spec: { colr: "red" } }),
      'Cannot filter certificates by "spec.colr": no such field: did you mean "spec.color"',
    ],
    [
      certificates.where({ spec: { lamps: { $some: { wats: 5 } } } }),
      'Cannot filter certificates by "spec.lamps[].wats": no such field: did you mean "spec.lamps[].watts"',
    ],
    [
      certificates.where(anyOf({ spec: { since: null } }, { spec: { colour: "red" } })),
      'Cannot filter certificates by "spec.colour": no such field: did you mean "spec.color"',
    ],
    [
      certificates.orderBy("spec.colr"),
      'Cannot sort certificates by "spec.colr": no such field: did you mean "spec.color"',
    ],
  ];
  for (const [query, message] of wrong) {
    await assert.rejects(() => query.list(), { name: "QueryError", message });
  }
  // From now on the mistake is told where it is made.
  assert.throws(() => certificates.where({ spec: { colr: "red" } }), {
    message: 'Cannot filter certificates by "spec.colr": no such field: did you mean "spec.color"',
  });
  transport.done();
});

Deno.test("Query.explain() knows a custom kind and its fields once they were asked for", async () => {
  const path = "/apis/cert-manager.io/v1/namespaces/shop/certificates";
  const transport = scenario([
    { request: `GET ${path}?fieldSelector=spec.color=red`, body: NONE },
  ]);
  const cluster = clusterOfCustomKind(transport);
  const red = cluster.ns("shop").kind("certs").where({ spec: { color: "red" } });
  assert.deepEqual(red.explain().client.map(({ reason }) => reason), [
    "not a selectable field of certs, and unchecked",
  ]);
  await red.list();
  const explained = red.explain();
  assert.equal(
    decodeURIComponent(explained.request.path.split("&")[0] ?? ""),
    `${path}?fieldSelector=spec.color=red`,
  );
  assert.deepEqual(explained.client, []);
  const bright = cluster.ns("shop").kind("certs").where({ spec: { lamps: { $size: 2 } } });
  assert.deepEqual(bright.explain().client, [
    { condition: "spec.lamps size = 2", reason: "the size of a list" },
  ]);
  assert.deepEqual(bright.explain().rights.map(({ group, resource }) => [group, resource]), [
    ["cert-manager.io", "certificates"],
  ]);
  transport.done();
});

Deno.test("Query checks a built-in kind that was given by a spelling, without a request", async () => {
  const transport = scenario([]);
  const pods = clusterOver(transport).ns("shop").kind("po").where({ status: { phse: "Running" } });
  await assert.rejects(() => pods.list(), {
    message: 'Cannot filter pods by "status.phse": no such field: did you mean "status.phase"',
  });
  transport.done();
});
