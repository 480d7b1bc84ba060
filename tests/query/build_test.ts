import assert from "node:assert/strict";
import { ago } from "../../lib/core/duration.ts";
import { QueryError } from "../../lib/core/errors.ts";
import { quantity } from "../../lib/core/quantity.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import { type FieldSchema, schemaOf } from "../../lib/kinds/schema.ts";
import { schemaFromOpenApi } from "../../lib/kinds/openapi_schema.ts";
import { EVERYTHING, isNothing, NOTHING, walk } from "../../lib/query/ast.ts";
import { buildFilter } from "../../lib/query/build.ts";
import { formatFilter } from "../../lib/query/format.ts";
import { OPERATOR } from "../../lib/query/operator_data.ts";
import {
  absent,
  anyOf,
  exists,
  gt,
  like,
  lt,
  lte,
  matches,
  not,
  oneOf,
} from "../../lib/query/operators.ts";

function schema(apiVersion: string, kind: string): FieldSchema {
  const known = builtinKind(apiVersion, kind);
  const found = known === undefined ? undefined : schemaOf(known);
  assert(found !== undefined);
  return found;
}

const POD = schema("v1", "Pod");

/** The filter of the arguments, as text. */
function shown(...args: unknown[]): string {
  return formatFilter(buildFilter(args, POD, { what: "pods" }));
}

