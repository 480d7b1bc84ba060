import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import { evaluateJsonPath, formatJsonPath, parseJsonPath } from "../../lib/core/jsonpath.ts";

const LIST = {
  kind: "List",
  items: [
    {
      metadata: { name: "a", labels: { "app.io/x": "1" } },
      status: { phase: "Running", restarts: 2, ready: true },
      ports: [{ port: 80, name: "http" }, { port: 443 }],
    },
    {
      metadata: { name: "b" },
      status: { phase: "Pending", restarts: 0, ready: false },
      ports: [{ port: 8080, name: "alt" }],
    },
    { metadata: { name: "c" }, status: { phase: "Running", restarts: 7 }, ports: [] },
  ],
  numbers: [10, 11, 12, 13],
  nothing: null,
  fraction: 1234567.5,
  small: 0.00001,
  big: 1000000,
  html: { b: "<&>", a: 1, 10: 1, 2: 2 },
  text: "aé",
};

/** Templates and what kubectl's engine (client-go v0.36.3) prints for them. */
const PRINTED: [string, string][] = [
  ["plain text", "plain text"],
  ["{.kind}", "List"],
  ["{$.kind}", "List"],
  ["{@.kind}", "List"],
  ["{.missing}", ""],
  ["{.missing.deeper[0]}", ""],
  ["{.kind.deeper}", ""],
  ["a{.kind}b{.kind}", "aListbList"],
  ["{.items[*].metadata.name}", "a b c"],
  ["{.items[0].metadata.name}", "a"],
  ["{.items[-1].metadata.name}", "c"],
  ["{.items[0,2].metadata.name}", "a c"],
  ["{.items[0]['metadata.name','kind']}", "a"],
  ["{['kind']}", "List"],
  ["{.items[0].metadata.labels.app\\.io/x}", "1"],
  ["{.items[0].metadata.labels['app\\.io/x']}", "1"],
  ["{.numbers[1:3]}", "11 12"],
  ["{.numbers[:2]}", "10 11"],
  ["{.numbers[-2:]}", "12 13"],
  ["{.numbers[::2]}", "10 12"],
  ["{.numbers[:]}", "10 11 12 13"],
  ["{.numbers[2:2]}", ""],
  ["{.numbers}", "[10,11,12,13]"],
  ["{.nothing}", "null"],
  ["{.nothing.x}", ""],
  ["{.fraction} {.small} {.big}", "1.2345675e+06 1e-05 1000000"],
  ["{.html}", '{"10":1,"2":2,"a":1,"b":"\\u003c\\u0026\\u003e"}'],
  ["{.text.*}", "97 195 169"],
  ["{..port}", "80 443 8080"],
  ["{.items[*].ports[*].port}", "80 443 8080"],
  ['{.items[?(@.status.phase=="Running")].metadata.name}', "a c"],
  ["{.items[?(@.status.phase=='Pending')].metadata.name}", "b"],
  ['{.items[?(@.status.phase!="Running")].metadata.name}', "b"],
  ["{.items[?(@.status.restarts>1)].metadata.name}", "a c"],
  ["{.items[?( @.status.restarts <= 2 )].metadata.name}", "a b"],
  ["{.items[?(@.status.ready)].metadata.name}", "a b"],
  ["{.items[?(@.status.ready==true)].metadata.name}", "a"],
  ["{.items[?(2==@.status.restarts)].metadata.name}", "a"],
  ['{.items[?(@.metadata.name>="b")].metadata.name}', "b c"],
  ["{.items[?(@.ports[1])].metadata.name}", "a b c"],
  [
    '{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}',
    "a\tRunning\nb\tPending\nc\tRunning\n",
  ],
  [
    "{range .items[*]}[{.metadata.name}{range .ports[*]} {.port}{end}]{end}",
    "[a 80 443][b 8080][c]",
  ],
  ["{range .missing[*]}x{end}y", "y"],
  ['{.kind}{"\\u00e9\\x41\\101"}', "ListéAA"],
  ["{'single \"quoted\"'}", 'single "quoted"'],
  ["{1}{1.5}{true}", "11.5true"],
  ['{.missing "x"}', "x"],
  ["a}b", "a}b"],
];

for (const [template, printed] of PRINTED) {
  Deno.test(`formatJsonPath prints ${template}`, () => {
    assert.equal(formatJsonPath(parseJsonPath(template), LIST), printed);
  });
}

Deno.test("formatJsonPath stops at an empty list as kubectl does", () => {
  const data = { items: [{ p: [1] }, { p: [] }, { p: [3] }] };
  assert.equal(formatJsonPath(parseJsonPath("{.items[*].p[*]}"), data), "1");
});

Deno.test("formatJsonPath knows &&, || and groups in filters", () => {
  const names = (filter: string) =>
    formatJsonPath(parseJsonPath(`{.items[?(${filter})].metadata.name}`), LIST);
  assert.equal(names('@.status.phase=="Running" && @.status.restarts>5'), "c");
  assert.equal(names('@.status.phase=="Pending" || @.status.restarts>5'), "b c");
  assert.equal(
    names('(@.metadata.name=="a" || @.metadata.name=="b") && @.status.ready==true'),
    "a",
  );
  assert.equal(names('@.metadata.name=="a && b" || @.metadata.name=="c)"'), "");
});

