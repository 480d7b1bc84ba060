import assert from "node:assert/strict";
import plugin from "../../scripts/dev/lint_plugin.ts";

/** The rules that a source breaks, sorted. */
function broken(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source)
    .map((diagnostic) => diagnostic.id.replace("skiff/", ""))
    .sort();
}

const CASES: readonly [rule: string, file: string, bad: string, good: string][] = [
  ["no-top-level-arrow", "lib/core/a.ts", "export const f = () => 1;", "export function f() {}"],
  ["no-top-level-arrow", "lib/core/a.ts", "const f = async () => 1;", "const list = [() => 1];"],
  ["hash-private", "lib/core/a.ts", "class A { private x = 1; }", "class A { #x = 1; }"],
  [
    "hash-private",
    "lib/core/a.ts",
    "class A { private f() {} }",
    "class A { private constructor() {} }",
  ],
  [
    "max-positional",
    "lib/api/a.ts",
    "export function f(a: 1, b: 2, c: 3) {}",
    "export function f(a: 1, b: 2, options: 3) {}",
  ],
  [
    "max-positional",
    "lib/client/a.ts",
    "export function f(a: 1, b: 2, c: 3, d: 4, e: 5) {}",
    "export function f(a: 1, b: 2, c: 3, d: 4, e: 5 = 5) {}",
  ],
  ["no-default-export", "lib/core/a.ts", "export default 1;", "export const a = 1;"],
  ["no-reexport", "lib/core/a.ts", 'export * from "./b.ts";', 'import "./b.ts";'],
  ["no-reexport", "lib/core/a.ts", 'export { b } from "./b.ts";', "const b = 1; export { b };"],
  ["no-deno-outside-io", "lib/core/a.ts", "Deno.exit();", "exit();"],
  ["no-console", "lib/client/a.ts", "console.log(1);", "log(1);"],
  ["no-proxy", "lib/api/a.ts", "new Proxy({}, {});", "new Map();"],
  ["error-message", "lib/api/a.ts", 'new KubeError("went wrong");', 'new KubeError("Cannot go");'],
  [
    "error-message",
    "lib/api/a.ts",
    'new KubeError("Cannot go.");',
    'new KubeError("Cannot go...");',
  ],
  ["error-message", "lib/api/a.ts", "new KubeError(`Can't ${go}`);", "new KubeError(`${x}: y`);"],
  ["error-message", "lib/api/a.ts", 'new KubeError(`Cannot ` + "go.");', "new KubeError(text);"],
];

for (const [rule, file, bad, good] of CASES) {
  Deno.test(`lint rule ${rule} reports ${bad}`, () => {
    assert.deepEqual(broken(file, bad), [rule]);
  });
  Deno.test(`lint rule ${rule} accepts ${good}`, () => {
    assert.deepEqual(broken(file, good), []);
  });
}

Deno.test("lint rule snake-case-file reports other file names", () => {
  assert.deepEqual(broken("lib/core/jsonPath.ts", "f();"), ["snake-case-file"]);
  assert.deepEqual(broken("lib/core/json_path_2.ts", "f();"), []);
  assert.deepEqual(broken("lib/core/_private.ts", "f();"), []);
});

Deno.test("lint rules about lib leave entries, tests and I/O folders alone", () => {
  assert.deepEqual(broken("mod.ts", 'export { b } from "./lib/core/b.ts";'), []);
  assert.deepEqual(broken("lib/connect/a.ts", "Deno.cwd();"), []);
  assert.deepEqual(broken("lib/cli/a.ts", "console.log(1);"), []);
  assert.deepEqual(broken("tests/core/a_test.ts", 'throw new TypeError("boom");'), []);
});
