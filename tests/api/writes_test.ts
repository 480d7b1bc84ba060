import assert from "node:assert/strict";
import { ref } from "../../lib/api/connect.ts";
import { isNotFound } from "../../lib/core/errors.ts";
import { clusterOver, type Exchange, scenario } from "../_support/scenario.ts";

const PARAMETERS = "fieldManager=skiff&fieldValidation=Strict";
const MAPS = "/api/v1/namespaces/shop/configmaps";

function connected(
  exchanges: readonly Exchange[],
  options: Parameters<typeof clusterOver>[1] = {},
) {
  const transport = scenario(exchanges);
  return {
    transport,
    cluster: clusterOver(transport, options),
    shop: clusterOver(transport, options).ns("shop"),
  };
}

function configMap(name: string, more: object = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop", ...more } };
}

const NOT_FOUND = {
  status: 404,
  body: {
    kind: "Status",
    code: 404,
    reason: "NotFound",
    message: 'configmaps "app" not found',
    details: { name: "app", kind: "configmaps" },
  },
};

Deno.test("NamespaceScope.create() fills in the namespace, and the object leads back to its cluster", async () => {
  const { transport, shop } = connected([
    { request: `POST ${MAPS}?${PARAMETERS}`, sent: configMap("app"), body: configMap("app") },
    { request: `GET ${MAPS}/app`, body: configMap("app") },
  ]);
  const created = await shop.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app" },
  });
  await ref(created).get();
  transport.done();
});

Deno.test("NamespaceScope.create() finds a kind that is not built in", async () => {
  const { transport, shop } = connected([
    { request: "GET /api", body: { kind: "APIGroupDiscoveryList", items: [] } },
    {
      request: "GET /apis",
      body: {
        kind: "APIGroupDiscoveryList",
        items: [{
          metadata: { name: "example.com" },
          versions: [{
            version: "v1",
            resources: [{
              resource: "widgets",
              responseKind: { group: "example.com", version: "v1", kind: "Widget" },
              scope: "Namespaced",
              singularResource: "widget",
              verbs: ["create", "get"],
            }],
          }],
        }],
      },
    },
    {
      request: `POST /apis/example.com/v1/namespaces/shop/widgets?${PARAMETERS}`,
      body: { kind: "Widget", metadata: { name: "a" } },
    },
  ]);
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } };
  await shop.create(widget);
  transport.done();
});

Deno.test("create() refuses an object that does not fit where it is to go", async () => {
  const { cluster } = connected([]);
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app", namespace: "other" },
  };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "x" } };
  const cases: readonly [() => Promise<unknown>, RegExp][] = [
    [
      () => cluster.ns("shop").create(map),
      /^Cannot create configmap "shop\/app": metadata\.namespace says "other", which contradicts "shop"$/,
    ],
    [
      () => cluster.ns().create(map),
      /^Cannot create configmap "default\/app": metadata\.namespace says "other", which contradicts "default"$/,
    ],
    [
      () => cluster.ns("shop").create(namespace as never),
      /^Cannot create namespace: Namespace is cluster-scoped: write cluster\.create\(\.\.\.\)$/,
    ],
    [
      () => cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app" } }),
      /^Cannot create configmap: it lives in a namespace: write ns\("\.\.\."\)\.create/,
    ],
    [() => cluster.create({} as never), /^Cannot create an object: it has no apiVersion: write/],
    [() => cluster.create(null as never), /^Cannot create an object: null was given$/],
    [() => cluster.create([] as never), /^Cannot create an object: a list was given$/],
    [() => cluster.ns("*").configMap("app").create({}), /it may be in any namespace/],
  ];
  for (const [create, message] of cases) {
    await assert.rejects(create(), { name: "QueryError", message });
  }
});

Deno.test('ns("*") and cluster create where the object says', async () => {
  const sent = { ...configMap("app"), metadata: { name: "app", namespace: "shop" } };
  const exchange = { request: `POST ${MAPS}?${PARAMETERS}`, sent, body: sent };
  const { transport, cluster } = connected([exchange, exchange]);
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app", namespace: "shop" },
  } as const;
  await cluster.ns("*").create(map);
  await cluster.create(map);
  transport.done();
});

