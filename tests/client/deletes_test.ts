import assert from "node:assert/strict";
import { deleteObject } from "../../lib/client/deletes.ts";
import { scaleObject } from "../../lib/client/scale.ts";
import { GADGET, kindOf, refused, scripted } from "./_session.ts";

const POD = kindOf("v1", "Pod");
const DEPLOYMENT = kindOf("apps/v1", "Deployment");
const WEB = { name: "web", namespace: "shop" };
const DELETE = "DELETE /api/v1/namespaces/shop/pods/web";
const SCALE = "/apis/apps/v1/namespaces/shop/deployments/web/scale";
const PARAMETERS = "fieldManager=skiff&fieldValidation=Strict";

Deno.test("deleteObject() deletes in the background, as kubectl does", async () => {
  const { session, transport } = scripted([{
    request: DELETE,
    sent: { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" },
    body: { kind: "Status", status: "Success", details: { name: "web", uid: "u1" } },
  }]);
  assert.deepEqual(await deleteObject(session, POD, WEB), { uid: "u1", remaining: undefined });
  transport.done();
});

Deno.test("deleteObject() sends grace, propagation, preconditions and dry run in its body", async () => {
  const { session, transport } = scripted([{
    request: DELETE,
    sent: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: 0,
      propagationPolicy: "Foreground",
      preconditions: { uid: "u1", resourceVersion: "7" },
      dryRun: ["All"],
    },
    body: { kind: "Pod", metadata: { name: "web", uid: "u1", managedFields: [] } },
  }]);
  const { uid, remaining } = await deleteObject(session, POD, WEB, {
    graceSeconds: 0,
    propagation: "foreground",
    preconditions: { uid: "u1", resourceVersion: "7" },
    dryRun: true,
  });
  assert.equal(uid, "u1");
  assert.deepEqual(remaining, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", uid: "u1" },
  });
  transport.done();
});

Deno.test("deleteObject() refuses options that make no sense, and sends nothing", async () => {
  const { session } = scripted([]);
  for (const graceSeconds of [-1, 1.5, NaN]) {
    await assert.rejects(deleteObject(session, POD, WEB, { graceSeconds }), {
      name: "QueryError",
      message:
        `Cannot delete pod "shop/web": graceSeconds ${graceSeconds} is no whole number from 0`,
    });
  }
  await assert.rejects(
    deleteObject(session, POD, WEB, { propagation: "Foreground" as "foreground" }),
    { name: "QueryError", message: /propagation "Foreground" is not known/ },
  );
});

Deno.test("deleteObject() says which precondition does not hold", async () => {
  const { session } = scripted([{
    request: DELETE,
    ...refused(
      409,
      "Conflict",
      'Operation cannot be fulfilled on Pod "web": the UID in the precondition (u1) does not match ' +
        "the UID in record (u2). The object might have been deleted and then recreated",
    ),
  }]);
  await assert.rejects(deleteObject(session, POD, WEB, { preconditions: { uid: "u1" } }), {
    name: "ConflictError",
    message: 'Cannot delete pod "shop/web": the UID in the precondition (u1) does not match ' +
      "the UID in record (u2). The object might have been deleted and then recreated",
  });
});

Deno.test("scaleObject() patches the scale, whatever the kind", async () => {
  const scale = { kind: "Scale", spec: { replicas: 3 } };
  const gadget = "/apis/example.com/v1/namespaces/shop/gadgets/web/scale";
  const { session, transport } = scripted([
    {
      request: `PATCH ${SCALE}?${PARAMETERS}`,
      contentType: "application/merge-patch+json",
      sent: { metadata: {}, spec: { replicas: 3 } },
      body: scale,
    },
    { request: `PATCH ${gadget}?${PARAMETERS}`, body: scale },
  ]);
  assert.deepEqual(await scaleObject(session, DEPLOYMENT, WEB, 3), scale);
  await scaleObject(session, GADGET, WEB, 3);
  transport.done();
});

Deno.test("scaleObject() changes nothing when the object wants another number than expected", async () => {
  const { session, transport } = scripted([
    {
      request: `GET ${SCALE}`,
      body: { spec: { replicas: 2 }, metadata: { resourceVersion: "7" } },
    },
    {
      request: `GET ${SCALE}`,
      body: { spec: { replicas: 2 }, metadata: { resourceVersion: "7" } },
    },
    {
      request: `PATCH ${SCALE}?${PARAMETERS}`,
      sent: { metadata: { resourceVersion: "7" }, spec: { replicas: 5 } },
      body: {},
    },
  ]);
  await assert.rejects(scaleObject(session, DEPLOYMENT, WEB, 5, { currentReplicas: 3 }), {
    name: "ConflictError",
    message: 'Cannot scale deployment "shop/web": it wants 2 replicas, not 3',
  });
  await scaleObject(session, DEPLOYMENT, WEB, 5, { currentReplicas: 2 });
  transport.done();
});

Deno.test("scaleObject() refuses kinds without a scale, and what is no number of replicas", async () => {
  const { session } = scripted([]);
  await assert.rejects(scaleObject(session, POD, WEB, 1), {
    name: "QueryError",
    message: 'Cannot scale pod "shop/web": Pod has no scale',
  });
  for (const replicas of [-1, 1.5, NaN, "3" as unknown as number]) {
    await assert.rejects(scaleObject(session, DEPLOYMENT, WEB, replicas), {
      name: "QueryError",
      message: `Cannot scale deployment "shop/web": replicas ${replicas} is no whole number from 0`,
    });
  }
});
