import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { parsePlainYaml } from "../../lib/connect/plain_yaml.ts";
import { QueryError } from "../../lib/core/errors.ts";
import { formatYaml, parseYaml } from "../../lib/core/yaml.ts";

Deno.test("parsePlainYaml reads a kubeconfig as kubectl writes it", () => {
  const text = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTg==
    server: https://127.0.0.1:6443
  name: kind-dev
contexts: []
current-context: ""
kind: Config
preferences: {}
users:
# the one
- name: 'kind dev'
  user:
    exec:
      args:
      - get-token
      - --cluster
      command: aws
      env: null
      provideClusterInfo: false
    token:
`;
  const document = parsePlainYaml(text);
  assert.notEqual(document, undefined);
  assert.deepEqual(document, parseYaml(text));
  assert.deepEqual(parsePlainYaml(text.replaceAll("\n", "\r\n")), document);
});

Deno.test("parsePlainYaml leaves to the whole parser what is not plain", () => {
  const texts = [
    "",
    "a",
    "- a",
    "a: 1",
    "a: yes",
    "a: NULL",
    "yes: a",
    "a: b: c",
    "a: b #c",
    "a: &b c",
    "a: *b",
    "a: |\n  b",
    "a: {b: c}",
    'a: "b\\n"',
    "a: 'it''s'",
    "a: b\n  c",
    "a: b\na: c",
    "a:\n   b: c\n  d: e",
    "\ta: b",
    "a:\n- - b",
    "a:\n-xb",
    "a:\n--xb",
    "a:\n-\n  b: c",
    "a:\n-  b: c\n   d: e",
    "a: b\n---\nc: d",
    "a: 2026-01-01",
    "a: é",
    "a: b:",
    "__proto__: a",
    "  a: b",
    "a: !!str b",
    "? a",
    "%YAML 1.1",
  ];
  for (const text of texts) assert.equal(parsePlainYaml(text), undefined, JSON.stringify(text));
});

function agree(text: string): boolean {
  const plain = parsePlainYaml(text);
  if (plain === undefined) return false;
  let whole: unknown;
  try {
    whole = parseYaml(text);
  } catch (error) {
    assert(error instanceof QueryError);
    assert.fail(`only the plain reader takes ${JSON.stringify(text)}: ${error.message}`);
  }
  assert.deepEqual(plain, whole, JSON.stringify(text));
  return true;
}

Deno.test("parsePlainYaml says what the whole parser says, of printed values", () => {
  const word = fc.constantFrom(
    "a",
    "b-c",
    "certificate-authority-data",
    "n",
    "x.y/z",
    "N",
    "é",
    "",
  );
  const value = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("x", "https://h:6443/a", "10.0.0.1", "1e3", "no", "a b", "-x", "", "'", "~"),
      fc.string({ maxLength: 6 }),
      fc.constantFrom(true, false, null, 7, "LS0tLS1CRUdJTg==", {}, []),
      fc.dictionary(word, tie("node"), { maxKeys: 4 }),
      fc.array(tie("node"), { maxLength: 3 }),
    ),
  })).node;
  let read = 0;
  fc.assert(
    fc.property(fc.dictionary(word, value, { maxKeys: 4 }), (document) => {
      if (agree(formatYaml(document))) read++;
    }),
    { numRuns: 3000, seed: 3 },
  );
  assert(read > 200, `only ${read} documents were plain`);
});

Deno.test("parsePlainYaml says what the whole parser says, of lines thrown together", () => {
  const line = fc.tuple(
    fc.constantFrom("", "", "  ", "    ", " ", "- ", "  - ", "- - ", "-", "\t"),
    fc.constantFrom("a", "b", "name", "on", "1", "'q'", "--f", "#c", "---", "..."),
    fc.constantFrom(
      ":",
      ": x",
      ": y",
      ": true",
      ": {}",
      "",
      ":x",
      ": x:y",
      ": 'x'",
      ": x # c",
      " ",
    ),
  ).map((parts) => parts.join(""));
  let read = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      if (agree(lines.join("\n"))) read++;
    }),
    { numRuns: 20_000, seed: 5 },
  );
  assert(read > 100, `only ${read} texts were plain`);
});
