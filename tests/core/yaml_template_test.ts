import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { SecretValue } from "../../lib/core/secret_value.ts";
import { yaml, type YamlTemplate } from "../../lib/core/yaml_template.ts";

/** Values that would change the structure of YAML that they were spliced into. */
const HOSTILE: readonly string[] = [
  "x\nkind: Secret",
  "a: b",
  "# no comment",
  "- item",
  '"',
  "'",
  "{ a: 1 }",
  "&anchor",
  "*alias",
  "!!binary x",
  "---",
  "yes",
  "0755",
  "1e3",
  "null",
  "~",
  "",
  " blank ",
  "${nested}",
  "skiff_value_0_0_",
  "$&",
  "\\u0041",
  "\u2028",
];

Deno.test("a value stays one value, whatever it holds and wherever it stands", async () => {
  for (const value of HOSTILE) {
    const [document] = await yaml`
      plain: ${value}
      flow: { a: ${value}, b: [${value}] }
      double: "${value}"
      single: '<${value}>'
      beside: image:${value}
      block: |
        first
        ${value}
      ${"key"}: ${[value]}
    `.documents();
    assert.deepEqual(document, {
      plain: value,
      flow: { a: value, b: [value] },
      double: value,
      single: `<${value}>`,
      beside: `image:${value}`,
      block: `first\n${value}\n`,
      key: [value],
    });
  }
});

Deno.test("a hostile key is one key", async () => {
  const [document] = await yaml`{ ${"a: b\nc"}: 1, ${"__proto__"}: 2 }`.documents();
  assert.deepEqual(Object.entries(document as object), [["a: b\nc", 1], ["__proto__", 2]]);
});

Deno.test("values that stand alone keep their type, within quotes they are text", async () => {
  const secret = new SecretValue(new TextEncoder().encode("hunter2"));
  const [document] = await yaml`
    number: ${80}
    text: "${80}"
    truth: ${false}
    nothing: ${null}
    list: ${[1, { a: 2 }]}
    secret: ${secret}
    two: ${1}${2}
  `.documents();
  assert.deepEqual(document, {
    number: 80,
    text: "80",
    truth: false,
    nothing: null,
    list: [1, { a: 2 }],
    secret,
    two: "12",
  });
});

Deno.test("several documents may be indented as the code around them", async () => {
  const documents = await yaml`
    a: ${1}
    ---
    # nothing but ${"a comment"}
    ---
    b:
      - ${2}
  `.documents();
  assert.deepEqual(documents, [{ a: 1 }, { b: [2] }]);
  assert.deepEqual(await yaml``.documents(), []);
  assert.deepEqual(
    await yaml`a: 1
b: ${2}`.documents(),
    [{ a: 1, b: 2 }],
  );
});

Deno.test("a mark that the template has itself is another one", async () => {
  const [document] = await yaml`{ a: skiff_value_0_0_, b: ${1} }`.documents();
  assert.deepEqual(document, { a: "skiff_value_0_0_", b: 1 });
});

Deno.test("what is no value is refused, without the value", async (t) => {
  const wrong: readonly [name: string, make: () => YamlTemplate, message: RegExp][] = [
    [
      "undefined",
      () => yaml`a: ${undefined as never}`,
      /^Cannot fill value 1 .*: it is undefined$/,
    ],
    ["NaN", () => yaml`${1}: ${NaN}`, /^Cannot fill value 2 .*: it is NaN$/],
    ["a function", () => yaml`a: ${(() => 1) as never}`, /it is a function$/],
    ["a promise", () => yaml`a: ${Promise.resolve(1)}`, /it is a promise: await it$/],
    ["a template", () => yaml`a: ${yaml`b: 1`}`, /it is a template$/],
  ];
  for (const [name, make, message] of wrong) {
    await t.step(name, () => assert.throws(make, { name: "QueryError", message }));
  }
  const read: readonly [name: string, template: YamlTemplate, message: RegExp][] = [
    [
      "an object within a text",
      yaml`a: x-${{ p: "hunter2" }}`,
      /value 1 .* an object.*stand alone$/,
    ],
    ["a list as a key", yaml`${["hunter2"]}: 1`, /it is a list, and stands within a text/],
    ["no YAML", yaml`a: [${"hunter2"}`, /line 1/],
  ];
  for (const [name, template, message] of read) {
    await t.step(name, async () => {
      await assert.rejects(template.documents(), (error) => {
        assert(error instanceof QueryError);
        assert.match(error.message, message);
        assert(!error.message.includes("hunter2"));
        return true;
      });
    });
  }
});
