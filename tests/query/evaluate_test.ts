import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import { quantity } from "../../lib/core/quantity.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import { and, or } from "../../lib/query/ast.ts";
import { buildFilter } from "../../lib/query/build.ts";
import { compileFilter, evaluate } from "../../lib/query/evaluate.ts";
import { compileGlob } from "../../lib/query/glob.ts";
import {
  absent,
  exists,
  gt,
  gte,
  like,
  lt,
  lte,
  matches,
  not,
  oneOf,
} from "../../lib/query/operators.ts";
import { selectorFilter } from "../../lib/query/selector.ts";
import type { FilteredKind } from "../../lib/query/server_field.ts";

function builtin(apiVersion: string, name: string): FilteredKind {
  const kind = builtinKind(apiVersion, name);
  assert(kind !== undefined);
  return kind;
}

const POD = builtin("v1", "Pod");
const JOB = builtin("batch/v1", "Job");
const EVENT = builtin("v1", "Event");

/** Tells whether the object passes `where({ value: condition })`. */
function passes(condition: unknown, object: Record<string, unknown>): boolean {
  return evaluate(buildFilter([{ value: condition }]), object, POD);
}

function checkAll(cases: readonly (readonly [unknown, unknown, boolean])[]): void {
  for (const [condition, value, expected] of cases) {
    const shown = `${JSON.stringify(condition)} on ${JSON.stringify(value)}`;
    const object = value === undefined ? {} : { value };
    assert.equal(passes(condition, object), expected, shown);
  }
}

Deno.test("evaluate compares values by their type", () => {
  checkAll([
    ["a", "a", true],
    ["a", "b", false],
    ["a", undefined, false],
    ["1", 1, false],
    [1, 1, true],
    [1, "1", false],
    [true, true, true],
    [true, "true", false],
    [null, undefined, true],
    [null, null, true],
    [null, "", false],
    [exists(), "", true],
    [exists(), null, false],
    [absent(), undefined, true],
    [oneOf<string | number>("a", 1), 1, true],
    [oneOf<string | number>("a", 1), "1", false],
  ]);
});

Deno.test("evaluate lets negations hold where the field is absent", () => {
  checkAll([
    [not("a"), undefined, true],
    [not(oneOf("a")), undefined, true],
    [not(like("a*")), undefined, true],
    [not(gt(1)), undefined, true],
    [gt(1), undefined, false],
    [lte(1), undefined, false],
  ]);
});

Deno.test("evaluate reads the field as its right side says", () => {
  const date = new Date("2026-01-01T10:00:00Z");
  checkAll([
    [gt(9), 10, true],
    [gt(9), "10", true],
    [gt(9), "10x", false],
    [gt(9), "1Gi", false],
    [gt(9), true, false],
    [lt(date), "2026-01-01T09:59:59Z", true],
    [lt(date), "2026-01-01T11:00:00+02:00", true],
    [gte(date), "2026-01-01T10:00:00.000000Z", true],
    [lt(date), "yesterday", false],
    [lt(date), 5, false],
    [date, "2026-01-01T12:00:00+02:00", true],
    [gt(quantity("1Gi")), "1025Mi", true],
    [gt(quantity("1Gi")), "1024Mi", false],
    [gte(quantity("1Gi")), 1073741824, true],
    [lt(quantity("1")), "999m", true],
    [lt(quantity("1")), "a lot", false],
    [quantity("1Gi"), "1024Mi", true],
  ]);
});

Deno.test("evaluate matches whole texts by like, and parts by matches", () => {
  checkAll([
    [like("*:latest"), "nginx:latest", true],
    [like("*:latest"), "nginx:latest-1", false],
    [like("web"), "web-0", false],
    [like("w?b*"), "web-0", true],
    [like("a.c"), "abc", false],
    [like("1*"), 12, false],
    [matches(/^web-\d+$/), "web-10", true],
    [matches(/EB/i), "web", true],
    [matches(/1/), 1, false],
  ]);
  const again = compileFilter(buildFilter([{ value: matches(/a/g) }]), POD);
  assert.deepEqual([again({ value: "a" }), again({ value: "a" })], [true, true]);
});

Deno.test("evaluate asks of lists by some, every and size", () => {
  const list = [{ a: 1 }, { a: 2 }];
  checkAll([
    [{ $some: { a: 1 } }, list, true],
    [{ $some: { a: 3 } }, list, false],
    [{ $every: { a: gt(0) } }, list, true],
    [{ $every: { a: 1 } }, list, false],
    [{ $every: { a: 1 } }, undefined, true],
    [{ $some: {} }, [], false],
    [{ $some: {} }, [{}], true],
    [{ $size: 2 }, list, true],
    [{ $size: 0 }, undefined, true],
    [{ $size: 0 }, "no list", true],
    [{ $size: lt(2) }, list, false],
    [{ $some: like("f*") }, ["x", "f1"], true],
    [{ $some: { a: 1 }, $size: 1 }, list, false],
  ]);
});

