import assert from "node:assert/strict";
import { encodeBody } from "../../lib/core/json_body.ts";
import { SecretValue } from "../../lib/core/secret_value.ts";

const CALL = { verb: "patch", resource: "configmap", namespace: "shop", name: "app" };
const CANNOT = 'Cannot patch configmap "shop/app": ';

function faultOf(body: unknown, options?: Parameters<typeof encodeBody>[2]): string {
  try {
    encodeBody(body, CALL, options);
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "QueryError");
    assert.ok(error.message.startsWith(CANNOT), error.message);
    return error.message.slice(CANNOT.length);
  }
  return "none";
}

Deno.test("encodeBody() writes plain data, dates as timestamps and bytes as base64", () => {
  const body = {
    n: 1.5,
    no: false,
    nothing: null,
    list: [1, "a"],
    at: new Date(0),
    bytes: new Uint8Array([1, 2]),
    absent: undefined,
  };
  assert.equal(
    encodeBody(body, CALL),
    '{"n":1.5,"no":false,"nothing":null,"list":[1,"a"],"at":"1970-01-01T00:00:00.000Z","bytes":"AQI="}',
  );
});

Deno.test("encodeBody() refuses what JSON would lose, with its path", () => {
  assert.equal(
    faultOf({ spec: { replicas: NaN } }),
    "spec.replicas is NaN, which JSON has no number for",
  );
  assert.equal(faultOf([{ value: 1n }]), "[0].value is a bigint: give a number or text");
  assert.equal(faultOf({ a: [1, undefined] }), "a[1] is undefined");
  assert.equal(faultOf({ "a.b/c": () => 1 }), '["a.b/c"] is a function, which JSON cannot say');
  assert.equal(faultOf({ data: new Map() }), "data is an instance of Map: give plain data");
  assert.equal(faultOf({ spec: Promise.resolve(1) }), "spec is a promise: await it first");
  assert.equal(faultOf(undefined), "the body is undefined");
  assert.equal(faultOf({ at: new Date(NaN) }), "at is a date that does not exist");
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  assert.equal(faultOf(circle), "self refers back to an object around it");
});

Deno.test("encodeBody() refuses a secret value without showing it", () => {
  const secret = new SecretValue(new TextEncoder().encode("hunter2"));
  assert.equal(
    faultOf({ data: { password: secret } }),
    "data.password is a secret value: give its text()",
  );
});

Deno.test("encodeBody() refuses undefined in a patch, where it could mean two things", () => {
  assert.equal(
    faultOf({ spec: { paused: undefined } }, { onUndefined: "refuse" }),
    "spec.paused is undefined: leave the field out, or give null to remove it",
  );
});

Deno.test("encodeBody() takes the same object twice, and a key called __proto__", () => {
  const shared = { a: 1 };
  assert.equal(encodeBody({ x: shared, y: shared }, CALL), '{"x":{"a":1},"y":{"a":1}}');
  assert.equal(encodeBody(JSON.parse('{"__proto__":{"a":1}}'), CALL), '{"__proto__":{"a":1}}');
});
