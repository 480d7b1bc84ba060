import assert from "node:assert/strict";
import { BatchError, type WriteOutcomes } from "../../lib/core/outcomes.ts";
import { EXIT_CODES, exitCodeOf } from "../../lib/core/errors.ts";
import { clusterOver, type Exchange, scenario } from "../_support/scenario.ts";

const PARAMETERS = "fieldManager=skiff&fieldValidation=Strict";
const MAPS = "/api/v1/namespaces/shop/configmaps";
const LIST = `GET ${MAPS}?labelSelector=app=web&limit=500`;

function item(
  name: string,
  resourceVersion: string,
  labels: object = { app: "web" },
  uid = `u-${name}`,
) {
  return { metadata: { name, namespace: "shop", uid, resourceVersion, labels } };
}

function list(...items: readonly object[]): object {
  return { kind: "ConfigMapList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items };
}

function object(name: string, resourceVersion: string, labels?: object, uid?: string): object {
  return { kind: "ConfigMap", ...item(name, resourceVersion, labels, uid) };
}

function failure(
  status: number,
  reason: string,
  message: string,
  details: object = { name: "x", kind: "configmaps" },
) {
  return { status, body: { kind: "Status", code: status, reason, message, details } };
}

const CHANGED = failure(
  409,
  "Conflict",
  'Operation cannot be fulfilled on ConfigMap "x": it has been modified',
);
const GONE = failure(404, "NotFound", "not found", { name: "a", kind: "configmaps" });

function deleteOf(name: string, resourceVersion: string) {
  return {
    request: `DELETE ${MAPS}/${name}`,
    sent: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Background",
      preconditions: { uid: `u-${name}`, resourceVersion },
    },
  };
}

const DELETED = { body: { kind: "Status", status: "Success", details: {} } };

function web(exchanges: readonly Exchange[]) {
  const transport = scenario(exchanges);
  const query = clusterOver(transport).ns("shop").configMaps
    .where({ metadata: { labels: { app: "web" } } });
  return { transport, query };
}

function lines(outcomes: WriteOutcomes): string[] {
  return [...outcomes].map(String);
}

Deno.test("Query.delete() deletes each object in the version in which it matched", async () => {
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1"), item("b", "2")) },
    { ...deleteOf("a", "1"), ...DELETED },
    { ...deleteOf("b", "2"), ...DELETED },
  ]);
  const outcomes = await query.delete({ concurrency: 1 });
  assert.deepEqual(lines(outcomes), ["configmap/a deleted", "configmap/b deleted"]);
  assert.equal(
    `${outcomes}`,
    "NAME   OUTCOME\na      deleted\nb      deleted",
  );
  transport.done();
});

Deno.test("Query.delete() asks the whole filter again, whatever the server selected", async () => {
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1", { app: "other" }), item("b", "2")) },
    { ...deleteOf("b", "2"), ...DELETED },
  ]);
  assert.deepEqual(lines(await query.delete()), ["configmap/b deleted"]);
  transport.done();
});

Deno.test("what a predicate does to its object changes nothing of what is sent", async () => {
  const transport = scenario([
    { request: `GET ${MAPS}?limit=500`, body: list(item("a", "1"), item("b", "2")) },
    { ...deleteOf("a", "1"), ...DELETED },
    { ...deleteOf("b", "2"), ...DELETED },
  ]);
  const query = clusterOver(transport).ns("shop").configMaps.where((map) => {
    Object.assign(map.metadata ?? {}, { name: "other", uid: "x", resourceVersion: "0" });
    return true;
  });
  assert.deepEqual(lines(await query.delete({ concurrency: 1 })), [
    "configmap/a deleted",
    "configmap/b deleted",
  ]);
  transport.done();
});

Deno.test("Query.delete() leaves alone what has changed and no longer matches, and tries again what still does", async () => {
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1"), item("b", "2"), item("c", "3"), item("d", "4")) },
    { ...deleteOf("a", "1"), ...CHANGED },
    { request: `GET ${MAPS}/a`, body: object("a", "5", { app: "other" }) },
    { ...deleteOf("b", "2"), ...CHANGED },
    { request: `GET ${MAPS}/b`, body: object("b", "6") },
    { ...deleteOf("b", "6"), ...DELETED },
    { ...deleteOf("c", "3"), ...CHANGED },
    { request: `GET ${MAPS}/c`, body: object("c", "7", { app: "web" }, "another") },
    { ...deleteOf("d", "4"), ...GONE },
  ]);
  assert.deepEqual(lines(await query.delete({ concurrency: 1 })), [
    "configmap/a skipped: it has changed and no longer matches",
    "configmap/b deleted",
    "configmap/c skipped: another object has its name now",
    "configmap/d skipped: it is gone already",
  ]);
  transport.done();
});

