import assert from "node:assert/strict";
import { WriteOutcome, WriteOutcomes } from "../../lib/core/outcomes.ts";
import { SecretValue } from "../../lib/core/secret_value.ts";
import { parseOutputFormat } from "../../lib/repl/output_format.ts";
import { render } from "../../lib/repl/render.ts";
import type { RenderOptions } from "../../lib/repl/render_options.ts";
import { objectName } from "../../lib/repl/shapes.ts";

async function rendered(
  value: unknown,
  format?: string,
  options: Partial<RenderOptions> = {},
): Promise<string> {
  const pieces = render(value, { format: await parseOutputFormat(format), ...options });
  return (await Array.fromAsync(pieces)).join("");
}

const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "x" } };
const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "b", namespace: "y" },
};

const CASES: readonly [name: string, value: unknown, format: string | undefined, text: string][] = [
  ["nothing for undefined", undefined, undefined, ""],
  ["text as it is", "a b", undefined, "a b\n"],
  ["plain values one a line", [1, "b", null], undefined, "1\nb\nnull\n"],
  ["nothing for an empty list", [], undefined, ""],
  ["dates in UTC", new Date(0), undefined, "1970-01-01T00:00:00.000Z\n"],
  ["an invalid date", new Date(NaN), undefined, "invalid date\n"],
  ["plain data as YAML", { b: [1], a: "x" }, undefined, "a: x\nb:\n- 1\n"],
  [
    "an object as YAML",
    POD,
    undefined,
    [
      "apiVersion: v1",
      "kind: Pod",
      "metadata:",
      "  name: a",
      "  namespace: x",
      "",
    ].join("\n"),
  ],
  ["JSON with sorted keys", { b: 1, a: [] }, "json", '{\n    "a": [],\n    "b": 1\n}\n'],
  ["null as JSON for undefined", undefined, "json", "null\n"],
  ["names", [POD, DEPLOYMENT], "name", "pod/a\ndeployment.apps/b\n"],
  ["JSONPath of an object", POD, "jsonpath={.metadata.name}", "a\n"],
  ["JSONPath of a list", [POD, DEPLOYMENT], "jsonpath={.items[*].kind}", "Pod Deployment\n"],
];

const SECRET = new SecretValue(new TextEncoder().encode("hunter2"));
const OUTCOME = new WriteOutcome({ ...POD, name: "a", namespace: "x", state: "deleted" });
const OUTCOMES = new WriteOutcomes([OUTCOME]);
const WRITTEN: typeof CASES = [
  ["a secret value hidden", SECRET, undefined, "[hidden]\n"],
  ["a secret value hidden in YAML", { a: [SECRET] }, "yaml", "a:\n- '[hidden]'\n"],
  ["a secret value hidden in JSON", [SECRET], "json", '[\n    "[hidden]"\n]\n'],
  ["an outcome as a line", OUTCOME, undefined, "pod/a deleted\n"],
  ["an outcome by its name", OUTCOME, "name", "pod/a\n"],
  ["an outcome as a table", OUTCOME, "table", "NAME   OUTCOME\na      deleted\n"],
  ["outcomes as a table", OUTCOMES, undefined, "NAME   OUTCOME\na      deleted\n"],
  ["outcomes by name", OUTCOMES, "name", "pod/a\n"],
  [
    "outcomes as YAML",
    OUTCOMES,
    "yaml",
    "- apiVersion: v1\n  dryRun: false\n  kind: Pod\n  name: a\n  namespace: x\n  state: deleted\n",
  ],
];

for (const [name, value, format, text] of [...CASES, ...WRITTEN]) {
  Deno.test(`render() gives ${name}`, async () => {
    assert.equal(await rendered(value, format), text);
  });
}

Deno.test("render() lists objects of several kinds and namespaces in a table", async () => {
  const lines = (await rendered([POD, DEPLOYMENT])).split("\n");
  assert.match(lines[0]!, /^NAMESPACE +KIND +NAME +AGE$/);
  assert.match(lines[1]!, /^x +Pod +a +<unknown>$/);
  assert.match(lines[2]!, /^y +Deployment +b +<unknown>$/);
});

Deno.test("render() reads an async iterable to its end", async () => {
  async function* numbers() {
    yield 1;
    yield await Promise.resolve(2);
  }
  assert.equal(await rendered(numbers()), "1\n2\n");
});

Deno.test("render() gives the body of a response", async () => {
  assert.equal(await rendered(new Response("ok")), "ok\n");
});

