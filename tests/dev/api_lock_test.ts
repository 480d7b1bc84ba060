import assert from "node:assert/strict";
import { join } from "node:path";
import {
  describeApi,
  difference,
  findApiProblems,
  hasUnreleased,
} from "../../scripts/dev/api_lock.ts";

/** Makes a package of one file and hands it over. */
async function withPackage<T>(source: string, use: (root: string) => Promise<T>): Promise<T> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "skiff-api-" }));
  try {
    await Deno.writeTextFile(
      join(root, "deno.json"),
      '{ "name": "@a/b", "version": "1.0.0", "exports": { ".": "./mod.ts" } }',
    );
    await Deno.writeTextFile(join(root, "mod.ts"), source);
    return await use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("describeApi does not change with comments, order or private members", async () => {
  const plain = "export class A { b(x: number): string { return `${x}`; } }\nexport const c = 1;\n";
  const moved = "/** C. */\nexport const c = 1;\n\n/** A. */\nexport class A {\n  #p = 2;\n" +
    "  /** B. */\n  b(x: number): string {\n    return String(x + this.#p);\n  }\n}\n";
  assert.equal(await withPackage(plain, describeApi), await withPackage(moved, describeApi));
});

Deno.test("describeApi gives a changed method one changed line", async () => {
  const before = await withPackage("export class A { b(x: number) {} c() {} }\n", describeApi);
  const after = await withPackage("export class A { b(x?: number) {} c() {} }\n", describeApi);
  const lines = difference(before.split("\n"), after.split("\n"));
  assert.deepEqual(lines.map((line) => line.slice(0, 8)), ["- . A.b ", "+ . A.b "]);
});

Deno.test("findApiProblems wants the lock rewritten and a line in the changelog", async () => {
  await withPackage("export const a = 1;\n", async (root) => {
    await Deno.writeTextFile(join(root, "api.lock"), await describeApi(root));
    await Deno.writeTextFile(join(root, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- New\n");
    assert.deepEqual(await findApiProblems(root), []);
    await Deno.writeTextFile(join(root, "mod.ts"), "export const a = 1;\nexport const b = 2;\n");
    assert.match((await findApiProblems(root)).join("\n"), /run deno task api.*\n\+ \. b variable/);
    await Deno.writeTextFile(join(root, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n");
    assert.match((await findApiProblems(root)).at(-1) ?? "", /say how, under Unreleased/);
  });
});

Deno.test("hasUnreleased looks at its own section only", () => {
  assert.equal(hasUnreleased("## Unreleased\n\n## 1.0.0\n\n- Old\n"), false);
  assert.equal(hasUnreleased("## Unreleased\n\n- New\n\n## 1.0.0\n"), true);
  assert.equal(hasUnreleased("# Changelog\n"), false);
});