Deno.test("Query.delete() gives up on an object that changes all the time", async () => {
  const attempt = [{ ...deleteOf("a", "1"), ...CHANGED }, {
    request: `GET ${MAPS}/a`,
    body: object("a", "1"),
  }];
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1")) },
    ...Array.from({ length: 5 }, () => attempt).flat().slice(0, -1),
  ]);
  await assert.rejects(query.delete(), {
    name: "BatchError",
    message: 'Cannot delete 1 of 1 configmaps in "shop": configmap "shop/a": it has been modified',
  });
  transport.done();
});

Deno.test("Query.delete() goes on after an error, and reports every object", async () => {
  const forbidden = failure(
    403,
    "Forbidden",
    'User "ci" cannot delete resource "configmaps" in API group ""',
  );
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1"), item("b", "2"), item("c", "3")) },
    { ...deleteOf("a", "1"), ...forbidden },
    { ...deleteOf("b", "2"), ...DELETED },
    { ...deleteOf("c", "3"), ...forbidden },
  ]);
  await assert.rejects(query.delete({ concurrency: 1 }), (error: unknown) => {
    assert.ok(error instanceof BatchError);
    assert.match(
      error.message,
      /^Cannot delete 2 of 3 configmaps in "shop": configmap "shop\/a": forbidden for "ci".*; configmap "shop\/c": forbidden/,
    );
    assert.deepEqual([...error.outcomes].map(({ name, state }) => `${name} ${state}`), [
      "a failed",
      "b deleted",
      "c failed",
    ]);
    assert.equal(error.errors.length, 2);
    assert.equal(exitCodeOf(error), EXIT_CODES.forbidden);
    return true;
  });
  transport.done();
});

Deno.test("Verbs that write refuse a query without a filter, before anything is listed", async () => {
  const transport = scenario([]);
  const all = clusterOver(transport).ns("shop").deployments;
  for (
    const query of [
      all,
      all.where({}),
      all.limit(3),
      all.selector({ labels: "" }),
      all.where({ metadata: { labels: {} } }),
    ]
  ) {
    for (
      const [verb, write] of Object.entries({
        delete: () => query.delete(),
        patch: () => query.patch({ spec: {} }),
        label: () => query.label({ a: "b" }),
        annotate: () => query.annotate({ a: "b" }),
        scale: () => query.scale(0),
      })
    ) {
      await assert.rejects(write(), {
        name: "QueryError",
        message:
          `Cannot ${verb} deployments in "shop": the query has no filter: add where() or all()`,
      });
    }
  }
});

Deno.test("Query.all() says that all are meant", async () => {
  const transport = scenario([
    { request: `GET ${MAPS}?limit=500`, body: list(item("a", "1")) },
    { ...deleteOf("a", "1"), ...DELETED },
  ]);
  await clusterOver(transport).ns("shop").configMaps.all().delete();
  transport.done();
});

Deno.test("Query.limit() limits how many are changed", async () => {
  const { transport, query } = web([
    {
      request: `GET ${MAPS}?labelSelector=app=web&limit=1`,
      body: list(item("a", "1"), item("b", "2")),
    },
    { ...deleteOf("a", "1"), ...DELETED },
  ]);
  assert.equal((await query.limit(1).delete()).length, 1);
  transport.done();
});

Deno.test("Query.patch() makes each type of patch fail on another version", async () => {
  const at = `PATCH ${MAPS}/a?${PARAMETERS}`;
  const listed = { request: LIST, body: list(item("a", "1")) };
  const { transport, query } = web([
    listed,
    {
      request: at,
      contentType: "application/strategic-merge-patch+json",
      sent: { data: { x: "1" }, metadata: { labels: { y: "2" }, resourceVersion: "1" } },
      body: object("a", "2"),
    },
    listed,
    {
      request: at,
      contentType: "application/json-patch+json",
      sent: [
        { op: "add", path: "/metadata/resourceVersion", value: "1" },
        { op: "remove", path: "/data" },
      ],
      body: object("a", "1"),
    },
  ]);
  const patched = await query.patch({ data: { x: "1" }, metadata: { labels: { y: "2" } } });
  assert.deepEqual(lines(patched), ["configmap/a patched"]);
  const unchanged = await query.patch([{ op: "remove", path: "/data" }]);
  assert.deepEqual(lines(unchanged), ["configmap/a unchanged"]);
  transport.done();
});