Deno.test("render() refuses names and tables of what is no object", async () => {
  await assert.rejects(rendered([1], "name"), /Cannot print the result as names/);
  await assert.rejects(rendered({ a: 1 }, "wide"), /Cannot print the result as a table/);
});

Deno.test("render() lets nothing control a terminal", async () => {
  const hostile = "a\u001b]0;title\u0007b\u009b31m\u202e";
  const hostileObject = {
    ...POD,
    metadata: { name: hostile, annotations: { [hostile]: hostile } },
  };
  for (
    const value of [hostile, [hostile], { [hostile]: hostile }, hostileObject, [hostileObject]]
  ) {
    for (const format of [undefined, "json", "yaml", "name", "table", "csv"]) {
      const isObject = value === hostileObject ||
        (Array.isArray(value) && value[0] === hostileObject);
      if (!isObject && /name|table|csv/.test(format ?? "")) continue;
      for (const plain of ["yaml", "inspect"] as const) {
        const text = await rendered(value, format, { terminal: true, plain });
        // deno-lint-ignore no-control-regex -- these are what must not come through
        assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      }
    }
  }
});

Deno.test("objectName() names an object as kubectl -o name does", () => {
  assert.equal(objectName(POD), "pod/a");
  assert.equal(objectName(DEPLOYMENT), "deployment.apps/b");
});

/** What is rendered over time, piece by piece. */
async function piecesOf(items: AsyncIterable<unknown>, format?: string): Promise<string[]> {
  return await Array.fromAsync(render(items, { format: await parseOutputFormat(format) }));
}

async function* given(...items: readonly unknown[]): AsyncGenerator<unknown> {
  for (const item of items) yield await Promise.resolve(item);
}

const EVENT = { type: "ADDED", object: POD };

const OVER_TIME: readonly [
  name: string,
  items: readonly unknown[],
  format: string | undefined,
  text: string,
][] = [
  ["text and values as lines", ["a", 1, "b\n", null], undefined, "a\n1\nb\nnull\n"],
  [
    "other data one a line",
    [{ a: [1, { b: 2 }] }, [1, 2]],
    undefined,
    "{ a: [ 1, { b: 2 } ] }\n[ 1, 2 ]\n",
  ],
  ["events as rows", [EVENT], undefined, "EVENT      NAME   AGE\nADDED      a      <unknown>\n"],
  ["objects as rows", [POD, POD], "table", "NAME   AGE\na      <unknown>\na      <unknown>\n"],
  ["JSON lines", [EVENT, 1], "json", `${JSON.stringify(EVENT)}\n1\n`],
  ["YAML documents", [{ a: 1 }, { b: 2 }], "yaml", "---\na: 1\n---\nb: 2\n"],
  ["names of events and objects", [EVENT, DEPLOYMENT], "name", "pod/a\ndeployment.apps/b\n"],
  ["JSONPath of each", [EVENT, EVENT], "jsonpath={.object.kind}", "Pod\nPod\n"],
  ["comma-separated values", [EVENT], "csv", "Event,Name,Age\r\nADDED,a,<unknown>\r\n"],
  ["nothing for nothing", [], undefined, ""],
];

for (const [name, items, format, text] of OVER_TIME) {
  Deno.test(`render() gives over time ${name}`, async () => {
    assert.equal((await piecesOf(given(...items), format)).join(""), text);
  });
}

Deno.test("render() shows what is there while more is waited for", async () => {
  const more = Promise.withResolvers<void>();
  async function* items() {
    yield "a";
    yield "b";
    await more.promise;
    yield "c";
  }
  const pieces = render(items(), { format: { type: "auto" } });
  assert.equal((await pieces.next()).value, "a\nb\n");
  more.resolve();
  assert.equal((await pieces.next()).value, "c\n");
  assert.equal((await pieces.next()).done, true);
});

Deno.test("render() lets go of what never comes when its signal fires", async () => {
  const stop = new AbortController();
  const items = {
    returned: false,
    next: () => new Promise<IteratorResult<unknown>>(() => {}),
    return(): Promise<IteratorResult<unknown>> {
      this.returned = true;
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const next = render(items, { format: { type: "auto" }, signal: stop.signal }).next();
  stop.abort(new Error("enough"));
  await assert.rejects(next, { message: "enough" });
  assert.equal(items.returned, true);
});

Deno.test("render() refuses a table of what is no object, also over time", async () => {
  await assert.rejects(() => piecesOf(given(1), "table"), /it holds no objects of the cluster/);
});
