import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import {
  checkLabelKey,
  checkLabelValue,
  formatLabelSelector,
  fromLabelSelectorObject,
  labelRequirement,
  matchLabels,
  parseLabelSelector,
} from "../../lib/core/labels.ts";
import type { LabelRequirement } from "../../lib/core/labels.ts";

const READ: [string, string][] = [
  ["", ""],
  ["  ", ""],
  ["a", "a"],
  ["!a", "!a"],
  ["! a", "!a"],
  ["a=b", "a=b"],
  ["a==b", "a=b"],
  [" a = b , c != d ", "a=b,c!=d"],
  ["a=", "a="],
  ["a=,b!=", "a=,b!="],
  ["a in (c,b,b)", "a in (b,c)"],
  ["a notin(b)", "a notin (b)"],
  ["a in ()", "a in ()"],
  ["a in (,)", "a in ()"],
  ["a in (,x)", "a in (,x)"],
  ["a in (x,,y)", "a in (,x,y)"],
  ["in in (in,notin)", "in in (in,notin)"],
  ["notin", "notin"],
  ["a=in", "a=in"],
  ["n>5,m<7", "n>5,m<7"],
  ["app.kubernetes.io/name=web", "app.kubernetes.io/name=web"],
  ["a\t=\nb", "a=b"],
];

for (const [text, printed] of READ) {
  Deno.test(`parseLabelSelector reads ${JSON.stringify(text)}`, () => {
    assert.equal(formatLabelSelector(parseLabelSelector(text)), printed);
  });
}

