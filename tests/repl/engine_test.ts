import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { Engine } from "../../lib/repl/engine.ts";
import { openPrelude } from "../../lib/repl/prelude.ts";

async function results(lines: readonly string[], engine = new Engine()): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const line of lines) values.push(await engine.evaluate(line));
  return values;
}

const CASES: readonly [name: string, lines: readonly string[], result: unknown][] = [
  ["gives the value of an expression", ["1 + 1"], 2],
  ["takes an object literal for an object", ["{ a: 1, b: 2 }"], { a: 1, b: 2 }],
  ["awaits a promise", ["Promise.resolve(7)"], 7],
  ["takes await inside an expression", ["(await Promise.resolve(3)) + 1"], 4],
  ["gives the last expression of statements", ["const a = 2; const b = 3; a * b"], 6],
  ["ignores a comment at the end", ["1 + 1 // two; and (more"], 2],
  ["ignores a semicolon at the end", ["5 ; "], 5],
  ["keeps const for the next line", ["const a = 1", "a + 1"], 2],
  ["lets a line declare const again", ["const a = 1", "const a = 2", "a"], 2],
  ["lets a line declare let after const", ["const a = 1", "let a = 2", "a = 3; a"], 3],
  ["keeps values of top-level await", ["const a = await Promise.resolve(4)", "a"], 4],
  ["keeps what destructuring declares", [
    "const { a, b: [c = 5, ...d], ...e } = { a: 1, b: [undefined, 2, 3], f: 4 }",
    "[a, c, d, e]",
  ], [1, 5, [2, 3], { f: 4 }]],
  ["keeps several declarations of one statement", ["let a = 1, b, c = 3", "[a, b, c]"], [
    1,
    undefined,
    3,
  ]],
  ["keeps functions, callable before they are declared", [
    "const early = twice(2); function twice(x) { return x * 2 }",
    "early + twice(3)",
  ], 10],
  ["keeps classes", ["class Point { x = 1 }", "new Point().x"], 1],
  ["names functions as their variable", ["const run = () => 1", "run.name"], "run"],
  ["takes types off", ["const f = (a: number, b?: string): number => a as number", "f(3)"], 3],
  ["takes type arguments off", ["new Map<string, number>([['a', 1]]).get('a')"], 1],
  ["takes type arguments off a call", ["structuredClone<{ a: number }>({ a: 1 }).a"], 1],
  ["keeps comparisons that look like type arguments", [
    "const a = 1, b = 2, c = 3",
    "a<b && c>(a)",
  ], true],
  ["takes interfaces and enums", [
    "interface A { b: string }; enum Color { Red, Green }",
    "Color.Green",
  ], 1],
  ["gives undefined for a declaration", ["const a = 1"], undefined],
  ["sees declarations of earlier lines from closures", [
    "let n = 1",
    "const get = () => n",
    "n = 2",
    "get()",
  ], 2],
  ["does not let a variable replace a global for others", [
    "const fetch = 1; const Promise = 2",
    "fetch + Promise",
  ], 3],
];

for (const [name, lines, expected] of CASES) {
  Deno.test(`Engine ${name}`, async () => {
    assert.deepEqual((await results(lines)).at(-1), expected);
  });
}

Deno.test("Engine leaves the globals alone when a line declares their names", async () => {
  await results(["const fetch = 1; class Map {}; function Set() {}"]);
  assert.equal(typeof globalThis.fetch, "function");
  assert.equal(new globalThis.Map([[1, 2]]).get(1), 2);
});

Deno.test("Engine refuses to assign to a constant of an earlier line", async () => {
  await assert.rejects(results(["const a = 1", "a = 2"]), TypeError);
});

Deno.test("Engine refuses to assign to a name that nobody declared", async () => {
  await assert.rejects(results(["undeclared = 2"]), ReferenceError);
});

Deno.test("Engine keeps the old value when a declaration throws", async () => {
  const engine = new Engine();
  await results(["const a = 1"], engine);
  await assert.rejects(results(["const a = missing()"], engine));
  assert.equal(await engine.evaluate("a"), 1);
});

Deno.test("Engine forgets a new name when its declaration throws", async () => {
  const engine = new Engine();
  await assert.rejects(results(["const fresh = missing()"], engine));
  await assert.rejects(engine.evaluate("fresh"), /fresh is not defined/);
});

