import assert from "node:assert/strict";
import { guardWrites, limitRequest } from "../../lib/connect/write_guard.ts";
import { scenario } from "../_support/scenario.ts";

const POD = "/api/v1/namespaces/shop/pods/web-0";
const REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

Deno.test("guardWrites() gives the transport itself where nothing is limited", () => {
  const transport = scenario([]);
  assert.equal(guardWrites(transport, { readOnly: false }), transport);
});

Deno.test("guardWrites() lets a read-only connection read and ask, and nothing else", async () => {
  const transport = scenario([
    { request: `GET ${POD}`, body: "" },
    { request: `POST ${REVIEW}`, body: "" },
    {
      request: "POST /apis/authorization.k8s.io/v1/namespaces/a/localsubjectaccessreviews",
      body: "",
    },
  ]);
  const guarded = guardWrites(transport, { readOnly: true });
  await guarded.send(POD);
  await guarded.send(REVIEW, { method: "POST" });
  await guarded.send("/apis/authorization.k8s.io/v1/namespaces/a/localsubjectaccessreviews", {
    method: "POST",
  });
  transport.done();
  for (
    const [method, path] of [
      ["POST", "/api/v1/namespaces/shop/pods"],
      ["put", POD],
      ["PATCH", POD],
      ["DELETE", POD],
      ["GET", `${POD}/exec?command=sh`],
      ["GET", `${POD}/attach`],
      ["GET", `${POD}/portforward`],
      ["GET", `${POD}/%65xec?command=sh`],
      ["GET", `${POD}/proxy/shutdown`],
      ["GET", "/api/v1/nodes/a/proxy/run/shop/web-0/web"],
      [
        "GET",
        "/apis/subresources.kubevirt.io/v1/namespaces/a/virtualmachineinstances/b/portforward",
      ],
      ["POST", `${REVIEW}/x`],
      ["POST", "/apis/example.com/v1/namespaces/shop/codereviews"],
    ] as const
  ) {
    await assert.rejects(guarded.send(path, { method }), {
      name: "GrantError",
      message: `Cannot send ${method.toUpperCase()} ${path}: the connection is read-only: ` +
        "connect without readOnly",
    });
  }
});

Deno.test("guardWrites() takes an object that is called exec or proxy for what it is", () => {
  const limits = { readOnly: true, dryRun: true };
  for (
    const path of [
      "/api/v1/namespaces/shop/pods/exec",
      "/api/v1/namespaces/proxy/pods",
      "/api/v1/namespaces/proxy/pods/web-0",
      "/api/v1/namespaces/proxy/pods/proxy/log",
      "/api/v1/nodes/proxy",
    ]
  ) {
    assert.equal(limitRequest(path, {}, limits).path, path);
  }
  const { path } = limitRequest("/api/v1/namespaces/proxy/pods", { method: "POST" }, {
    dryRun: true,
  });
  assert.equal(path, "/api/v1/namespaces/proxy/pods?dryRun=All");
});

Deno.test("guardWrites() turns every write of a connection for dry runs into one", () => {
  const limits = { dryRun: true };
  assert.equal(
    limitRequest(`${POD}?fieldManager=x`, { method: "PATCH" }, limits).path,
    `${POD}?fieldManager=x&dryRun=All`,
  );
  assert.equal(limitRequest(POD, { method: "DELETE" }, limits).path, `${POD}?dryRun=All`);
  assert.equal(limitRequest(`${POD}?dryRun=`, { method: "PUT" }, limits).path, `${POD}?dryRun=All`);
  assert.equal(limitRequest(POD, {}, limits).path, POD);
  assert.equal(limitRequest(REVIEW, { method: "POST" }, limits).path, REVIEW);
});

Deno.test("guardWrites() says dry run in the body of a delete, where the server looks for it", () => {
  for (
    const body of ['{"gracePeriodSeconds":0}', new TextEncoder().encode('{"gracePeriodSeconds":0}')]
  ) {
    const { path, options } = limitRequest(POD, { method: "DELETE", body }, { dryRun: true });
    assert.equal(path, POD);
    assert.deepEqual(JSON.parse(String(options.body)), { gracePeriodSeconds: 0, dryRun: ["All"] });
  }
});

Deno.test("guardWrites() refuses what cannot be a dry run", () => {
  const limits = { dryRun: true };
  for (
    const [method, path, body] of [
      ["GET", `${POD}/exec`],
      ["GET", `${POD}/proxy/reset`],
      ["POST", `${POD}/proxy/reset`],
      ["POST", "/debug/flags/v"],
      ["DELETE", POD, "k: yaml"],
      ["DELETE", POD, "7"],
    ] as const
  ) {
    assert.throws(
      () => limitRequest(path, { method, ...(body === undefined ? {} : { body }) }, limits),
      { name: "GrantError" },
    );
  }
});
