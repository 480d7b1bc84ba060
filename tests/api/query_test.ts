import assert from "node:assert/strict";
import { ForbiddenError, NotFoundError, QueryError } from "../../lib/core/errors.ts";
import { oneOf } from "../../lib/query/operators.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";
import { podList, PODS } from "./_pods.ts";

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
