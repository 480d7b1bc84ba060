import assert from "node:assert/strict";
import {
  type Exchange,
  formatTape,
  parseTape,
  type Tape,
} from "../../lib/testing/cassette_format.ts";
import { maskTape } from "../../lib/testing/cassette_mask.ts";

const KEY = "-----BEGIN PRIVATE KEY-----\nMIIcanarykey77\n-----END PRIVATE KEY-----\n";

function exchange(path: string, parts: Partial<Exchange> & { readonly sent?: unknown }): Exchange {
  const { sent, ...rest } = parts;
  const request = { method: "GET", path, query: {}, ...(sent === undefined ? {} : { body: sent }) };
  return { request, status: 200, headers: {}, ...rest };
}

function mask(...exchanges: Exchange[]): string {
  return formatTape(maskTape({ namespace: "default", exchanges }));
}

const SECRETS = "/api/v1/namespaces/default/secrets";
const OTHER = "/apis/example.com/v1/things";

/** Each holds "c4nary-…" or the like in one way only. */
const CASES: Readonly<Record<string, Exchange>> = {
  "a Secret": exchange(`${SECRETS}/a`, { body: { kind: "Secret", data: { a: btoa("c4n") } } }),
  "items without a kind": exchange(SECRETS, {
    body: { kind: "SecretList", items: [{ metadata: { name: "a" }, data: { a: btoa("c4n") } }] },
  }),
  "a list of Secrets elsewhere": exchange(OTHER, {
    body: { kind: "SecretList", items: [{ data: { a: btoa("c4n") } }] },
  }),
  "a Secret within something else": exchange(OTHER, {
    body: { kind: "List", items: [{ kind: "Secret", stringData: { a: "c4n" } }] },
  }),
  "an event of a watch": exchange(SECRETS, {
    lines: [{ type: "ADDED", object: { kind: "Secret", data: { a: btoa("c4n") } } }],
    end: "open",
  }),
  "what was applied": exchange(`${SECRETS}/a`, {
    body: {
      kind: "Secret",
      metadata: {
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
            kind: "Secret",
            stringData: { a: "c4n" },
          }),
        },
      },
    },
  }),
  "what was applied and is no JSON": exchange(`${SECRETS}/a`, {
    body: {
      kind: "Secret",
      metadata: {
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": "a: c4n" },
      },
    },
  }),
  "a merge patch": exchange(`${SECRETS}/a`, { sent: { data: { a: btoa("c4n") } } }),
  "a JSON patch": exchange(`${SECRETS}/a`, {
    sent: [{ op: "add", path: "/data", value: { a: btoa("c4n") } }],
  }),
  "a body that is no JSON": exchange(`${SECRETS}/a`, { sent: "stringData: {a: c4n}" }),
  "a row of a table": exchange(SECRETS, {
    body: {
      kind: "Table",
      rows: [{ cells: ["a"], object: { kind: "Secret", data: { a: "c4n=" } } }],
    },
  }),
  "a token that was asked for": exchange(OTHER, {
    body: { kind: "TokenRequest", status: { token: "c4n" } },
  }),
  "a token under review": exchange(OTHER, {
    sent: { kind: "TokenReview", spec: { token: "c4n" } },
  }),
  "a variable": exchange(OTHER, { body: { env: [{ name: "DB_PASSWORD", value: "c4n" }] } }),
  "a JSON web token": exchange(OTHER, { body: "got eyJhbGciOi.eyJzdWIiOiJ.c4n now" }),
  "a private key": exchange(OTHER, { body: { a: KEY.replace("MIIcanarykey77", "c4n") } }),
  "a private key, encoded": exchange(OTHER, {
    body: { a: btoa(KEY.replace("MIIcanarykey77", "c4n")) },
  }),
  "a URL": exchange(OTHER, { body: "see https://me:c4n@example.com/" }),
  "a header in a text": exchange(OTHER, { body: "Authorization: Bearer c4n-and-more" }),
  "a kubeconfig": exchange(OTHER, { body: { config: "user:\n  password: c4n\n  other: x" } }),
  "a JSON text": exchange(OTHER, { body: { config: '{"token":"c4n","other":1}' } }),
  "a parameter": exchange(OTHER, {
    request: { method: "GET", path: OTHER, query: { a: "token=c4n" } },
  }),
};

for (const [what, taped] of Object.entries(CASES)) {
  Deno.test(`a cassette masks ${what}`, () => {
    const text = mask(taped);
    for (const canary of ["c4n", btoa("c4n"), btoa(KEY.replace("MIIcanarykey77", "c4n"))]) {
      assert.ok(!text.includes(canary), text);
    }
    assert.match(text, /masked|bWFza2Vk/);
  });
}

const VALUE = "c4nary-Value-77";

Deno.test("a cassette masks a Secret's value wherever else it stands", () => {
  const secret = exchange(`${SECRETS}/a`, { body: { kind: "Secret", data: { a: btoa(VALUE) } } });
  for (
    const text of [
      `url?key=${VALUE}`,
      btoa(VALUE),
      btoa(`user=a;password=${VALUE};`),
      btoa(`xx${VALUE}yy`),
      btoa(`x${VALUE}`),
      JSON.stringify(JSON.stringify({ a: VALUE })),
    ]
  ) {
    const masked = mask(exchange(OTHER, { body: { text } }), secret);
    assert.ok(!masked.includes(VALUE), masked);
    assert.ok(!masked.includes(text), masked);
  }
});

Deno.test("a cassette keeps names, short values, and what is no secret", () => {
  const secret = exchange(`${SECRETS}/a`, {
    body: {
      kind: "Secret",
      metadata: { name: "a", namespace: "default" },
      data: { user: btoa("default"), short: btoa("abc"), none: null },
      type: "Opaque",
    },
  });
  const other = exchange(OTHER, {
    body: { metadata: { name: "x", namespace: "default" }, a: "abc" },
  });
  const text = mask(other, secret);
  assert.match(text, /"namespace":"default"\},"a":"abc"/);
  assert.match(text, /"data":\{"user":"bWFza2Vk","short":"bWFza2Vk","none":null\},"type":"Opaque"/);
  assert.match(text, /"path":"\/api\/v1\/namespaces\/default\/secrets\/a"/);
});

Deno.test("a cassette masks what it is told to", () => {
  const tape: Tape = { namespace: "default", exchanges: [exchange(OTHER, { body: "mine: me" })] };
  assert.match(formatTape(maskTape(tape, ["mine"])), /"masked: me"/);
});

Deno.test("a cassette is read as it was written", () => {
  const tape: Tape = {
    namespace: "default",
    exchanges: [
      exchange(OTHER, { body: { kind: "List", items: [{ a: 1 }, { a: 2 }] } }),
      exchange(OTHER, { body: { kind: "List", items: [] } }),
      exchange(OTHER, { body: "text" }),
      exchange(OTHER, { lines: [{ type: "ADDED" }, "text"], end: "lost" }),
      exchange(OTHER, { lines: [], end: "closed", sent: { a: 1 } }),
    ],
  };
  assert.deepEqual(parseTape(formatTape(tape), "tape"), tape);
});
