import assert from "node:assert/strict";
import { ForbiddenError, NotFoundError, QueryError } from "../../lib/core/errors.ts";
import type { Cluster } from "../../lib/api/cluster.ts";
import type { Query } from "../../lib/api/query.ts";
import type { UntypedObject } from "../../lib/api/untyped.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { anyOf, oneOf } from "../../lib/query/operators.ts";
import type { Discovery } from "../../lib/client/discovery.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { schemaFromOpenApi } from "../../lib/kinds/openapi_schema.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const PODS = "GET /api/v1/namespaces/shop/pods";

function podList(names: readonly string[], metadata: object = {}): object {
  return {
    kind: "PodList",
    apiVersion: "v1",
    metadata,
    items: names.map((name) => ({
      metadata: { name, namespace: "shop", managedFields: [{ manager: "x" }] },
    })),
  };
}

const COLUMNS = [
  { name: "Name", type: "string", format: "name", description: "", priority: 0 },
  { name: "Node", type: "string", format: "", description: "", priority: 1 },
];

function table(names: readonly string[], metadata: object = {}): object {
  return {
    kind: "Table",
    metadata,
    columnDefinitions: COLUMNS,
    rows: names.map((name) => ({ cells: [name, "node-1"], object: null })),
  };
}

const EXPIRED = {
  kind: "Status",
  status: "Failure",
  reason: "Expired",
  code: 410,
  message: "The provided continue parameter is too old",
};

Deno.test("Query.list() fills in apiVersion and kind and leaves out managedFields", async () => {
  const transport = scenario([{
    request: PODS,
    accept: "drop=metadata.managedFields",
    body: podList(["a"]),
  }]);
  const pods = await clusterOver(transport).ns("shop").pods.list();
  assert.deepEqual(pods, [{
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", namespace: "shop" },
  }]);
  transport.done();
});

Deno.test("Query.list() keeps managedFields when asked to", async () => {
  const transport = scenario([{ request: PODS, body: podList(["a"]) }]);
  const [pod] = await clusterOver(transport).ns("shop").pods.list({ managedFields: true });
  assert.deepEqual(pod?.metadata?.managedFields, [{ manager: "x" }]);
});

Deno.test("Query.where() pushes labels and selectable fields down and decides the rest here", async () => {
  const transport = scenario([{
    request: `${PODS}?fieldSelector=status.phase=Running&labelSelector=tier in (api,web)`,
    body: {
      kind: "PodList",
      items: [
        { metadata: { name: "a" }, spec: { priority: 1 } },
        { metadata: { name: "b" }, spec: { priority: 2 } },
      ],
    },
  }]);
  const pods = await clusterOver(transport).ns("shop").pods
    .where({ status: { phase: "Running" }, metadata: { labels: { tier: oneOf("web", "api") } } })
    .where((pod) => pod.spec?.priority === 2)
    .list();
  assert.deepEqual(pods.map((pod) => pod.metadata?.name), ["b"]);
  transport.done();
});

Deno.test("Query is immutable: one base serves two queries", async () => {
  const transport = scenario([
    { request: `${PODS}?labelSelector=app=a`, body: podList([]) },
    { request: `${PODS}?labelSelector=app=b`, body: podList([]) },
  ]);
  const base = clusterOver(transport).ns("shop").pods;
  const a = base.where({ metadata: { labels: { app: "a" } } });
  const b = base.where({ metadata: { labels: { app: "b" } } });
  await a.list();
  await b.list();
  transport.done();
});

Deno.test("Query iterates page by page, following continue tokens", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a", "b"], { continue: "t1" }) },
    { request: `${PODS}?limit=500&continue=t1`, body: podList(["c"]) },
  ]);
  const names: (string | undefined)[] = [];
  for await (const pod of clusterOver(transport).ns("shop").pods) names.push(pod.metadata?.name);
  assert.deepEqual(names, ["a", "b", "c"]);
  transport.done();
});