Deno.test("Engine suggests a name that is near a mistyped one", async () => {
  const engine = new Engine({ bindings: { cluster: 1 } });
  await assert.rejects(engine.evaluate("clustr.nodes"), /did you mean "cluster"/);
});

Deno.test("Engine sees its bindings, getters included, and lets a line replace them", async () => {
  let reads = 0;
  const bindings = {
    get late() {
      return ++reads;
    },
    ns: (name: string) => name,
  };
  const engine = new Engine({ bindings });
  assert.equal(reads, 0);
  assert.equal(await engine.evaluate("ns('x') + late"), "x1");
  assert.equal(await engine.evaluate("const ns = 5; ns"), 5);
});

for (
  const source of [
    "[1,",
    "function f(a: number) {",
    "`a ${",
    "/* open",
    "ns('x')\n  .pods.",
    "if (1) {",
    "foo(",
  ]
) {
  Deno.test(`Engine expects more lines after ${JSON.stringify(source)}`, async () => {
    assert.equal(await new Engine().prepare(source), undefined);
  });
}

for (
  const source of [
    "1 +* 2",
    "1); (2",
    "'open",
    "const a: = 5",
    "export const a = 1",
    "a b",
    ")",
    "const 1 = 2",
    "return 5; )",
  ]
) {
  Deno.test(`Engine refuses ${JSON.stringify(source)} in one line`, async () => {
    await assert.rejects(new Engine().prepare(source), (error) => {
      assert(error instanceof QueryError);
      assert.match(error.message, /^Cannot evaluate the input: [^\n]+[^.\n]$/);
      return true;
    });
  });
}

Deno.test("Engine says where the mistake is", async () => {
  await assert.rejects(new Engine().prepare("const a = 1\nconst b = )"), /line 2, column 11/);
  await assert.rejects(
    new Engine().prepare("const a: number = 3; const a = 4"),
    /Identifier 'a' has already been declared at line 1, column 28$/,
  );
});

Deno.test("Engine imports modules from its base and by their given names", async () => {
  const engine = new Engine({
    baseUrl: import.meta.url,
    modules: { kept: "data:text/javascript,export default 4; export const more = 5" },
  });
  assert.equal(await engine.evaluate("(await import('kept')).more"), 5);
  await engine.evaluate("import four, { more as five } from 'kept'; import * as all from 'kept'");
  assert.deepEqual(await engine.evaluate("[four, five, all.more]"), [4, 5, 5]);
  assert.equal(
    await engine.evaluate("import('../../lib/core/gvk.ts').then((m) => typeof m.parseApiVersion)"),
    "function",
  );
});

Deno.test("Engine imports the very module that it was given under a name", async () => {
  const given = { more: 5 };
  const engine = new Engine({ modules: { given } });
  assert.equal(await engine.evaluate("await import('given')"), given);
  assert.equal(await engine.evaluate("import { more } from 'given'; more"), 5);
});

Deno.test("Engine ends its wait when the signal does", async () => {
  const engine = new Engine();
  const stop = new AbortController();
  const input = await engine.prepare("await new Promise(() => {})");
  assert(input);
  const running = engine.run(input, stop.signal);
  stop.abort(new Error("stopped"));
  await assert.rejects(running, /stopped/);
  assert.equal(await engine.evaluate("1"), 1);
});

Deno.test("Engine gives _ to the caller until a line declares it", async () => {
  const engine = new Engine();
  engine.setLast(41);
  assert.equal(await engine.evaluate("_ + 1"), 42);
  await engine.evaluate("const _ = 'mine'");
  engine.setLast(1);
  assert.equal(await engine.evaluate("_"), "mine");
});

Deno.test("Engine keeps declarations of one evaluation local and disposes of them", async () => {
  const engine = new Engine({ local: true });
  const source =
    "const log: string[] = []; { using a = { [Symbol.dispose]() { log.push('off') } } } log";
  assert.deepEqual(await engine.evaluate(source), ["off"]);
  await assert.rejects(engine.evaluate("log"), ReferenceError);
});

