import assert from "node:assert/strict";
import { errorFromResponse } from "../../lib/core/status.ts";

const GONE = { kind: "Status", message: "the server could not find the requested resource" };

Deno.test("errorFromResponse() names the release of a kind that the server does not serve", () => {
  const call = { verb: "list", resource: "widgets" };
  assert.equal(
    errorFromResponse(404, GONE, { ...call, since: "1.36" }).message,
    'Cannot list widgets: the server does not serve "widgets" ' +
      "(the server could not find the requested resource): it came with Kubernetes 1.36",
  );
  assert.doesNotMatch(errorFromResponse(404, GONE, call).message, /came with/);
});

Deno.test("errorFromResponse() does not speak of releases where only the object is missing", () => {
  const body = { kind: "Status", message: "not found", details: { kind: "widgets", name: "a" } };
  const call = { verb: "get", resource: "widget", name: "a", since: "1.36" };
  assert.equal(errorFromResponse(404, body, call).message, 'Cannot get widget "a": not found');
});

Deno.test("errorFromResponse() lets nothing of a server into a message that could control a terminal", () => {
  const evil = "x\u001b[31m\u0007\u009b\ny";
  const call = { verb: "get", resource: "pod", namespace: "shop", name: "a" };
  const denied = `pods is forbidden: User "${evil}" cannot get resource "${evil}" in API group ` +
    `"${evil}" in the namespace "${evil}"`;
  const causes = [{ field: evil, message: evil, reason: evil }];
  const bodies: readonly (readonly [number, unknown])[] = [
    [403, { kind: "Status", message: denied }],
    [404, { kind: "Status", message: evil, details: { kind: evil, name: evil } }],
    [404, { kind: "Status", message: evil }],
    [409, { kind: "Status", message: evil }],
    [410, { kind: "Status", message: evil }],
    [422, { kind: "Status", message: evil, details: { causes } }],
    [500, { kind: "Status", message: evil }],
    [502, `<html><script>${evil}</script>${evil}`],
  ];
  for (const [status, body] of bodies) {
    const { message } = errorFromResponse(status, body, call);
    assert.doesNotMatch(message, /\p{Cc}/u, `${status}`);
  }
});

Deno.test("errorFromResponse() takes what only calls itself a Status for any other body", () => {
  const call = { verb: "get", resource: "pod", name: "a" };
  for (
    const part of [
      { message: 5 },
      { reason: [] },
      { details: "x" },
      { details: { causes: {} } },
      { details: { causes: [null] } },
      { details: { causes: [{ field: 1 }] } },
      { details: { kind: {} } },
      { metadata: null },
      { code: "500" },
    ]
  ) {
    for (const status of [403, 404, 409, 410, 422, 500]) {
      const { message } = errorFromResponse(status, { kind: "Status", ...part }, call);
      assert.match(message, /^Cannot get pod "a": .*JSON and no Status/, JSON.stringify(part));
    }
  }
});
