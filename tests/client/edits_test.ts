import assert from "node:assert/strict";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { editObject } from "../../lib/client/edits.ts";
import { markObject } from "../../lib/client/labels.ts";
import { kindOf, refused, scripted } from "./_session.ts";

const CONFIG_MAP = kindOf("v1", "ConfigMap");
const SECRET = kindOf("v1", "Secret");
const APP = { name: "app", namespace: "shop" };
const PATH = "/api/v1/namespaces/shop/configmaps/app";
const GET = `GET ${PATH}`;
const PATCH = `PATCH ${PATH}?fieldManager=skiff&fieldValidation=Strict`;
const CHANGED = refused(409, "Conflict", "the object has been modified");

function app(resourceVersion: string, more: object = { data: { a: "1" } }) {
  return { kind: "ConfigMap", metadata: { name: "app", resourceVersion }, ...more };
}

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

Deno.test("editObject() sends what differs, of the version that was read", async () => {
  const { session, transport } = scripted([
    { request: GET, body: app("7", { data: { a: "1", b: "2" } }) },
    {
      request: PATCH,
      contentType: "application/merge-patch+json",
      sent: { data: { a: "3", b: null }, metadata: { resourceVersion: "7" } },
      body: app("8"),
    },
  ]);
  const after = await editObject(session, CONFIG_MAP, APP, (object: ConfigMap) => {
    object.data = { a: "3" };
  });
  assert.equal(after.metadata?.resourceVersion, "8");
  transport.done();
});

Deno.test("editObject() writes nothing when nothing differs", async () => {
  const { session, transport } = scripted([{ request: GET, body: app("7") }]);
  // What an arrow function happens to return is no object to be written.
  const after = await editObject(
    session,
    CONFIG_MAP,
    APP,
    (object: ConfigMap) => object.data = { a: "1" },
  );
  assert.equal(after.metadata?.resourceVersion, "7");
  transport.done();
});

Deno.test("editObject() reads anew and edits anew when the object has changed", async () => {
  const { session, transport } = scripted([
    { request: GET, body: app("7") },
    { request: PATCH, sent: { data: { n: "1" }, metadata: { resourceVersion: "7" } }, ...CHANGED },
    { request: GET, body: app("8", { data: { a: "1", n: "5" } }) },
    {
      request: PATCH,
      sent: { data: { n: "6" }, metadata: { resourceVersion: "8" } },
      body: app("9"),
    },
  ]);
  await editObject(session, CONFIG_MAP, APP, async (object: ConfigMap) => {
    await Promise.resolve();
    object.data = { ...object.data, n: String(Number(object.data?.["n"] ?? 0) + 1) };
  });
  transport.done();
});

Deno.test("editObject() gives up after five conflicts", async () => {
  const attempt = [{ request: GET, body: app("7") }, { request: PATCH, ...CHANGED }];
  const { session, transport } = scripted(Array.from({ length: 5 }, () => attempt).flat());
  await assert.rejects(
    editObject(session, CONFIG_MAP, APP, (object: ConfigMap) => object.data = {}),
    {
      name: "ConflictError",
      message: 'Cannot edit configmap "shop/app": the object has been modified',
    },
  );
  transport.done();
});

Deno.test("editObject() does not try again what is no conflict of versions", async () => {
  const owned = refused(409, "Conflict", "Apply failed", {
    causes: [{ reason: "FieldManagerConflict", field: ".data.a", message: 'conflict with "x"' }],
  });
  for (const answer of [owned, refused(409, "AlreadyExists", "x"), refused(422, "Invalid", "x")]) {
    const { session, transport } = scripted([
      { request: GET, body: app("7") },
      { request: PATCH, ...answer },
    ]);
    await assert.rejects(
      editObject(session, CONFIG_MAP, APP, (object: ConfigMap) => object.data = {}),
      { verb: "edit" },
    );
    transport.done();
  }
});

