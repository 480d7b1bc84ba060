import assert from "node:assert/strict";
import { SeenSecrets } from "../../lib/repl/seen_secrets.ts";

const PASSWORD = "hunter22xx";
const STORED = btoa(PASSWORD);

function seenSecret() {
  const seen = new SeenSecrets();
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db" },
    data: { password: STORED, short: "YQ==" },
  };
  seen.read(secret);
  return { seen, secret };
}

Deno.test("SeenSecrets hides the data of a Secret that was read, however it is taken out", () => {
  const { seen, secret } = seenSecret();
  const hidden = { password: "[hidden]", short: "[hidden]" };
  assert.deepEqual(seen.mask(secret), { ...secret, data: hidden });
  assert.deepEqual(seen.mask(secret.data), hidden);
  assert.deepEqual(seen.mask({ ...secret.data }), hidden);
  assert.deepEqual(seen.mask(Object.entries(secret.data)), Object.entries(hidden));
  assert.deepEqual(seen.mask(new Map([["db", secret.data]])), new Map([["db", hidden]]));
  assert.equal(seen.mask(secret.data.password), "[hidden]");
});

Deno.test("SeenSecrets leaves alone what is of no Secret", () => {
  const { seen } = seenSecret();
  for (const value of [{ data: { a: "b" } }, ["text"], new Map([["a", 1]]), "text", 1, null]) {
    assert.equal(seen.mask(value), value);
  }
});

Deno.test("SeenSecrets keeps lines private that hold a value which was to be shown", () => {
  for (const take of ["object", "data", "stored", "decoded"] as const) {
    const { seen, secret } = seenSecret();
    assert(!seen.isPrivate(`login("${PASSWORD}")`));
    const values = { object: secret, data: secret.data, stored: STORED, decoded: PASSWORD };
    seen.mask(values[take]);
    assert(seen.isPrivate(`login("${PASSWORD}")`), take);
    assert.equal(seen.isPrivate(`"${STORED}"`), take !== "decoded", take);
    assert(!seen.isPrivate("login()"));
  }
});

Deno.test("SeenSecrets keeps decoded text private that is not ASCII", () => {
  const seen = new SeenSecrets();
  const data = { password: new TextEncoder().encode("geheimnisvöll").toBase64() };
  seen.read({ data });
  seen.mask(data);
  assert(seen.isPrivate("login('geheimnisvöll')"));
});
