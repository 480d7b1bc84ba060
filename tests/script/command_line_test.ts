import assert from "node:assert/strict";
import { z } from "zod";
import { QueryError } from "../../lib/core/errors.ts";
import {
  commandLineOf,
  readCommandLine,
  type ScriptDescription,
} from "../../lib/script/command_line.ts";

const TOOL: ScriptDescription = {
  name: "tool",
  description: "A tool",
  version: "1.2.3",
  options: z.object({
    replicas: z.number().int().min(0).default(3).meta({ short: "r" }),
    ratio: z.number().optional(),
    maxRestarts: z.union([z.number(), z.literal("any")]).optional(),
    mode: z.enum(["fast", "slow"]).default("fast"),
    level: z.literal([1, 2]).optional(),
    label: z.array(z.string()).default([]).meta({ short: "l" }),
    set: z.record(z.string(), z.number()).optional(),
    since: z.coerce.date().optional(),
    prune: z.boolean().default(true),
    verbose: z.boolean().default(false).meta({ short: "v" }),
    quiet: z.boolean().optional().meta({ short: "q" }),
    owner: z.string().nullable().optional(),
  }),
  args: z.object({ name: z.string(), pods: z.array(z.string()).optional() }),
};

function read(...words: string[]) {
  const said = readCommandLine(commandLineOf(TOOL), words);
  assert(said.type === "run");
  return said;
}

const OPTIONS: readonly [words: string, options: unknown][] = [
  ["x", {}],
  ["x --replicas 5", { replicas: 5 }],
  ["x --replicas=5", { replicas: 5 }],
  ["x -r5", { replicas: 5 }],
  ["-r 5 x", { replicas: 5 }],
  ["-r=5 x", { replicas: 5 }],
  ["x --replicas -1", { replicas: -1 }],
  ["x --ratio .5e1", { ratio: 5 }],
  ["x --max-restarts 4", { maxRestarts: 4 }],
  ["x --max-restarts any", { maxRestarts: "any" }],
  ["x --mode slow", { mode: "slow" }],
  ["x --level 2", { level: 2 }],
  ["x --label a --label b -lc -l=d", { label: ["a", "b", "c", "d"] }],
  ["x --set a=1 --set b=2", { set: { a: 1, b: 2 } }],
  ["x --since 2026-01-02", { since: "2026-01-02" }],
  ["x --no-prune", { prune: false }],
  ["x --prune=false", { prune: false }],
  ["x --prune=false --prune", { prune: true }],
  ["x -vq", { verbose: true, quiet: true }],
  ["x -vr7", { verbose: true, replicas: 7 }],
  ["x --owner 5", { owner: "5" }],
];

for (const [words, options] of OPTIONS) {
  Deno.test(`readCommandLine reads "${words}"`, () => {
    const said = read(...words.split(" "));
    assert.deepEqual(said.options, options);
    assert.deepEqual(said.args, { name: "x" });
  });
}

Deno.test("readCommandLine gives arguments by their places, and all after --", () => {
  assert.deepEqual(read("a").args, { name: "a" });
  assert.deepEqual(read("a", "-v", "b", "-", "-1").args, { name: "a", pods: ["b", "-", "-1"] });
  assert.deepEqual(read("a", "--", "--verbose", "--").args, {
    name: "a",
    pods: ["--verbose", "--"],
  });
});

Deno.test("readCommandLine reads the options of the connection", () => {
  const { connect } = read(
    "x",
    "-n",
    "shop",
    "--context",
    "prod",
    "--read-only",
    "--dry-run",
    "--as-group",
    "g",
  );
  assert.deepEqual(connect, {
    namespace: "shop",
    context: "prod",
    "read-only": true,
    "dry-run": true,
    "as-group": ["g"],
  });
});

Deno.test("readCommandLine shows help whatever else is wrong, but not after --", () => {
  const line = commandLineOf(TOOL);
  for (const words of [["--help"], ["-h"], ["--banana", "--help"], ["-v", "a", "b", "-vh"]]) {
    assert.equal(readCommandLine(line, words).type, "help");
  }
  assert.equal(readCommandLine(line, ["x", "--", "--help"]).type, "run");
  assert.equal(readCommandLine(line, ["--version"]).type, "version");
});