Deno.test("editObject() keeps one deadline over all attempts, and stops at a signal", async () => {
  const { session } = scripted([{ request: GET, body: app("7") }]);
  await assert.rejects(
    editObject(session, CONFIG_MAP, APP, async (object: ConfigMap) => {
      object.data = {};
      await new Promise((resolve) => setTimeout(resolve, 20));
    }, { timeout: "10ms" }),
    { name: "TimeoutError", message: /^Cannot edit configmap "shop\/app"/ },
  );
  const stop = new AbortController();
  const other = scripted([{ request: GET, body: app("7") }]);
  await assert.rejects(
    editObject(other.session, CONFIG_MAP, APP, () => stop.abort(new Error("enough")), {
      signal: stop.signal,
    }).then(() => other.session.transport.send("/", { signal: stop.signal })),
    { message: "enough" },
  );
});

Deno.test("editObject() of a Secret takes text as stringData", async () => {
  const path = "/api/v1/namespaces/shop/secrets/app";
  const { session, transport } = scripted([
    {
      request: `GET ${path}`,
      body: { kind: "Secret", metadata: { resourceVersion: "1" }, data: { a: "YQ==" } },
    },
    {
      request: `PATCH ${path}?fieldManager=skiff&fieldValidation=Strict`,
      sent: { data: { password: "aHVudGVyMg==" }, metadata: { resourceVersion: "1" } },
      body: { kind: "Secret", metadata: {} },
    },
  ]);
  await editObject(session, SECRET, APP, (object) => {
    Object.assign(object, { stringData: { password: "hunter2" } });
  });
  transport.done();
});

Deno.test("markObject() sets and removes in one patch", async () => {
  const { session, transport } = scripted([
    {
      request: PATCH,
      sent: { metadata: { labels: { "a.b/c": "x", old: null } } },
      body: app("8"),
    },
    { request: PATCH, sent: { metadata: { annotations: { note: "any text!" } } }, body: app("9") },
  ]);
  await markObject(session, CONFIG_MAP, APP, {
    field: "labels",
    changes: { "a.b/c": "x", old: null },
  });
  await markObject(session, CONFIG_MAP, APP, {
    field: "annotations",
    changes: { note: "any text!" },
  });
  transport.done();
});

Deno.test("markObject() refuses bad keys and values, and sends nothing", async () => {
  const { session } = scripted([]);
  const cases: readonly ["labels" | "annotations", unknown, RegExp][] = [
    ["labels", {}, /Cannot label configmap "shop\/app": no labels are given/],
    ["annotations", null, /Cannot annotate configmap "shop\/app": no annotations are given/],
    ["labels", { a: "not valid!" }, /Cannot use "not valid!" as label value of "a"/],
    ["labels", { "a b": "x" }, /Cannot use "a b" as label key/],
    ["annotations", { "a b": "x" }, /Cannot use "a b" as annotation key/],
    ["labels", { a: 1 }, /labels\["a"\] is a number: give text/],
    ["labels", { a: undefined }, /labels\["a"\] is undefined: give text/],
    ["labels", { a: "x".repeat(64) }, /as label value/],
  ];
  for (const [field, changes, message] of cases) {
    await assert.rejects(
      markObject(session, CONFIG_MAP, APP, { field, changes: changes as Record<string, string> }),
      { name: "QueryError", message },
    );
  }
});

Deno.test("markObject() overwrites nothing when told not to", async () => {
  const object = {
    kind: "ConfigMap",
    metadata: { resourceVersion: "7", labels: { a: "1", b: "2" } },
  };
  const { session, transport } = scripted([
    { request: GET, body: object },
    { request: GET, body: object },
    {
      request: PATCH,
      sent: { metadata: { labels: { a: "1", c: "3" }, resourceVersion: "7" } },
      body: object,
    },
  ]);
  await assert.rejects(
    markObject(session, CONFIG_MAP, APP, { field: "labels", changes: { a: "9", b: "2" } }, {
      overwrite: false,
    }),
    {
      name: "ConflictError",
      message: 'Cannot label configmap "shop/app": "a" is "1" already: overwrite is false',
    },
  );
  await markObject(session, CONFIG_MAP, APP, { field: "labels", changes: { a: "1", c: "3" } }, {
    overwrite: false,
  });
  transport.done();
});