function refuses(message: string, ...args: unknown[]): void {
  assert.throws(() => buildFilter(args, POD, { what: "pods" }), (error: unknown) => {
    assert(error instanceof QueryError, String(error));
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("buildFilter joins the keys of an object by and", () => {
  assert.equal(
    shown({ status: { phase: "Running" }, metadata: { labels: { "a.b/c": "web" } } }),
    'status.phase = "Running" and metadata.labels["a.b/c"] = "web"',
  );
});

Deno.test("buildFilter reads null as absent", () => {
  assert.equal(
    shown({ spec: { nodeName: null, affinity: null } }),
    "spec.nodeName absent and spec.affinity absent",
  );
});

Deno.test("buildFilter reads every operator", () => {
  const since = new Date("2026-01-01T10:00:00Z");
  const cases: [unknown, string][] = [
    [{ status: { phase: oneOf("A", "B") } }, 'status.phase in ("A", "B")'],
    [{ status: { phase: not("A") } }, 'status.phase != "A"'],
    [{ status: { phase: not(null) } }, "status.phase exists"],
    [{ status: { phase: not(oneOf("A")) } }, 'not (status.phase in ("A"))'],
    [{ status: { phase: not(not("A")) } }, 'not (status.phase != "A")'],
    [{ status: { phase: exists() } }, "status.phase exists"],
    [{ status: { phase: absent() } }, "status.phase absent"],
    [{ metadata: { name: like("web-*") } }, 'metadata.name like "web-*"'],
    [{ metadata: { name: matches(/^a/gi) } }, "metadata.name matches /^a/i"],
    [
      { metadata: { creationTimestamp: lt(since) } },
      "metadata.creationTimestamp < 2026-01-01T10:00:00Z",
    ],
    [
      { metadata: { creationTimestamp: since } },
      "metadata.creationTimestamp = 2026-01-01T10:00:00Z",
    ],
    [{ spec: { priority: lte(5) } }, "spec.priority <= 5"],
    [{ spec: { overhead: { memory: gt(quantity("1.5Gi")) } } }, "spec.overhead.memory > 1536Mi"],
    [{ spec: { overhead: { cpu: gt(0.5) } } }, "spec.overhead.cpu > 500m"],
  ];
  for (const [filter, text] of cases) assert.equal(shown(filter), text);
});

Deno.test("buildFilter reads the conditions on a list", () => {
  assert.equal(
    shown({
      spec: { containers: { $some: { image: like("*:latest"), name: "a" }, $size: gt(1) } },
    }),
    'spec.containers some (image like "*:latest" and name = "a") and spec.containers size > 1',
  );
  assert.equal(
    shown({ metadata: { finalizers: { $some: "f" } } }),
    'metadata.finalizers some = "f"',
  );
  assert.equal(shown({ spec: { containers: { $size: 2 } } }), "spec.containers size = 2");
  assert.equal(shown({ spec: { containers: { $some: {} } } }), "spec.containers some everything");
});

Deno.test("buildFilter reads a path, an operator and a value", () => {
  const since = ago("2h", new Date("2026-01-01T12:00:00Z"));
  assert.equal(
    shown("metadata.creationTimestamp", "<", since),
    "metadata.creationTimestamp < 2026-01-01T10:00:00Z",
  );
  assert.equal(
    shown("metadata.creationTimestamp", "<", "2026-01-01T10:00:00Z"),
    "metadata.creationTimestamp < 2026-01-01T10:00:00Z",
  );
  assert.equal(shown("status.phase", "==", "A"), 'status.phase = "A"');
  assert.equal(shown("status.phase", "notin", ["A", "B"]), 'status.phase notin ("A", "B")');
  assert.equal(shown("status.phase", "!=", null), "status.phase exists");
  assert.equal(shown("metadata.name", "matches", /a/), "metadata.name matches /a/");
});

Deno.test("buildFilter reads anyOf as an alternative", () => {
  assert.equal(
    shown(anyOf({ status: { phase: "A" } }, anyOf({ spec: { nodeName: null } }), isOld)),
    'status.phase = "A" or spec.nodeName absent or function isOld() { return true; }',
  );
});

function isOld() {
  return true;
}

Deno.test("buildFilter takes an empty filter for everything, and no choice for nothing", () => {
  assert.equal(buildFilter([{}], POD), EVERYTHING);
  assert.equal(buildFilter([{ metadata: { labels: {} } }], POD), EVERYTHING);
  assert.equal(buildFilter([{ spec: { containers: { $every: {} } } }], POD), EVERYTHING);
  assert.equal(buildFilter([anyOf({ status: { phase: "A" } }, {})], POD), EVERYTHING);
  assert.equal(buildFilter([{ status: { phase: oneOf() } }], POD), NOTHING);
  assert(isNothing(buildFilter([anyOf()], POD)));
  assert(isNothing(buildFilter([{ status: { phase: oneOf() }, spec: { hostPID: true } }], POD)));
});

Deno.test("buildFilter refuses undefined wherever it stands", () => {
  const cases: [string, ...unknown[]][] = [
    ["metadata.name", { metadata: { name: undefined } }],
    ["metadata.name", { metadata: { name: oneOf("a", undefined as unknown as string) } }],
    ["metadata.name", { metadata: { name: not(undefined as unknown as string) } }],
    ["metadata.name", { metadata: { name: like(undefined as unknown as string) } }],
    ["spec.priority", { spec: { priority: gt(undefined as unknown as number) } }],
    ["spec.containers[].image", { spec: { containers: { $some: { image: undefined } } } }],
    ["spec.containers.$size", { spec: { containers: { $size: undefined } } }],
    ["status.phase", "status.phase", "=", undefined],
    ["status.phase", "status.phase", "in", ["a", undefined]],
  ];
  for (const [path, ...args] of cases) {
    assert.throws(() => buildFilter(args, POD), {
      name: "TypeError",
      message: `Cannot filter objects by "${path}": the value is undefined: ` +
        'give a value, or null for "absent"',
    });
  }
  assert.throws(() => buildFilter([undefined], POD), TypeError);
  assert.throws(() => buildFilter([], POD), TypeError);
  assert.throws(() => buildFilter([anyOf(undefined as unknown as object)], POD), TypeError);
});

Deno.test("buildFilter refuses numbers and dates that are none", () => {
  assert.throws(() => buildFilter([{ spec: { priority: gt(NaN) } }], POD), TypeError);
  assert.throws(() => buildFilter(["spec.priority", "=", Infinity], POD), TypeError);
  assert.throws(
    () => buildFilter([{ metadata: { creationTimestamp: gt(new Date("x")) } }], POD),
    TypeError,
  );
});

Deno.test("buildFilter suggests the field that was meant", () => {
  refuses('Cannot filter pods by "status.phse": no such field: did you mean "status.phase"', {
    status: { phse: "Running" },
  });
  refuses(
    'Cannot filter pods by "status.phse": no such field: did you mean "status.phase"',
    "status.phse",
    "=",
    "Running",
  );
  refuses('Cannot filter pods by "phase": no such field: did you mean "status.phase"', {
    phase: "Running",
  });
  refuses(
    'Cannot filter pods by "spec.containers[].imag": no such field: ' +
      'did you mean "spec.containers[].image"',
    { spec: { containers: { $some: { imag: "a" } } } },
  );
  refuses('Cannot filter pods by "spec.zzzz": no such field', { spec: { zzzz: 1 } });
});

Deno.test("buildFilter says how to ask of lists and maps", () => {
  refuses(
    'Cannot filter pods by "spec.containers.image": "spec.containers" is a list: ' +
      "ask of its items with { containers: { $some: { image: … } } }",
    "spec.containers.image",
    "=",
    "a",
  );
  refuses(
    'Cannot filter pods by "spec.containers": it is a list, not an object: ' +
      "its conditions are $some, $every and $size",
    { spec: { containers: { image: "a" } } },
  );
  refuses(
    'Cannot filter pods by "metadata.finalizers": it is a list: ' +
      'write { finalizers: { $some: "a" } }',
    { metadata: { finalizers: "a" } },
  );
  refuses(
    'Cannot filter pods by "spec.containers": a list has no condition "$sme": did you mean $some',
    { spec: { containers: { $sme: {} } } },
  );
  refuses(
    'Cannot filter pods by "metadata.labels.app.kubernetes.io/name": keys of a map are no path: ' +
      'write where({ metadata: { labels: { "app.kubernetes.io/name": … } } })',
    "metadata.labels.app.kubernetes.io/name",
    "=",
    "web",
  );
  refuses(
    'Cannot filter pods by "status.phase.x": "status.phase" is text and has no fields',
    "status.phase.x",
    "=",
    "a",
  );
  refuses('Cannot filter pods by "status.phase": it is text, not an object', {
    status: { phase: { x: 1 } },
  });
});

Deno.test("buildFilter refuses values that can never be equal to the field", () => {
  refuses('Cannot filter pods by "spec.priority": it is a number, not text: write 5', {
    spec: { priority: "5" },
  });
  refuses('Cannot filter pods by "status.phase": it is text, not a number: write "5"', {
    status: { phase: 5 },
  });
  refuses('Cannot filter pods by "metadata.labels.n": it is text, not a number: write "3"', {
    metadata: { labels: { n: 3 } },
  });
  refuses(
    'Cannot filter pods by "spec.hostPID": it is true or false, not text: ' +
      "write true or false without quotes",
    { spec: { hostPID: "true" } },
  );
  refuses('Cannot filter pods by "spec.hostPID": it is true or false, not a number', {
    spec: { hostPID: 1 },
  });
  refuses('Cannot filter pods by "spec.priority": it is a number, not true or false', {
    spec: { priority: true },
  });
  refuses(
    'Cannot filter pods by "status.phase": text has no order: compare with a number, ' +
      'a date as ago("2h"), or quantity("1Gi")',
    "status.phase",
    "<",
    "A",
  );
  refuses('Cannot filter pods by "spec.priority": like is for text, and it is a number', {
    spec: { priority: like("1*") },
  });
  refuses(
    'Cannot filter pods by "spec": it is an object with fields, such as ' +
      POD.field("spec")?.fieldNames().slice(0, 4).join(", "),
    { spec: "a" },
  );
});

Deno.test("buildFilter refuses what is no condition, with what to write instead", () => {
  const name = 'Cannot filter pods by "metadata.name": the value is';
  refuses(`${name} an array: use oneOf(…), or $some for a list`, { metadata: { name: ["a"] } });
  refuses(`${name} a regular expression: use matches(/a/)`, { metadata: { name: /a/ } });
  refuses(`${name} a promise: await it first`, { metadata: { name: Promise.resolve("a") } });
  refuses(`${name} a bigint: use text, a number, true, false, a Date or quantity(…)`, {
    metadata: { name: 1n },
  });
  refuses(
    `${name} a function: a predicate stands alone, as where((object) => …)`,
    { metadata: { name: () => true } },
  );
  refuses(
    'Cannot filter pods by "status": anyOf(…) stands for a whole filter: for one field use oneOf(…)',
    { status: anyOf({}) },
  );
  refuses(
    'Cannot filter pods by "status.phase": unknown operator "~=": ' +
      "the operators are = != < <= > >= in notin like matches",
    "status.phase",
    "~=",
    "A",
  );
  refuses(
    'Cannot filter pods by "status.phase": where() takes a path, an operator and a value: ' +
      'where("status.phase", "=", …)',
    "status.phase",
    "Running",
  );
  for (const whole of [null, "status.phase=Running", 5, [{}], Promise.resolve({}), new Map()]) {
    assert.throws(() => buildFilter([whole], POD), QueryError);
  }
  for (const path of ["", ".status.phase", "status..phase"]) {
    assert.throws(() => buildFilter([path, "=", "a"], POD), QueryError);
  }
});

Deno.test("buildFilter refuses a predicate that is asynchronous", () => {
  refuses(
    "Cannot filter pods: the predicate is asynchronous, and a promise is always true: " +
      "await first, then filter",
    // deno-lint-ignore require-await
    async () => true,
  );
  assert.throws(() => buildFilter([function* () {}], POD), QueryError);
});

Deno.test("buildFilter never takes user data for an operator", () => {
  const data: unknown = JSON.parse(
    '{"status":{"phase":{"operands":[],"skiff.operator":"exists"}}}',
  );
  assert.throws(() => buildFilter([data], POD), QueryError);
  assert.equal(typeof OPERATOR, "symbol");
  const label: unknown = JSON.parse('{"metadata":{"labels":{"$some":"a","__proto__":"b"}}}');
  assert.equal(
    formatFilter(buildFilter([label], POD)),
    'metadata.labels.$some = "a" and metadata.labels.__proto__ = "b"',
  );
});

Deno.test("buildFilter accepts unknown paths where there is no schema, and notes that", () => {
  const node = buildFilter([{ spec: { color: "red" }, metadata: { labels: { a: "b" } } }]);
  const unchecked: string[] = [];
  walk(node, (part) => {
    if (part.type === "compare" && part.unchecked) unchecked.push(formatFilter(part));
  });
  assert.deepEqual(unchecked, ['spec.color = "red"']);
  assert.throws(() => buildFilter([{ metadata: { lables: { a: "b" } } }]), {
    message:
      'Cannot filter objects by "metadata.lables": no such field: did you mean "metadata.labels"',
  });
  assert.equal(
    formatFilter(buildFilter([{ spec: { parts: { $some: { size: gt(2) } } } }])),
    "spec.parts some size > 2",
  );
});

Deno.test("buildFilter knows metadata where a custom kind's schema leaves it open", () => {
  const widget = schemaFromOpenApi({
    type: "object",
    properties: { metadata: { type: "object" }, spec: { type: "object", properties: {} } },
  });
  assert.equal(
    formatFilter(buildFilter([{ metadata: { labels: { a: "b" } } }], widget)),
    'metadata.labels.a = "b"',
  );
  assert.throws(() => buildFilter([{ metadata: { nme: "a" } }], widget), QueryError);
});

Deno.test("buildFilter ends on an object that contains itself", () => {
  const round: Record<string, unknown> = {};
  round["again"] = round;
  assert.throws(() => buildFilter([{ spec: round }]), QueryError);
});

Deno.test("buildFilter gives frozen nodes", () => {
  const node = buildFilter([{
    status: { phase: oneOf("a", "b") },
    metadata: { creationTimestamp: gt(new Date(0)) },
    spec: { containers: { $some: { image: not(like("a")) } } },
  }], POD);
  walk(node, (part) => {
    assert(Object.isFrozen(part));
    for (const value of Object.values(part)) {
      assert(typeof value !== "object" || Object.isFrozen(value));
      if (Array.isArray(value)) {
        for (const item of value) assert(typeof item !== "object" || Object.isFrozen(item));
      }
    }
  });
});

Deno.test("buildFilter refuses a moment of ago() as equal, which nothing would be", () => {
  const message =
    'Cannot filter pods by "metadata.creationTimestamp": hardly anything happens at exactly that ' +
    'moment: write "<" or ">", as where("metadata.creationTimestamp", "<", ago("1h"))';
  const filter = { metadata: { creationTimestamp: ago("1h") } };
  assert.throws(() => buildFilter([filter], undefined, { what: "pods" }), {
    name: "QueryError",
    message,
  });
});
