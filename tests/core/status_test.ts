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
