import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import { formatYaml, parseYaml, parseYamlDocuments } from "../../lib/core/yaml.ts";

/** Texts and the JSON that sigs.k8s.io/yaml v1.6.0 makes of them. */
const READ: [string, string][] = [
  ["a: 0755", '{"a":493}'],
  ["a: 0o14", '{"a":12}'],
  ["a: 0O17", '{"a":15}'],
  ["a: 0x1f", '{"a":31}'],
  ["a: -0x10", '{"a":-16}'],
  ["a: 0b11", '{"a":3}'],
  ["a: 1_000", '{"a":1000}'],
  ["a: 09", '{"a":9}'],
  ["a: 08.5", '{"a":8.5}'],
  ["a: 0x", '{"a":"0x"}'],
  ["a: +5", '{"a":5}'],
  ["a: .5", '{"a":0.5}'],
  ["a: .5_0", '{"a":0.5}'],
  ["a: ._5", '{"a":"._5"}'],
  ["a: 5.", '{"a":5}'],
  ["a: 1e3", '{"a":1000}'],
  ["a: 1e", '{"a":"1e"}'],
  ["a: 1e400", '{"a":"1e400"}'],
  ["a: 1:30", '{"a":"1:30"}'],
  ["a: 2026-01-01", '{"a":"2026-01-01"}'],
  ["a: 2026-01-01T00:00:00Z", '{"a":"2026-01-01T00:00:00Z"}'],
  ["a: 18446744073709551616", '{"a":18446744073709552000}'],
  ["[yes, Yes, YES, on, y, Y, true, True]", "[true,true,true,true,true,true,true,true]"],
  ["[no, off, OFF, n, N, false]", "[false,false,false,false,false,false]"],
  ["[oN, yEs, tRue, nUll]", '["oN","yEs","tRue","nUll"]'],
  ["[~, null, Null, NULL]", "[null,null,null,null]"],
  ["a:", '{"a":null}'],
  ["", "null"],
  ["# only a comment", "null"],
  ["---\n", "null"],
  ["just text", '"just text"'],
  ["n: 1", '{"false":1}'],
  ["1: a\n1.5: b\ntrue: c\n0x10: d", '{"1":"a","16":"d","1.5":"b","true":"c"}'],
  ["123456789.5: x", '{"1.2345679e+08":"x"}'],
  ["2026-01-01: x", '{"2026-01-01":"x"}'],
  ["a: 1\na: 2", '{"a":2}'],
  ["{a: {b: 1, b: 2}}", '{"a":{"b":2}}'],
  ["x: &a {p: 1, q: 2}\nz: {<<: *a, p: 3}", '{"x":{"p":1,"q":2},"z":{"p":3,"q":2}}'],
  ["x: &a {p: 1}\nz: {p: 3, <<: *a}", '{"x":{"p":1},"z":{"p":1}}'],
  ["- &a {p: 1}\n- &b {p: 2, q: 3}\n- <<: [*a, *b]", '[{"p":1},{"p":2,"q":3},{"p":1,"q":3}]'],
  ["z: {'<<': {a: 1}}", '{"z":{"<<":{"a":1}}}'],
  ["a: !!str 5", '{"a":"5"}'],
  ["a: !!int '5'", '{"a":5}'],
  ["a: !!float 5", '{"a":5}'],
  ["a: !!binary aGk=", '{"a":"hi"}'],
  ["a: !foo 5", '{"a":"5"}'],
  ["a: ! 5", '{"a":"5"}'],
  ["a: !<tag:yaml.org,2002:int> 5", '{"a":5}'],
  ["a: '5'", '{"a":"5"}'],
  ["a: |\n  x\n  y\n", '{"a":"x\\ny\\n"}'],
  ["a: |\n  x", '{"a":"x"}'],
  ["a: >\n  x\n  y\n", '{"a":"x y\\n"}'],
  ["a: 'x\n\n  y'", '{"a":"x\\ny"}'],
  ['a: "\\u00e9\\x41\\e"', '{"a":"éA\\u001b"}'],
  ["a: [\n  1,\n  2\n]\nb: {\n  c: 3\n}", '{"a":[1,2],"b":{"c":3}}'],
  ["a: 'x\ny'", '{"a":"x y"}'],
  ['{\n\t"a": [\n\t\t1\n\t]\n}', '{"a":[1]}'],
  ["a: x\r\nb: z\r\n", '{"a":"x","b":"z"}'],
  ["\ufeffa: 1", '{"a":1}'],
  ["a: *b\n".replace("*b", "&b 1") + "c: *b", '{"a":1,"c":1}'],
];

