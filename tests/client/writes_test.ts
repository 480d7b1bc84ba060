import assert from "node:assert/strict";
import {
  applyObject,
  createObject,
  defaultPatchType,
  patchObject,
  replaceObject,
} from "../../lib/client/writes.ts";
import { GADGET, kindOf, refused, scripted } from "./_session.ts";

const DEPLOYMENT = kindOf("apps/v1", "Deployment");
const CONFIG_MAP = kindOf("v1", "ConfigMap");
const SECRET = kindOf("v1", "Secret");
const NAMESPACE = kindOf("v1", "Namespace");
const WEB = { name: "web", namespace: "shop" };
const DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments";
const PARAMETERS = "fieldManager=skiff&fieldValidation=Strict";
const ANSWER = { kind: "Deployment", metadata: { name: "web", managedFields: [{}] } };
const READ = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } };

Deno.test("createObject() posts the object with type, name and namespace filled in", async () => {
  const { session, transport } = scripted([{
    request: `POST ${DEPLOYMENTS}?${PARAMETERS}`,
    contentType: "application/json",
    accept: "drop=metadata.managedFields",
    sent: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      spec: { replicas: 1 },
      metadata: { labels: { a: "b" }, name: "web", namespace: "shop" },
    },
    status: 201,
    body: ANSWER,
  }]);
  const created = await createObject(session, DEPLOYMENT, WEB, {
    metadata: { labels: { a: "b" } },
    spec: { replicas: 1, paused: undefined },
  });
  assert.deepEqual(created, READ);
  transport.done();
});

Deno.test("createObject() leaves the name to the server where only a beginning is given", async () => {
  const { session, transport } = scripted([{
    request: `POST /api/v1/namespaces?${PARAMETERS}`,
    sent: { apiVersion: "v1", kind: "Namespace", metadata: { generateName: "test-" } },
    status: 201,
    body: { kind: "Namespace", metadata: { name: "test-x2k" } },
  }]);
  const created = await createObject(session, NAMESPACE, {}, {
    metadata: { generateName: "test-" },
  });
  assert.equal(created.metadata?.name, "test-x2k");
  transport.done();
});

Deno.test("createObject() refuses what contradicts itself, and sends nothing", async () => {
  const { session } = scripted([]);
  const cases: readonly [unknown, string][] = [
    [null, 'Cannot create configmap "shop/web": an object is needed, not null'],
    [[], 'Cannot create configmap "shop/web": an object is needed, not a list'],
    ["x", 'Cannot create configmap "shop/web": an object is needed, not a string'],
    [
      { metadata: { namespace: "other" } },
      'Cannot create configmap "shop/web": metadata.namespace says "other", which contradicts "shop"',
    ],
    [
      { metadata: { name: "api" } },
      'Cannot create configmap "shop/web": metadata.name says "api", which contradicts "web"',
    ],
    [
      { kind: "Secret" },
      'Cannot create configmap "shop/web": kind says "Secret", which contradicts "ConfigMap"',
    ],
    [
      { metadata: { resourceVersion: "7" } },
      'Cannot create configmap "shop/web": metadata.resourceVersion is set, so it exists: leave it out to copy',
    ],
    [
      { data: { n: NaN } },
      'Cannot create configmap "shop/web": data.n is NaN, which JSON has no number for',
    ],
  ];
  for (const [object, message] of cases) {
    await assert.rejects(createObject(session, CONFIG_MAP, WEB, object), {
      name: "QueryError",
      message,
    });
  }
  await assert.rejects(createObject(session, CONFIG_MAP, { namespace: "shop" }, {}), {
    name: "QueryError",
    message: /neither metadata\.name nor metadata\.generateName/,
  });
  await assert.rejects(
    createObject(session, CONFIG_MAP, { namespace: "shop" }, {
      metadata: { name: "x".repeat(254) },
    }),
    { name: "QueryError", message: /it has 254 characters, at most 253/ },
  );
});

Deno.test("replaceObject() puts the object with the version it was read at", async () => {
  const { session, transport } = scripted([{
    request: `PUT ${DEPLOYMENTS}/web/status?${PARAMETERS}`,
    sent: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { resourceVersion: "7", name: "web", namespace: "shop" },
    },
    body: ANSWER,
  }]);
  await replaceObject(session, DEPLOYMENT, WEB, { metadata: { resourceVersion: "7" } }, {
    subresource: "status",
  });
  transport.done();
});

Deno.test("patchObject() sends each type of patch with its content type", async () => {
  const cases = [
    ["merge", "application/merge-patch+json", { spec: { replicas: null } }],
    ["strategic", "application/strategic-merge-patch+json", { spec: { paused: true } }],
    ["json", "application/json-patch+json", [{ op: "remove", path: "/spec/paused" }]],
  ] as const;
  for (const [type, contentType, patch] of cases) {
    const { session, transport } = scripted([{
      request: `PATCH ${DEPLOYMENTS}/web?${PARAMETERS}`,
      contentType,
      sent: patch,
      body: ANSWER,
    }]);
    assert.deepEqual(await patchObject(session, DEPLOYMENT, WEB, { type, patch }), READ);
    transport.done();
  }
});