Deno.test("Ref writes by its own kind, namespace and name", async () => {
  const at = `${MAPS}/app?${PARAMETERS}`;
  const { transport, shop } = connected([
    { request: `PATCH ${at}`, contentType: "application/apply-patch+yaml", body: configMap("app") },
    {
      request: `PATCH ${at}`,
      contentType: "application/strategic-merge-patch+json",
      body: configMap("app"),
    },
    { request: `PATCH ${at}`, contentType: "application/merge-patch+json", body: configMap("app") },
    { request: `PATCH ${at}`, contentType: "application/json-patch+json", body: configMap("app") },
    { request: `PUT ${at}`, body: configMap("app") },
    { request: `PATCH ${at}`, sent: { metadata: { labels: { a: "b" } } }, body: configMap("app") },
    {
      request: `PATCH ${at}`,
      sent: { metadata: { annotations: { a: null } } },
      body: configMap("app"),
    },
  ]);
  const app = shop.configMap("app");
  await app.apply({ data: { a: "1" } });
  await app.patch({ data: { a: "1" } });
  await app.patch({ data: { a: "1" } }, { type: "merge" });
  await app.patch([{ op: "remove", path: "/data" }]);
  await app.replace({ data: {} });
  await app.label({ a: "b" });
  await app.annotate({ a: null });
  transport.done();
});

Deno.test("Ref.delete() says what became of the object, as kubectl would", async () => {
  const ending = {
    ...configMap("app", { uid: "u1", finalizers: ["a.b/c"], deletionTimestamp: "x" }),
  };
  const { transport, shop } = connected([
    { request: `DELETE ${MAPS}/app`, body: { kind: "Status", details: { uid: "u1" } } },
    { request: `DELETE ${MAPS}/app`, body: ending },
    { request: `DELETE ${MAPS}/app`, body: ending },
    { request: `DELETE ${MAPS}/app`, ...NOT_FOUND },
    { request: `DELETE ${MAPS}/app`, ...NOT_FOUND },
  ]);
  const app = shop.configMap("app");
  const gone = await app.delete();
  assert.deepEqual([gone.state, gone.uid, `${gone}`], ["deleted", "u1", "configmap/app deleted"]);
  assert.equal(`${await app.delete()}`, 'configmap/app deleting: held by finalizers "a.b/c"');
  assert.equal(`${await app.delete({ dryRun: true })}`, "configmap/app deleted (server dry run)");
  await assert.rejects(app.delete(), isNotFound);
  assert.equal(
    `${await app.delete({ ignoreNotFound: true })}`,
    "configmap/app skipped: it does not exist",
  );
  transport.done();
});

Deno.test("Ref.value() decodes one value of a Secret, and names the keys when there is no such", async () => {
  const secret = {
    kind: "Secret",
    metadata: {},
    data: { password: "aHVudGVyMg==", user: "YWRtaW4=" },
  };
  const at = "GET /api/v1/namespaces/shop/secrets/db";
  const { transport, shop, cluster } = connected([
    { request: at, body: secret },
    { request: at, body: secret },
    { request: at, body: secret },
    { request: at, body: { kind: "Secret", metadata: {} } },
  ]);
  const db = shop.secret("db");
  const password = await db.value("password");
  assert.deepEqual([password.text(), `${password}`], ["hunter2", "[hidden]"]);
  const cannot = 'Cannot get a value of secret "shop/db": ';
  await assert.rejects(db.value("passwrd"), {
    name: "NotFoundError",
    message: `${cannot}it has no key "passwrd": did you mean "password"`,
  });
  await assert.rejects(db.value("x"), {
    message: `${cannot}it has no key "x": its keys are password, user`,
  });
  await assert.rejects(db.value("toString"), {
    message: `${cannot}it has no key "toString": it is empty`,
  });
  transport.done();
  await assert.rejects(cluster.ns("shop").configMaps.ref("app").value("x" as never), {
    name: "QueryError",
    message: 'Cannot get a value of configmap "shop/app": ConfigMap has no values to decode',
  });
});

Deno.test("Verbs that write are refused on a read-only connection, each in its own words", async () => {
  const { shop } = connected([], { readOnly: true });
  const app = shop.configMap("app");
  for (
    const [verb, write] of Object.entries({
      create: () => app.create({}),
      apply: () => app.apply({}),
      patch: () => app.patch({}),
      replace: () => app.replace({}),
      label: () => app.label({ a: "b" }),
      annotate: () => app.annotate({ a: "b" }),
      delete: () => app.delete(),
    })
  ) {
    await assert.rejects(write(), {
      name: "GrantError",
      message:
        `Cannot ${verb} configmap "shop/app": the connection is read-only: connect without readOnly`,
    });
  }
});
