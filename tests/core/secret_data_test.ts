import assert from "node:assert/strict";
import { inspect } from "node:util";
import { decodeSecretValue, encodeSecretData, secretTexts } from "../../lib/core/secret_data.ts";
import { SecretValue } from "../../lib/core/secret_value.ts";

const HUNTER = new TextEncoder().encode("hunter2");

Deno.test("SecretValue prints itself nowhere", () => {
  const password = new SecretValue(HUNTER);
  const shown = [
    `${password}`,
    String(password),
    password + "",
    JSON.stringify({ password, list: [password] }),
    Deno.inspect(password),
    Deno.inspect({ nested: { password } }, { showHidden: true, depth: 9 }),
    inspect(password, { showHidden: true }),
    inspect([password]),
    Object.entries(password).join(),
    new Error(`Cannot use ${password}`).message,
  ];
  for (const text of shown) {
    assert.ok(!/hunter2|104|aHVudGVyMg/.test(text), text);
  }
  assert.equal(shown[0], "[hidden]");
  assert.throws(() => structuredClone(password).text(), TypeError);
});

Deno.test("SecretValue gives text and bytes when asked", () => {
  const password = decodeSecretValue("aHVudGVyMg==");
  assert.equal(password.text(), "hunter2");
  password.bytes().fill(0);
  assert.deepEqual(password.bytes(), HUNTER);
  const binary = new SecretValue(new Uint8Array([0xff, 0xfe]));
  assert.throws(() => binary.text(), { name: "TypeError", message: /not UTF-8: take its bytes/ });
});

Deno.test("encodeSecretData() takes text, bytes and secret values", () => {
  assert.deepEqual(
    encodeSecretData({
      metadata: { name: "db" },
      data: { old: "b2xk", raw: HUNTER },
      stringData: { text: "hunter2", bytes: HUNTER, value: new SecretValue(HUNTER), gone: null },
    }),
    {
      metadata: { name: "db" },
      data: {
        old: "b2xk",
        raw: "aHVudGVyMg==",
        text: "aHVudGVyMg==",
        bytes: "aHVudGVyMg==",
        value: "aHVudGVyMg==",
        gone: null,
      },
    },
  );
});

Deno.test("encodeSecretData() leaves alone what is not its business", () => {
  const body = { metadata: { labels: { a: "b" } } };
  assert.deepEqual(encodeSecretData(body), body);
  assert.deepEqual(encodeSecretData({ stringData: { port: 5432 } }), {
    data: {},
    stringData: { port: 5432 },
  });
  assert.deepEqual(encodeSecretData({ data: null, stringData: null }), {
    data: null,
    stringData: null,
  });
});

Deno.test("secretTexts() finds values in objects and in patches, as given, encoded and decoded", () => {
  assert.deepEqual(secretTexts({ data: { a: "aHVudGVyMg==" }, metadata: { name: "visible" } }), [
    "aHVudGVyMg==",
    "hunter2",
  ]);
  assert.deepEqual(secretTexts([{ op: "add", path: "/data/x", value: "dG9wc2VjcmV0" }]), [
    "dG9wc2VjcmV0",
    "topsecret",
  ]);
  assert.deepEqual(secretTexts([{ op: "add", path: "/metadata/labels/x", value: "plain" }]), []);
});