const MISTAKES: readonly [words: string, message: string][] = [
  ["", "Cannot run tool: NAME is missing: --help shows how"],
  ["x --replica 5", 'Cannot use --replica: no such option: did you mean "--replicas"'],
  ["x --namespce a", 'Cannot use --namespce: no such option: did you mean "--namespace"'],
  ["x --banana", "Cannot use --banana: no such option: --help lists them"],
  ["x -z", "Cannot use -z: no such option: --help lists them"],
  ["x --replicas", "Cannot use --replicas: its value is missing"],
  ["x --replicas --verbose", "Cannot use --replicas: its value is missing"],
  ["x --replicas abc", 'Cannot use --replicas "abc": it takes a whole number'],
  ["x --replicas 1.5", 'Cannot use --replicas "1.5": it takes a whole number'],
  ["x --replicas=", 'Cannot use --replicas "": it takes a whole number'],
  ["x --ratio 0x10", 'Cannot use --ratio "0x10": it takes a number'],
  ["x --ratio NaN", 'Cannot use --ratio "NaN": it takes a number'],
  ["x -r 1 -r 2", "Cannot use --replicas twice: one value is enough"],
  ["x --mode fats", 'Cannot use --mode "fats": it takes fast or slow: did you mean "fast"'],
  ["x --level 3", 'Cannot use --level "3": it takes 1 or 2'],
  ["x --max-restarts all", 'Cannot use --max-restarts "all": it takes any or a number'],
  ["x --verbose=5", 'Cannot use --verbose "5": it takes true or false'],
  ["x --no-verbose", 'Cannot use --no-verbose: no such option: did you mean "--verbose"'],
  ["x --set a", 'Cannot use --set "a": it takes KEY=VALUE'],
  ["x --set a=b", 'Cannot use --set "b": it takes a number'],
  ["x --read-only=5", 'Cannot use --read-only "5": it takes true or false'],
];

for (const [words, message] of MISTAKES) {
  Deno.test(`readCommandLine refuses "${words}"`, () => {
    assert.throws(() => read(...words.split(" ").filter((word) => word !== "")), (error) => {
      assert(error instanceof QueryError);
      assert.equal(error.message, message);
      return true;
    });
  });
}

Deno.test("readCommandLine refuses an argument too many", () => {
  const none = commandLineOf({ name: "none", description: "", options: z.object({}) });
  assert.throws(() => readCommandLine(none, ["a"]), /Cannot use "a": .*too many: it takes options/);
});

const WRONG: readonly [part: Partial<ScriptDescription>, message: RegExp][] = [
  [{ options: z.object({ namespace: z.string() }) }, /option "namespace" is called as --namespace/],
  [{ options: z.object({ name: z.string().meta({ short: "n" }) }) }, /called as --namespace is/],
  [{ options: z.object({ a: z.string().meta({ short: "ab" }) }) }, /is not one letter/],
  [
    { options: z.object({ aB: z.string(), a_b: z.string() }) },
    /option "a_b" is called as --a-b is/,
  ],
  [{ options: z.object({ a: z.object({ b: z.string() }) }) }, /option "a" is an object/],
  [{ options: z.string() }, /options are not the schema of an object/],
  [{ args: z.object({ a: z.array(z.string()), b: z.string() }) }, /"a" takes all that follow/],
  [
    { args: z.object({ a: z.string().optional(), b: z.string() }) },
    /"b" after it has to be optional/,
  ],
  [
    // deno-lint-ignore no-explicit-any -- a schema library without JSON Schema
    { options: { "~standard": { version: 1, vendor: "old", validate: () => ({}) } } as any },
    /does not describe itself: use zod 4\.2 or later/,
  ],
];

for (const [part, message] of WRONG) {
  Deno.test(`commandLineOf refuses a script: ${message.source}`, () => {
    assert.throws(
      () => commandLineOf({ name: "tool", description: "", ...part }),
      (error) => {
        assert(error instanceof TypeError);
        assert.match(error.message, /^Cannot make the script "tool": /);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

Deno.test("commandLineOf reads intersections and shared schemas", () => {
  const name = z.string().meta({ id: "Name", complete: "pods" });
  const line = commandLineOf({
    name: "tool",
    description: "",
    options: z.object({ a: name, b: name }).and(z.object({ c: z.boolean().optional() })),
  });
  assert.deepEqual(line.own.map(({ flag, complete }) => [flag, complete]), [
    ["a", "pods"],
    ["b", "pods"],
    ["c", undefined],
  ]);
});