Deno.test("Query asks for fewer objects in a page when they are large", async () => {
  const annotations = { note: "x".repeat(20_000) };
  const items = ["a", "b"].map((name) => ({ metadata: { name, annotations } }));
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: { ...podList([], { continue: "t1" }), items } },
    // 1 MB in objects of 20 kB.
    { request: `${PODS}?limit=49&continue=t1`, body: podList(["c"], { continue: "t2" }) },
    { request: `${PODS}?limit=500&continue=t2`, body: podList(["d"]) },
  ]);
  let seen = 0;
  for await (const _ of clusterOver(transport).ns("shop").pods) seen++;
  assert.equal(seen, 4);
  transport.done();
});

Deno.test("Query goes on after an expired continue token with the one the server offers", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a"], { continue: "old" }) },
    {
      request: `${PODS}?limit=500&continue=old`,
      status: 410,
      body: { ...EXPIRED, metadata: { continue: "new" } },
    },
    { request: `${PODS}?limit=500&continue=new`, body: podList(["b"]) },
  ]);
  const names: (string | undefined)[] = [];
  for await (const pod of clusterOver(transport).ns("shop").pods) names.push(pod.metadata?.name);
  assert.deepEqual(names, ["a", "b"]);
  transport.done();
});

Deno.test("Query throws ExpiredError when the token expired and none is offered", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a"], { continue: "old" }) },
    { request: `${PODS}?limit=500&continue=old`, status: 410, body: EXPIRED },
  ]);
  const seen: unknown[] = [];
  await assert.rejects(async () => {
    for await (const pod of clusterOver(transport).ns("shop").pods) seen.push(pod);
  }, { name: "ExpiredError" });
  assert.equal(seen.length, 1);
});

Deno.test("Query stops reading pages when the loop is left", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a", "b"]) },
  ]);
  for await (const _ of clusterOver(transport).ns("shop").pods) break;
  transport.done();
});

Deno.test("Query.limit() is the page size where the server decides, and counts matches otherwise", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=2`, body: podList(["a", "b"], { continue: "t" }) },
    { request: `${PODS}?limit=500`, body: podList(["a", "b", "c"], { continue: "t" }) },
    { request: `${PODS}?limit=500&continue=t`, body: podList(["d"]) },
  ]);
  const { pods } = clusterOver(transport).ns("shop");
  assert.equal((await pods.limit(2).list()).length, 2);
  const notA = await pods.where((pod) => pod.metadata?.name !== "a").limit(2).list();
  assert.deepEqual(notA.map((pod) => pod.metadata?.name), ["b", "c"]);
  assert.deepEqual(await pods.limit(0).list(), []);
  assert.deepEqual(await pods.limit(0).names(), []);
  assert.deepEqual(await pods.limit(0).orderBy("metadata.name").list(), []);
  assert.deepEqual(await Array.fromAsync(pods.limit(0)), []);
  assert.equal(await pods.limit(0).first(), undefined);
  assert.equal(await pods.limit(0).count(), 0);
  assert.equal(await pods.limit(0).each(() => assert.fail("there is no object")), 0);
  assert.deepEqual((await pods.limit(0).table()).rows, []);
  await assert.rejects(() => pods.limit(0).one(), NotFoundError);
  assert.throws(() => pods.limit(1e21), RangeError);
});

Deno.test("Query.count() asks for one object and the number of the rest", async () => {
  const transport = scenario([{
    request: `${PODS}?limit=1`,
    accept: "as=PartialObjectMetadataList",
    body: podList(["a"], { continue: "t", remainingItemCount: 4999 }),
  }]);
  assert.equal(await clusterOver(transport).ns("shop").pods.count(), 5000);
  transport.done();
});

Deno.test("Query.count() counts rows without objects where the server can select", async () => {
  const transport = scenario([{
    request: `${PODS}?includeObject=None&labelSelector=app=web`,
    accept: "as=Table",
    body: table(["a", "b"]),
  }]);
  const web = clusterOver(transport).ns("shop").pods.where({
    metadata: { labels: { app: "web" } },
  });
  assert.equal(await web.count(), 2);
  transport.done();
});

Deno.test("Query.count() reads only metadata where the filter needs no more", async () => {
  const transport = scenario([{
    request: `${PODS}?limit=500`,
    accept: "as=PartialObjectMetadataList",
    body: podList(["web-0", "db-0", "web-1"]),
  }]);
  const count = await clusterOver(transport).ns("shop").pods
    .where("metadata.name", "like", "web-*").count();
  assert.equal(count, 2);
  transport.done();
});

Deno.test("Query.names() reads names without objects", async () => {
  const transport = scenario([{
    request: `${PODS}?includeObject=None`,
    accept: "as=Table",
    body: table(["b", "a"]),
  }]);
  assert.deepEqual(await clusterOver(transport).ns("shop").pods.names(), ["b", "a"]);
  transport.done();
});

Deno.test("Query.first() gives undefined and one() throws where nothing matches", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=1`, body: podList([]) },
    { request: `${PODS}?limit=2`, body: podList([]) },
    { request: `${PODS}?limit=2`, body: podList(["a", "b"]) },
  ]);
  const { pods } = clusterOver(transport).ns("shop");
  assert.equal(await pods.first(), undefined);
  await assert.rejects(pods.one(), NotFoundError);
  await assert.rejects(pods.one(), { name: "QueryError", message: /"a" and "b"/ });
});