for (const [text, json] of READ) {
  Deno.test(`parseYaml reads ${JSON.stringify(text)}`, () => {
    assert.equal(JSON.stringify(parseYaml(text)), json);
  });
}

const REFUSED: [string, RegExp][] = [
  ["a: b: c", /^Cannot parse "f\.yaml": line 1, column 5: bad indentation of a mapping entry$/],
  ["a: 1\n\tb: 1", /line 2, column 1: /],
  ["a: [1, 2", /line 1, column 9: /],
  ["a: [\n1,\nb: *c\n]", /line 3, column 5: there is no anchor "c"$/],
  ["x: &a [*a]", /the anchor "a" holds itself$/],
  ["? [x]\n: 1", /a list or mapping cannot be a key$/],
  ["~: x", /null cannot be a key$/],
  ["z: {<<: 5}", /the merge key << needs a mapping or a list of mappings$/],
  ["a: .inf", /JSON has no number Infinity$/],
  ["a: .nan", /JSON has no number NaN$/],
  ["a: 9007199254740993", /line 1, column 4: the integer 9007199254740993 cannot be held exactly$/],
  ["a: !!int x", /"x" is no !!int$/],
  ["a: !!binary '@'", /!!binary needs base64$/],
  ["a: 1\n---\nb: 2", /^Cannot parse "f\.yaml": it holds 2 documents, but one is expected$/],
  ["a: @x", /line 1, column 4: /],
  ["a\u0000b: 1", /line 1, column 2: /],
  ["[".repeat(600), /nesting exceeded/],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseYaml refuses ${JSON.stringify(text.slice(0, 30))}`, () => {
    assert.throws(() => parseYaml(text, { file: "f.yaml" }), (error: unknown) => {
      assert.ok(error instanceof QueryError, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}

Deno.test("parseYaml refuses an alias bomb before it unfolds", () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = Array(9).fill(level === 0 ? "x" : `*a${level - 1}`).join(",");
    return `a${level}: &a${level} [${items}]`;
  });
  assert.throws(
    () => parseYaml(levels.join("\n")),
    { name: "QueryError", message: /aliases stand for more than 100000 values$/ },
  );
});

Deno.test("parseYaml gives each alias a value of its own", () => {
  const value = parseYaml("a: &x {p: {m: 1}}\nb: *x") as Record<string, { p: { m: number } }>;
  assert.ok(value.a !== undefined && value.b !== undefined);
  value.a.p.m = 2;
  assert.equal(value.b.p.m, 1);
});

Deno.test("parseYaml takes __proto__ and constructor for plain keys", () => {
  const value = parseYaml("__proto__: {polluted: 1}\nconstructor: 2") as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(value["polluted"], undefined);
});

Deno.test("parseYamlDocuments leaves empty documents out", () => {
  assert.deepEqual(parseYamlDocuments("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n"), [
    { a: 1 },
    { b: 2 },
  ]);
  assert.deepEqual(parseYamlDocuments(""), []);
});

/** Values and what kubectl prints for them. */
const PRINTED: [unknown, string][] = [
  ["abc", "abc\n"],
  [null, "null\n"],
  [{}, "{}\n"],
  [[], "[]\n"],
  [1.5, "1.5\n"],
  [1e21, "1e+21\n"],
  [1e20, "1e+20\n"],
  [123456789012, "123456789012\n"],
  [1234567.5, "1.2345675e+06\n"],
  [1e-7, "1e-07\n"],
  [["a", ["b", { c: 1, d: [{ e: {} }] }], []], "- a\n- - b\n  - c: 1\n    d:\n    - e: {}\n- []\n"],
  [{ b: [{ y: 1, x: 2 }], a: { c: null } }, 'a:\n  c: null\nb:\n- x: 2\n  "y": 1\n'],
  [
    { a: "x\n", b: "x\n\n", c: "\nx", d: " x\ny" },
    "a: |\n  x\nb: |+\n  x\n\nc: |2-\n\n  x\nd: |2-\n   x\n  y\n",
  ],
  [
    { e: "x \ny", f: "\n", g: "x\ty", h: "x\ny ", i: "a\rb" },
    'e: "x \\ny"\nf: |2+\n\ng: "x\\ty"\nh: "x\\ny "\ni: "a\\rb"\n',
  ],
  ["a\nb", "|-\n  a\n  b\n"],
  ["😀", '"\\U0001F600"\n'],
  ["\ufeffab", '"\\uFEFF\\x61\\x62"\n'],
  ["\u0000\u0007\u001b\u0085", '"\\0\\a\\e\\N"\n'],
  [{ ["a".repeat(129)]: [1, { b: 2 }] }, `? ${"a".repeat(129)}\n: - 1\n  - b: 2\n`],
  [{ "x\ny": { q: 1 } }, "? |-\n  x\n  y\n: q: 1\n"],
  [
    { k: "word ".repeat(20) },
    "k: 'word word word word word word word word word word word word word word word word\n" +
    "  word word word word '\n",
  ],
  [
    { k: "\u0001 " + "word  ".repeat(14) },
    'k: "\\x01 word  word  word  word  word  word  word  word  word  word  word  word  word\n' +
    '  \\ word  "\n',
  ],
  [
    { a10: 1, a9: 1, b: 1, A: 1, "a-b": 1, a_b: 1, "1": 1, "10": 1, "2": 1, "": 1 },
    '"": 1\n"1": 1\n"2": 1\n"10": 1\nA: 1\na-b: 1\na_b: 1\na9: 1\na10: 1\nb: 1\n',
  ],
  [{ a: undefined, b: [undefined] }, "b:\n- null\n"],
];

for (const [value, text] of PRINTED) {
  Deno.test(`formatYaml prints ${JSON.stringify(value).slice(0, 40)}`, () => {
    assert.equal(formatYaml(value), text);
  });
}

Deno.test("formatYaml quotes exactly the texts that kubectl quotes", () => {
  const double = [
    "yes",
    "y",
    "N",
    "on",
    "Off",
    "true",
    "null",
    "~",
    "",
    "0o14",
    "0777",
    "08",
    "1e3",
    "12e03",
    "1:30",
    "12:30:45",
    "1_000",
    "1__",
    ".5",
    "-1",
    "+1",
    "-0",
    "0b1",
    ".inf",
    ".nan",
    "2026-01-01",
    "2026-1-2 3:4:5",
    "2026-01-01T00:00:00+02:00",
  ];
  const single = [
    "-",
    "- a",
    "a: b",
    "a #b",
    "#a",
    "?",
    "? a",
    ":",
    "a:",
    "@x",
    "`",
    "%",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "--- x",
    "...",
    " lead",
    "trail ",
    "----",
  ];
  const plain = [
    "tRue",
    "nan",
    "=",
    "<<",
    ":a",
    "2026-02-30",
    "0x",
    ".",
    "1e",
    "-x",
    "--",
    "a,b",
    "a]b",
    "http://x:80/",
    "é",
    "\u00a0",
    "it's",
  ];
  for (const text of double) assert.equal(formatYaml([text]), `- "${text}"\n`);
  for (const text of single) assert.equal(formatYaml([text]), `- '${text.replace("'", "''")}'\n`);
  for (const text of plain) assert.equal(formatYaml([text]), `- ${text}\n`);
});