Deno.test("patchObject() refuses what is no patch, and sends nothing", async () => {
  const { session } = scripted([]);
  const cannot = 'Cannot patch deployment "shop/web": ';
  const cases = [
    ["merge", null, "a merge patch is an object, not null"],
    ["merge", "{}", "a merge patch is an object, not a string"],
    ["strategic", [], "a strategic patch is an object, not a list"],
    ["json", {}, "a JSON patch is a list of operations, not an object"],
    ["json", [{ op: "remove", path: "spec" }], 'operation 0 has a path without a leading "/"'],
    [
      "merge",
      { spec: { paused: undefined } },
      "spec.paused is undefined: leave the field out, or give null to remove it",
    ],
  ] as const;
  for (const [type, patch, fault] of cases) {
    await assert.rejects(patchObject(session, DEPLOYMENT, WEB, { type, patch }), {
      name: "QueryError",
      message: cannot + fault,
    });
  }
});

Deno.test("defaultPatchType() is kubectl's for what is built in, and merge for the rest", () => {
  assert.equal(defaultPatchType(DEPLOYMENT, {}), "strategic");
  assert.equal(defaultPatchType({ ...DEPLOYMENT, version: "v1beta1" }, {}), "strategic");
  assert.equal(defaultPatchType(GADGET, {}), "merge");
  assert.equal(defaultPatchType(DEPLOYMENT, []), "json");
});

Deno.test("applyObject() says who applies and whether by force", async () => {
  const sent = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { replicas: 2 },
    metadata: { name: "web", namespace: "shop" },
  };
  const { session, transport } = scripted([
    {
      request: `PATCH ${DEPLOYMENTS}/web?${PARAMETERS}`,
      contentType: "application/apply-patch+yaml",
      sent,
      body: ANSWER,
    },
    {
      request:
        `PATCH ${DEPLOYMENTS}/web?dryRun=All&fieldManager=ci&fieldValidation=Warn&force=true`,
      sent,
      body: ANSWER,
    },
  ]);
  await applyObject(session, DEPLOYMENT, WEB, { spec: { replicas: 2 } });
  await applyObject(session, DEPLOYMENT, WEB, { spec: { replicas: 2 } }, {
    dryRun: true,
    fieldManager: "ci",
    fieldValidation: "Warn",
    force: true,
  });
  transport.done();
});

Deno.test("A write takes dry run and field manager from its connection", async () => {
  const { session, transport } = scripted([{
    request: `PATCH ${DEPLOYMENTS}/web?dryRun=All&fieldManager=ops&fieldValidation=Strict`,
    body: ANSWER,
  }], { dryRun: true, fieldManager: "ops" });
  await patchObject(session, DEPLOYMENT, WEB, { type: "merge", patch: {} }, { dryRun: false });
  transport.done();
});

Deno.test("A write on a read-only connection is refused before anything is sent", async () => {
  const { session } = scripted([], { readOnly: true });
  await assert.rejects(applyObject(session, DEPLOYMENT, WEB, {}), {
    name: "GrantError",
    message:
      'Cannot apply deployment "shop/web": the connection is read-only: connect without readOnly',
  });
});

Deno.test("A write of a Secret takes text and bytes as stringData and sends base64", async () => {
  const path = "/api/v1/namespaces/shop/secrets";
  const encoded = { a: "aHVudGVyMg==", b: "AQI=" };
  const metadata = { name: "web", namespace: "shop" };
  const object = { apiVersion: "v1", kind: "Secret", metadata, data: encoded };
  const { session, transport } = scripted([
    { request: `POST ${path}?${PARAMETERS}`, sent: object, body: object },
    { request: `PATCH ${path}/web?${PARAMETERS}`, sent: object, body: object },
    {
      request: `PATCH ${path}/web?${PARAMETERS}`,
      sent: { data: { ...encoded, c: null } },
      body: object,
    },
  ]);
  const stringData = { a: "hunter2", b: new Uint8Array([1, 2]) };
  await createObject(session, SECRET, WEB, { stringData });
  await applyObject(session, SECRET, WEB, { stringData });
  await patchObject(session, SECRET, WEB, {
    type: "merge",
    patch: { stringData: { ...stringData, c: null } },
  });
  transport.done();
});

Deno.test("A refused write of a Secret shows none of its data", async () => {
  const { session } = scripted([{
    request: `POST /api/v1/namespaces/shop/secrets?${PARAMETERS}`,
    ...refused(403, "Forbidden", 'denied: "hunter2" and aHVudGVyMg== are too weak'),
  }]);
  await assert.rejects(
    createObject(session, SECRET, WEB, { stringData: { password: "hunter2" } }),
    (error: Error) => !/hunter2|aHVudGVyMg/.test(Deno.inspect(error)),
  );
});

Deno.test("A refused write names the field that was meant", async () => {
  const { session } = scripted([{
    request: `POST ${DEPLOYMENTS}?${PARAMETERS}`,
    ...refused(
      400,
      "BadRequest",
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "spec.template.spec.containers[0].imge"',
    ),
  }]);
  await assert.rejects(createObject(session, DEPLOYMENT, WEB, {}), {
    name: "InvalidError",
    status: 400,
    message: 'Cannot create deployment "shop/web": unknown field ' +
      '"spec.template.spec.containers[0].imge": did you mean "spec.template.spec.containers[0].image"',
  });
});