Deno.test("Query.orderBy() sorts here before it limits", async () => {
  const transport = scenario([{
    request: PODS,
    body: {
      kind: "PodList",
      items: [3, 1, 2].map((n) => ({ metadata: { name: `p${n}` }, spec: { priority: n } })),
    },
  }]);
  const pods = await clusterOver(transport).ns("shop").pods.orderBy("spec.priority", "desc").limit(
    2,
  ).list();
  assert.deepEqual(pods.map((pod) => pod.metadata?.name), ["p3", "p2"]);
});

Deno.test("Query leaves out a field selector that the server does not know, and filters here", async () => {
  const transport = scenario([
    {
      request: `${PODS}?fieldSelector=spec.hostNetwork=true`,
      status: 400,
      body: {
        kind: "Status",
        reason: "BadRequest",
        code: 400,
        message: "field label not supported: spec.hostNetwork",
      },
    },
    {
      request: PODS,
      body: {
        kind: "PodList",
        items: [
          { metadata: { name: "a" }, spec: { hostNetwork: true } },
          { metadata: { name: "b" }, spec: {} },
        ],
      },
    },
  ]);
  const pods = await clusterOver(transport).ns("shop").pods.where({ spec: { hostNetwork: true } })
    .list();
  assert.deepEqual(pods.map((pod) => pod.metadata?.name), ["a"]);
  transport.done();
});

Deno.test("Query.get() uses one GET and checks the filter", async () => {
  const pod = { kind: "Pod", metadata: { name: "a", namespace: "shop", labels: { app: "web" } } };
  const transport = scenario([
    { request: `${PODS}/a`, body: pod },
    { request: `${PODS}/a`, body: pod },
  ]);
  const { pods } = clusterOver(transport).ns("shop");
  assert.equal(
    (await pods.where({ metadata: { labels: { app: "web" } } }).get("a")).metadata?.name,
    "a",
  );
  await assert.rejects(
    pods.where({ metadata: { labels: { app: "db" } } }).get("a"),
    { name: "NotFoundError", message: /does not match the query's filter/ },
  );
});

Deno.test("Query explains a refusal by the right that is missing", async () => {
  const transport = scenario([{
    request: PODS,
    status: 403,
    body: {
      kind: "Status",
      reason: "Forbidden",
      code: 403,
      message:
        'pods is forbidden: User "ci:bot" cannot list resource "pods" in API group "" in the namespace "shop"',
    },
  }]);
  await assert.rejects(clusterOver(transport).ns("shop").pods.list(), (error) => {
    assert.ok(error instanceof ForbiddenError);
    assert.equal(
      error.message,
      'Cannot list pods in "shop": forbidden for "ci:bot": needs verb "list" on "pods"',
    );
    return true;
  });
});

Deno.test("Query of all namespaces asks the whole cluster; the context's namespace is the default", async () => {
  const transport = scenario([
    { request: "GET /api/v1/pods", body: podList([]) },
    { request: "GET /api/v1/namespaces/default/pods", body: podList([]) },
    { request: "GET /api/v1/nodes", body: podList([]) },
  ]);
  const cluster = clusterOver(transport);
  await cluster.ns("*").pods.list();
  await cluster.ns().pods.list();
  await cluster.nodes.list();
  transport.done();
});

Deno.test("ns() refuses names that could change the path", () => {
  const cluster = clusterOver(scenario([]));
  for (const name of ["", "a/b", "..", "%2e", "x".repeat(254)]) {
    assert.throws(() => cluster.ns(name), QueryError, name);
  }
  assert.throws(() => cluster.ns("shop").pod("../secrets/x"), QueryError);
});

Deno.test("Query.kind() refuses a cluster-scoped kind in a namespace", async () => {
  const cluster = clusterOver(scenario([]));
  await assert.rejects(
    cluster.ns("shop").kind("nodes").list(),
    { name: "QueryError", message: /cluster-scoped: write cluster\.kind\("nodes"\)/ },
  );
});

Deno.test("Ref.find() gives undefined and exists() false where the object is missing", async () => {
  const missing = {
    request: "GET /apis/apps/v1/namespaces/shop/deployments/web",
    status: 404,
    body: {
      kind: "Status",
      reason: "NotFound",
      code: 404,
      message: 'deployments.apps "web" not found',
      details: { name: "web", group: "apps", kind: "deployments" },
    },
  };
  const transport = scenario([missing, missing, missing]);
  const web = clusterOver(transport).ns("shop").deployment("web");
  assert.equal(await web.find(), undefined);
  assert.equal(await web.exists(), false);
  await assert.rejects(web.get(), {
    name: "NotFoundError",
    message: 'Cannot get deployment "shop/web": not found',
  });
});

Deno.test("Cluster.raw() gives any response, and refuses writes when read-only", async () => {
  const transport = scenario([{ request: "GET /readyz", status: 500, body: "not ready" }]);
  const cluster = await clusterOver(transport, { readOnly: true }).open();
  const response = await cluster.raw("/readyz");
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "not ready");
  await assert.rejects(cluster.raw("/api/v1/namespaces", { method: "POST" }), {
    name: "GrantError",
  });
});