Deno.test("Query.label(), annotate() and scale() change the version that matched", async () => {
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1")) },
    {
      request: `PATCH ${MAPS}/a?dryRun=All&${PARAMETERS}`,
      sent: { metadata: { labels: { tier: "x" }, resourceVersion: "1" } },
      body: object("a", "2"),
    },
    { request: LIST, body: list(item("a", "1")) },
    {
      request: `PATCH ${MAPS}/a?${PARAMETERS}`,
      sent: { metadata: { annotations: { note: null }, resourceVersion: "1" } },
      body: object("a", "2"),
    },
  ]);
  assert.deepEqual(lines(await query.label({ tier: "x" }, { dryRun: true })), [
    "configmap/a labeled (server dry run)",
  ]);
  assert.deepEqual(lines(await query.annotate({ note: null })), ["configmap/a annotated"]);
  transport.done();
  const deployments = "/apis/apps/v1/namespaces/shop/deployments";
  const scaling = scenario([
    { request: `GET ${deployments}?labelSelector=app=web&limit=500`, body: list(item("a", "1")) },
    {
      request: `PATCH ${deployments}/a/scale?${PARAMETERS}`,
      sent: { metadata: { resourceVersion: "1" }, spec: { replicas: 0 } },
      body: { kind: "Scale", metadata: { resourceVersion: "2" }, spec: { replicas: 0 } },
    },
  ]);
  const scaled = await clusterOver(scaling).ns("shop").deployments
    .where({ metadata: { labels: { app: "web" } } }).scale(0);
  assert.deepEqual(lines(scaled), ["deployment/a scaled"]);
  scaling.done();
});

Deno.test("Query refuses what cannot work for any object, before anything is listed", async () => {
  const { query } = web([]);
  const cannot = (verb: string) => new RegExp(`^Cannot ${verb} configmaps in "shop": `);
  await assert.rejects(query.patch(null as never), {
    name: "QueryError",
    message: cannot("patch"),
  });
  await assert.rejects(query.patch({ data: { x: undefined } } as never), {
    message: cannot("patch"),
  });
  await assert.rejects(query.patch({}, { type: "x" as never }), { message: cannot("patch") });
  await assert.rejects(query.label({}), { name: "QueryError", message: cannot("label") });
  await assert.rejects(query.label({ a: "not valid!" }), { name: "QueryError" });
  await assert.rejects(query.scale(3 as never), { name: "QueryError", message: cannot("scale") });
  await assert.rejects(query.delete({ concurrency: 0 }), { name: "RangeError" });
});

Deno.test("Query.delete() stops at a signal, and throws its reason", async () => {
  const stop = new AbortController();
  const { transport, query } = web([
    { request: LIST, body: list(item("a", "1"), item("b", "2")) },
    {
      ...deleteOf("a", "1"),
      get body() {
        stop.abort(new Error("enough"));
        return { kind: "Status", details: {} };
      },
    },
  ]);
  await assert.rejects(query.delete({ signal: stop.signal, concurrency: 1 }), {
    message: "enough",
  });
  transport.done();
});

Deno.test("WriteOutcomes prints namespaces where there are several, and is data in JSON", async () => {
  const transport = scenario([
    {
      request: "GET /api/v1/configmaps?fieldSelector=metadata.name=a&limit=500",
      body: list(item("a", "1"), {
        metadata: { name: "a", namespace: "b\u001b[31m", uid: "2", resourceVersion: "2" },
      }),
    },
    { ...deleteOf("a", "1"), ...DELETED },
    { request: "DELETE /api/v1/namespaces/b\u001b[31m/configmaps/a", ...DELETED },
  ]);
  const query = clusterOver(transport).ns("*").configMaps.where({ metadata: { name: "a" } });
  const outcomes = await query.delete({ concurrency: 1 });
  assert.match(Deno.inspect(outcomes), /^NAMESPACE +NAME +OUTCOME\nshop +a +deleted/);
  // deno-lint-ignore no-control-regex -- that there is none is what is tested
  assert.doesNotMatch(Deno.inspect(outcomes), /\u001b/);
  assert.deepEqual(JSON.parse(JSON.stringify(outcomes))[0], {
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: "shop",
    name: "a",
    uid: "u-a",
    state: "deleted",
    dryRun: false,
  });
});