Deno.test("evaluate gives absent selectable fields the server's text", () => {
  const cases: [FilteredKind, unknown, unknown, boolean][] = [
    [POD, { spec: { nodeName: "" } }, {}, true],
    [POD, { spec: { nodeName: null } }, { spec: { nodeName: "" } }, false],
    [POD, { spec: { hostNetwork: false } }, {}, true],
    [POD, { spec: { hostNetwork: not(true) } }, {}, true],
    [POD, { spec: { hostNetwork: oneOf(true, false) } }, {}, true],
    [JOB, { status: { succeeded: 0 } }, {}, true],
    [JOB, { status: { succeeded: oneOf(1, 0) } }, {}, true],
    [JOB, { status: { succeeded: gt(0) } }, {}, false],
    [JOB, { status: { active: 0 } }, {}, false],
  ];
  for (const [kind, filter, object, expected] of cases) {
    assert.equal(evaluate(buildFilter([filter]), object, kind), expected, JSON.stringify(filter));
  }
});

Deno.test("evaluate follows written selectors by the server's rules", () => {
  const labels = (values: Record<string, string>) => ({ metadata: { labels: values } });
  const cases: [string, unknown, boolean][] = [
    ["a!=b", {}, true],
    ["a notin (b)", {}, true],
    ["a=", labels({ a: "" }), true],
    ["a=", {}, false],
    ["!a", { metadata: {} }, true],
    ["n>3", labels({ n: "10" }), true],
    ["n>3", labels({ n: "4.5" }), false],
    ["constructor", {}, false],
    ["toString notin (a)", labels({}), true],
  ];
  for (const [selector, object, expected] of cases) {
    assert.equal(evaluate(selectorFilter({ labels: selector }), object, POD), expected, selector);
  }
  const source = selectorFilter({ fields: "source=kubelet" });
  assert.equal(evaluate(source, { source: { component: "kubelet" } }, EVENT), true);
  assert.equal(evaluate(source, { source: {}, reportingComponent: "kubelet" }, EVENT), true);
  assert.equal(evaluate(source, {}, EVENT), false);
  const unknown = selectorFilter({ fields: "spec.color=" });
  assert.equal(evaluate(unknown, {}, POD), true);
});

Deno.test("evaluate reads own fields only", () => {
  const filter = buildFilter([{ value: { constructor: exists() } }]);
  assert.equal(evaluate(filter, { value: {} }, POD), false);
  const proto = buildFilter(["value.__proto__", "!=", null]);
  assert.equal(evaluate(proto, { value: {} }, POD), false);
  assert.equal(evaluate(buildFilter(["value.length", "=", 1]), { value: ["a"] }, POD), false);
  for (const odd of [null, undefined, 5, "text", []]) {
    assert.equal(evaluate(filter, odd, POD), false);
  }
});

Deno.test("compileFilter runs predicates in the order they were written, and stops at the first that fails", () => {
  const seen: string[] = [];
  const note = (name: string) => buildFilter([() => seen.push(name) < 3]);
  const test = compileFilter(and([note("a"), note("b"), note("c"), note("d")]), POD);
  assert.equal(test({}), false);
  assert.deepEqual(seen, ["a", "b", "c"]);
});

Deno.test("compileFilter refuses a predicate that gives a function, which would let everything pass", () => {
  const forgotten = buildFilter([() => String.prototype.trim]);
  const test = compileFilter(forgotten, { namespaced: true, fields: [] });
  assert.throws(() => test({}), {
    name: "QueryError",
    message: /^Cannot filter by .*: the predicate gave a function, which is always true: call it$/,
  });
});

Deno.test("compileFilter refuses a predicate that gives a promise", () => {
  const test = compileFilter(buildFilter([() => Promise.reject(new Error("unseen"))]), POD);
  assert.throws(() => test({}), QueryError);
});

Deno.test("compileFilter lets the error of a predicate through", () => {
  const failure = new RangeError("own");
  const test = compileFilter(
    or([
      buildFilter([{ a: 1 }]),
      buildFilter([() => {
        throw failure;
      }]),
    ]),
    POD,
  );
  assert.throws(() => test({}), failure);
});

Deno.test("compileGlob agrees with a regular expression", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "😀"), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom("a", "b", "😀"), maxLength: 10 }),
      (glob, text) => {
        const pattern = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`, "u");
        assert.equal(compileGlob(glob)(text), pattern.test(text));
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});

Deno.test("compileGlob takes no longer for many stars", () => {
  const matches = compileGlob(`${"a*".repeat(30)}b`);
  assert.equal(matches("a".repeat(5000)), false);
});