Deno.test("Query stops at its deadline with what it was doing", async () => {
  const transport = scenario([]);
  await assert.rejects(
    clusterOver(transport).ns("shop").pods.list({ timeout: { timeoutMs: 0 } }),
    { name: "TimeoutError", message: /Cannot list pods in "shop": not done after 0 ms/ },
  );
});

Deno.test("Query throws the reason of an aborted signal", async () => {
  const reason = new Error("stop");
  const transport = scenario([]);
  await assert.rejects(
    clusterOver(transport).ns("shop").pods.list({ signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
});

Deno.test("Query reads whole objects to count and name by a field that the server turned down", async () => {
  const refusal = {
    status: 400,
    body: {
      kind: "Status",
      reason: "BadRequest",
      code: 400,
      message: "field label not supported: spec.hostNetwork",
    },
  };
  const pods = {
    kind: "PodList",
    items: [{ metadata: { name: "a" }, spec: { hostNetwork: true } }, { metadata: { name: "b" } }],
  };
  const transport = scenario([
    { request: `${PODS}?fieldSelector=spec.hostNetwork=true&includeObject=None`, ...refusal },
    { request: `${PODS}?fieldSelector=spec.hostNetwork=true&limit=500`, ...refusal },
    { request: `${PODS}?limit=500`, accept: "drop=metadata.managedFields", body: pods },
  ]);
  const onHost = clusterOver(transport).ns("shop").pods.where({ spec: { hostNetwork: true } });
  assert.equal(await onHost.count(), 1);
  transport.done();
});

Deno.test("Query passes the server's complaint on about a field that none can select by", async () => {
  const transport = scenario([{
    request: `${PODS}?fieldSelector=spec.foo=1`,
    status: 400,
    body: {
      kind: "Status",
      reason: "BadRequest",
      code: 400,
      message: "field label not supported: spec.foo",
    },
  }]);
  await assert.rejects(
    clusterOver(transport).ns("shop").pods.selector({ fields: "spec.foo=1" }).list(),
    { name: "ApiError", message: /field label not supported: spec\.foo/ },
  );
});

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
    { request: `${path}?fieldSelector=spec.issuer=ca`, body: podList([]) },
    { request: `${path}?labelSelector=app=web`, body: podList([]) },
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
    { request: `GET ${path}?fieldSelector=spec.color=red`, body: podList([]) },
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