const REFUSED: [string, RegExp][] = [
  ["a in (b", /expected "," or "\)", but the text ends$/],
  ["a===b", /expected a value, but found "=" at column 4$/],
  ["!", /expected a label key, but the text ends$/],
  ["!!a", /expected a label key, but found "!" at column 2$/],
  ["a=!b", /expected a value, but found "!" at column 3$/],
  ["!a=b", /expected "," or the end, but found "=" at column 3$/],
  ["a,", /expected a label key, but the text ends$/],
  [",a", /expected a label key, but found "," at column 1$/],
  ["a b", /expected one of = == != in notin > < or a comma, but found "b" at column 3$/],
  ["a=b c", /expected "," or the end, but found "c" at column 5$/],
  ["a in b", /expected "\(", but found "b" at column 6$/],
  ["a in (b c)", /expected "," or "\)", but found "c" at column 9$/],
  ["a in", /expected "\(", but the text ends$/],
  ["(a)", /expected a label key, but found "\("/],
  [`a=${"x".repeat(64)}`, /it has 64 characters, at most 63 are allowed$/],
  ["a=b/c", /as label value of "a": it may hold letters/],
  ["-a", /as label key: it may hold letters/],
  ["x/y/z=1", /as label key/],
  ["/a", /the part before "\/" is empty$/],
  ["A.io/a", /DNS name in lower case$/],
  ["n>x", /its value must be an integer$/],
  ["n>9223372036854775808", /its value must be an integer$/],
  ["a=b\u0000", /may hold letters/],
  ["a=\u00e9", /may hold letters/],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseLabelSelector refuses ${JSON.stringify(text).slice(0, 30)}`, () => {
    assert.throws(() => parseLabelSelector(text), (error: unknown) => {
      assert.ok(error instanceof QueryError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("matchLabels lets != and notin match where the label is absent", () => {
  for (const text of ["a!=b", "a notin (b)", "!a"]) {
    assert.equal(matchLabels(parseLabelSelector(text), {}), true, text);
    assert.equal(matchLabels(parseLabelSelector(text), undefined), true, text);
    assert.equal(matchLabels(parseLabelSelector(text), { a: "b" }), false, text);
  }
});

Deno.test("matchLabels lets =, in, exists, > and < match only where the label is present", () => {
  for (const text of ["a=5", "a in (5,6)", "a", "a>4", "a<6"]) {
    assert.equal(matchLabels(parseLabelSelector(text), {}), false, text);
    assert.equal(matchLabels(parseLabelSelector(text), { a: "5" }), true, text);
  }
  assert.equal(matchLabels(parseLabelSelector("a="), {}), false);
  assert.equal(matchLabels(parseLabelSelector("a="), { a: "" }), true);
});

Deno.test("matchLabels compares > and < as integers and never matches other text", () => {
  assert.equal(matchLabels(parseLabelSelector("a>9"), { a: "10" }), true);
  assert.equal(matchLabels(parseLabelSelector("a>9"), { a: "x10" }), false);
  assert.equal(matchLabels(parseLabelSelector("a<9"), { a: "" }), false);
});

Deno.test("matchLabels never takes an inherited property for a label", () => {
  assert.equal(matchLabels(parseLabelSelector("constructor"), {}), false);
});

Deno.test("fromLabelSelectorObject reads matchLabels and matchExpressions", () => {
  const requirements = fromLabelSelectorObject({
    matchLabels: { tier: "web", app: "shop" },
    matchExpressions: [
      { key: "env", operator: "In", values: ["b", "a"] },
      { key: "old", operator: "DoesNotExist" },
      { key: "new", operator: "Exists", values: [] },
      { key: "zone", operator: "NotIn", values: ["z"] },
    ],
  });
  assert.equal(
    formatLabelSelector(requirements),
    "app=shop,tier=web,env in (a,b),!old,new,zone notin (z)",
  );
  assert.deepEqual(fromLabelSelectorObject({}), []);
});

Deno.test("fromLabelSelectorObject refuses unknown operators and wrong numbers of values", () => {
  const cases: [string, string[], RegExp][] = [
    ["in", ["a"], /unknown operator "in": the operators are In, NotIn, Exists, DoesNotExist$/],
    ["In", [], /it needs at least one value$/],
    ["Exists", ["a"], /it takes no values$/],
  ];
  for (const [operator, values, message] of cases) {
    assert.throws(
      () => fromLabelSelectorObject({ matchExpressions: [{ key: "k", operator, values }] }),
      message,
    );
  }
});

Deno.test("labelRequirement gives frozen data", () => {
  const requirement = labelRequirement("a", "in", ["c", "b"]);
  assert.ok(Object.isFrozen(requirement) && Object.isFrozen(requirement.values));
  assert.ok(Object.isFrozen(parseLabelSelector("a")));
});

Deno.test("checkLabelKey and checkLabelValue keep the limits of Kubernetes", () => {
  assert.equal(
    checkLabelKey(`${"a".repeat(253)}/${"b".repeat(63)}`),
    `${"a".repeat(253)}/${"b".repeat(63)}`,
  );
  assert.throws(() => checkLabelKey(`${"a".repeat(254)}/b`), /has 254 characters/);
  assert.throws(() => checkLabelKey(""), /the name is empty/);
  assert.throws(() => checkLabelKey("a/"), /the name is empty/);
  assert.equal(checkLabelValue(""), "");
  assert.equal(checkLabelValue("A_b-c.1"), "A_b-c.1");
  assert.throws(() => checkLabelValue("a."), QueryError);
});

const NAME = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,10}[A-Za-z0-9])?$/);
const KEY = fc.oneof(
  NAME,
  fc.tuple(fc.stringMatching(/^[a-z0-9]{1,5}(\.[a-z0-9]{1,5}){0,2}$/), NAME)
    .map(([prefix, name]) => `${prefix}/${name}`),
);
const VALUE = fc.oneof(NAME, fc.constant(""));
const REQUIREMENT: fc.Arbitrary<LabelRequirement> = fc.oneof(
  fc.tuple(KEY, fc.constantFrom("=" as const, "!=" as const), VALUE)
    .map(([key, operator, value]) => labelRequirement(key, operator, [value])),
  fc.tuple(
    KEY,
    fc.constantFrom("in" as const, "notin" as const),
    fc.array(VALUE, { minLength: 1, maxLength: 4 }),
  ).map(([key, operator, values]) => labelRequirement(key, operator, values)),
  fc.tuple(KEY, fc.constantFrom("exists" as const, "!" as const))
    .map(([key, operator]) => labelRequirement(key, operator)),
  fc.tuple(KEY, fc.constantFrom(">" as const, "<" as const), fc.maxSafeNat())
    .map(([key, operator, value]) => labelRequirement(key, operator, [String(value)])),
);

Deno.test("parseLabelSelector reads back whatever formatLabelSelector prints", () => {
  fc.assert(fc.property(fc.array(REQUIREMENT, { maxLength: 5 }), (requirements) => {
    assert.deepEqual(parseLabelSelector(formatLabelSelector(requirements)), requirements);
  }));
});

Deno.test("parseLabelSelector reports any text either as requirements or as QueryError", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "=", "!", "(", ")", ",", " ", "in", "notin", ">", "/", "é"),
  });
  fc.assert(fc.property(text, (selector) => {
    try {
      const requirements = parseLabelSelector(selector);
      assert.deepEqual(parseLabelSelector(formatLabelSelector(requirements)), requirements);
    } catch (error) {
      assert.ok(error instanceof QueryError, String(error));
    }
  }));
});