Deno.test("formatYaml refuses what JSON cannot hold", () => {
  const circle: Record<string, unknown> = {};
  circle.self = { circle };
  for (const value of [circle, NaN, Infinity, 1n, () => 1, undefined, [Symbol("x")]]) {
    assert.throws(() => formatYaml(value), QueryError);
  }
  const shared = { a: 1 };
  assert.equal(formatYaml([shared, shared]), "- a: 1\n- a: 1\n");
});

const TEXT = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(
      "a",
      " ",
      "\n",
      ":",
      "#",
      "-",
      "'",
      '"',
      "\\",
      "word word",
      "1",
      "é",
      "\t",
      "\u0085",
      "\u2028",
      "{",
      "]",
      ",",
      "?",
      "!",
      "%",
      "\r",
      "<<",
      "=",
      "~",
      "0x",
    ),
  }),
  fc.string({ unit: fc.constantFrom("word", " ", "  ", "\\", "\u0001"), minLength: 20 }),
);
const { value: VALUE } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    TEXT,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(TEXT, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

Deno.test("parseYaml reads back whatever formatYaml prints", () => {
  fc.assert(
    fc.property(VALUE, (value) => {
      const json: unknown = JSON.parse(JSON.stringify(value));
      assert.deepEqual(parseYaml(formatYaml(json)), json);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseYaml takes any text either as a value or as QueryError", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "a: ",
      "b:",
      "\n",
      "\n  ",
      "- ",
      "x",
      "'",
      '"',
      "[",
      "]",
      "{",
      "}",
      ", ",
      "|\n  ",
      "1",
      "&a ",
      "*a",
      "<<: ",
      "#",
      "!!str ",
      "? ",
      "---\n",
      "\\",
      "~",
      "\t",
    ),
  });
  fc.assert(fc.property(text, (source) => {
    try {
      parseYamlDocuments(source);
    } catch (error) {
      assert.ok(error instanceof QueryError, String(error));
    }
  }));
});