const REFUSED: [string, RegExp][] = [
  ["{.a", /column 4: expected "}"$/],
  ["{", /column 2: expected "}"$/],
  ["{.a\n}", /expected "}"$/],
  ["{.a[0}", /expected "]"$/],
  ["{.a[?(}", /column 7: the filter is not closed$/],
  ["{.a[?(@.b==1}", /the filter is not closed$/],
  ["{.a[?(@.b==1)}", /expected "]"$/],
  ["{.a[?(@.b=1)]}", /column 10: unknown operator "=": use == != < <= > >=$/],
  ["{.a[?(@.b==null)]}", /unknown word "null"/],
  ["{.a[x]}", /column 5: "x" is not an index, slice or key$/],
  ['{.a["x"]}', /keys stand in single quotes$/],
  ["{.a[-]}", /"-" is not an index$/],
  ["{foo}", /column 2: unknown word "foo": a path starts with "\.", a text stands in quotes$/],
  ["{....}", /column 4: "\.\." may not follow "\.\."$/],
  ["{.a, .b}", /column 4: unexpected ","$/],
  ["{range .items[*]}{.a}", /column 1: {range} without {end}$/],
  ["{end}", /column 1: {end} without {range}$/],
  ['{"a}', /column 2: the quoted text is not closed$/],
  ['{"\\q"}', /column 3: unknown escape in quoted text$/],
  ['{"\\ud800"}', /unknown escape/],
  ["{1.2.3}", /"1\.2\.3" is not a number$/],
  [`{.a[?(${"(".repeat(9000)}@.b${")".repeat(9000)})]}`, /it is nested too deeply$/],
  [`{.a${"[?(@.a".repeat(9000)}${")]".repeat(9000)}}`, /it is nested too deeply$/],
  ["{range @}".repeat(5000) + "{end}".repeat(5000), /it is nested too deeply$/],
];

for (const [template, message] of REFUSED) {
  Deno.test(`parseJsonPath refuses ${JSON.stringify(template.slice(0, 30))}`, () => {
    assert.throws(() => parseJsonPath(template), (error: unknown) => {
      assert.ok(error instanceof QueryError);
      assert.match(error.message, /^Cannot parse JSONPath "/);
      assert.match(error.message, message);
      return true;
    });
  });
}

const FAILS: [string, RegExp][] = [
  ["{.numbers[9]}", /index 9 is out of bounds: the list has 4 items$/],
  ["{.numbers[-9]}", /index -5 is out of bounds/],
  ["{.numbers[3:1]}", /the slice starts at 3 and ends before, at 1$/],
  ["{.numbers[::0]}", /the step of a slice must be positive, not 0$/],
  ["{.kind[0]}", /an index needs a list, but found a string$/],
  ['{.html[?(@.a=="b")]}', /a filter needs a list, but found an object$/],
  ['{.items[?(@.status.restarts=="2")]}', /cannot compare a number == a string$/],
  ["{.items[?(@.ports[*].port==80)]}", /needs one value on each side, but found 2$/],
];

for (const [template, message] of FAILS) {
  Deno.test(`formatJsonPath reports ${template}`, () => {
    const parsed = parseJsonPath(template);
    assert.throws(() => formatJsonPath(parsed, LIST), { name: "QueryError", message });
  });
}

Deno.test("parseJsonPath refuses half a pair of braces, also when relaxed", () => {
  for (const text of ["{.kind", ".kind}"]) {
    assert.throws(() => parseJsonPath(text, { relaxed: true }), { name: "QueryError" }, text);
  }
});

Deno.test("parseJsonPath takes paths without braces only when relaxed", () => {
  for (const text of ["metadata.name", ".metadata.name", "{metadata.name}", "$.metadata.name"]) {
    const template = parseJsonPath(text, { relaxed: true });
    assert.equal(formatJsonPath(template, LIST.items[0]), "a", text);
  }
  assert.equal(formatJsonPath(parseJsonPath("..port", { relaxed: true }), LIST), "80 443 8080");
  assert.equal(formatJsonPath(parseJsonPath(".kind"), LIST), ".kind");
  const whole = parseJsonPath("{.kind}-{.big}", { relaxed: true });
  assert.equal(formatJsonPath(whole, LIST), "List-1000000");
});

Deno.test("evaluateJsonPath gives the values themselves, without texts", () => {
  const template = parseJsonPath('x{range .items[*]}{.metadata.name}{"\\n"}{end}{.numbers}');
  assert.deepEqual(evaluateJsonPath(template, LIST), ["a", "b", "c", [10, 11, 12, 13]]);
});

Deno.test("evaluateJsonPath never takes an inherited property for a key", () => {
  assert.deepEqual(evaluateJsonPath(parseJsonPath("{.constructor}{.__proto__}"), {}), []);
});

Deno.test("parseJsonPath takes any text either as a template or as QueryError", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "{",
      "}",
      ".a",
      "..",
      "[",
      "]",
      "0",
      "?(",
      ")",
      "@",
      "'",
      '"',
      "\\",
      "==",
      "&&",
      "||",
      ",",
      "*",
      ":",
      "-",
      " ",
      "range",
      "end",
      "\n",
    ),
  });
  fc.assert(fc.property(text, (template) => {
    try {
      formatJsonPath(parseJsonPath(template), { a: [{ a: 1 }] });
    } catch (error) {
      assert.ok(error instanceof QueryError, String(error));
    }
  }));
});