const UNKNOWN_MEMBERS: readonly [source: string, message: string][] = [
  ['ns("x").podz', 'Cannot use ns("x").podz: there is no such member: did you mean "pods"'],
  ['ns("x")["podz"]', 'Cannot use ns("x").podz: there is no such member: did you mean "pods"'],
  ['ns("x").podz.list()', 'Cannot use ns("x").podz: there is no such member: did you mean "pods"'],
  [
    'ns().deploymnt("a")',
    'Cannot use ns().deploymnt: there is no such member: did you mean "deployment"',
  ],
  ["cluster.nodez", 'Cannot use cluster.nodez: there is no such member: did you mean "nodes"'],
  ["cluster.pods", 'Cannot use cluster.pods: there is no such member: write ns("*").pods'],
  ["ns().nodes", "Cannot use ns().nodes: there is no such member: write cluster.nodes"],
  [
    "ns().widgets",
    'Cannot use ns().widgets: there is no such member: a kind that is not built in is .kind("widgets")',
  ],
  [
    "ns().pods.where({}).limit(1).frist()",
    'Cannot use ns().pods.where({}).limit(1).frist: there is no such member: did you mean "first"',
  ],
  [
    'cluster.ns("x").kind("po").lst()',
    'Cannot use cluster.ns("x").kind("po").lst: there is no such member: did you mean "list"',
  ],
  [
    'ns().deployment("web").wiat()',
    'Cannot use ns().deployment("web").wiat: there is no such member: did you mean "wait"',
  ],
  ["ns().po", 'Cannot use ns().po: there is no such member: write .pods or .kind("po")'],
  [
    'ns("x").deploy',
    'Cannot use ns("x").deploy: there is no such member: write .deployments or .kind("deploy")',
  ],
  ["cluster.no", 'Cannot use cluster.no: there is no such member: write .nodes or .kind("no")'],
  [
    'ns().configMaps.create({ metadata: { name: "a" } })',
    "Cannot use ns().configMaps.create: there is no such member: " +
    'write ns().create({ apiVersion, kind, ... }) or ns().configMap("NAME").create({ ... })',
  ],
  [
    "cluster.namespaces.create({})",
    "Cannot use cluster.namespaces.create: there is no such member: " +
    'write cluster.create({ apiVersion, kind, ... }) or cluster.namespace("NAME").create({ ... })',
  ],
  [
    'ns().kind("widgets").create({})',
    'Cannot use ns().kind("widgets").create: there is no such member: ' +
    "write ns().create({ apiVersion, kind, ... })",
  ],
  [
    'ns().deployment("web", "shop")',
    "Cannot use ns().deployment() with 2 arguments: it takes one: " +
    'a namespace is the argument of ns(): ns("shop").deployment("web")',
  ],
  [
    'ns("x").kind("deploy", "web")',
    'Cannot use ns("x").kind() with 2 arguments: it takes one: ' +
    'write ns("x").kind("deploy").ref("web")',
  ],
  [
    "const pods = ns().podz",
    'Cannot use ns().podz: there is no such member: did you mean "pods"',
  ],
  [
    "const f = (n: string) => ns(n).podz",
    'Cannot use ns(n).podz: there is no such member: did you mean "pods"',
  ],
];

Deno.test("Engine refuses members that a scope, query or reference does not have", async () => {
  const { bindings } = await openPrelude();
  for (const [source, message] of UNKNOWN_MEMBERS) {
    const engine = new Engine({ bindings });
    await assert.rejects(() => engine.evaluate(source), { name: "QueryError", message }, source);
  }
});

Deno.test("Engine leaves alone what it cannot know, and what a line binds itself", async () => {
  const { bindings } = await openPrelude();
  const engine = new Engine({ bindings });
  const lines = [
    "[{ a: 1 }].map((cluster) => cluster.b)[0]",
    "const other = { ns: () => ({}) }; other.ns().podz",
    "cluster.mine = undefined; undefined",
    "typeof cluster.nothing === 'undefined' ? undefined : 1",
    "ns().pods.constructor === undefined ? 1 : undefined",
    "(() => { const ns = () => ({}); return ns().podz })()",
    "globalThis.nothing",
  ];
  assert.deepEqual(await results(lines, engine), lines.map(() => undefined));
  await assert.rejects(() => engine.evaluate("globalThis.nothing.more"), TypeError);
});
