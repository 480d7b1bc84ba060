import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { findLayerProblems } from "../../scripts/dev/layers.ts";

/** Writes a small project and gives what is wrong with it. */
async function problemsIn(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "skiff-layers-" }));
  try {
    const all = {
      "deno.json": '{ "imports": { "skiff": "./mod.ts" } }',
      "mod.ts": "export const x = 1;\n",
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    return await findLayerProblems(root, { packages: new Map() });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const THING = "export const thing = 1;\n";

Deno.test("findLayerProblems accepts own folder, lower layers and connect -> kinds", async () => {
  const found = await problemsIn({
    "lib/core/a.ts": THING,
    "lib/kinds/b.ts": 'import "../core/a.ts";\n',
    "lib/connect/c.ts": 'import "../kinds/b.ts";\nimport "node:path";\nimport "./d.ts";\n',
    "lib/connect/d.ts": THING,
    "lib/cli/e.ts": 'import "../../mod.ts";\nimport "../connect/c.ts";\n',
    "examples/f.ts": 'import { x } from "skiff";\nconsole.log(x);\n',
  });
  assert.deepEqual(found, []);
});

Deno.test("findLayerProblems refuses imports of higher and equal layers, types included", async () => {
  const found = await problemsIn({
    "lib/core/a.ts": 'import type { T } from "../query/b.ts";\nexport type A = T;\n',
    "lib/query/b.ts": "export type T = 1;\n",
    "lib/kinds/c.ts": 'import "../connect/d.ts";\n',
    "lib/connect/d.ts": THING,
  });
  assert.deepEqual(found.sort(), [
    "lib/core/a.ts: imports lib/query/b.ts: layer 2 is not below layer 0",
    "lib/kinds/c.ts: imports lib/connect/d.ts: layer 1 is not below layer 1",
  ]);
});

Deno.test("findLayerProblems finds cycles", async () => {
  const found = await problemsIn({
    "lib/core/a.ts": 'import "./b.ts";\n',
    "lib/core/b.ts": 'import "./a.ts";\n',
  });
  assert.deepEqual(found, ["cycle: lib/core/a.ts -> lib/core/b.ts -> lib/core/a.ts"]);
});

Deno.test("findLayerProblems keeps node: out of folders without I/O and lib/testing out of lib", async () => {
  const found = await problemsIn({
    "lib/query/a.ts": 'import "node:fs";\n',
    "lib/testing/b.ts": THING,
    "lib/cli/c.ts": 'import "../testing/b.ts";\n',
  });
  assert.deepEqual(found.sort(), [
    "lib/cli/c.ts: imports lib/testing/b.ts: nothing in lib imports lib/testing",
    'lib/query/a.ts: imports "node:fs": lib/query does no I/O',
  ]);
});

Deno.test("findLayerProblems refuses bare specifiers in lib and private files of other folders", async () => {
  const found = await problemsIn({
    "lib/connect/_b.ts": THING,
    "lib/cli/a.ts": 'import "skiff";\nimport "../connect/_b.ts";\n',
  });
  assert.deepEqual(found.sort(), [
    'lib/cli/a.ts: imports "skiff": a bare specifier resolves by the user\'s import map',
    'lib/cli/a.ts: imports lib/connect/_b.ts: a file with a leading "_" belongs to its own folder',
  ]);
});

Deno.test("findLayerProblems lets scripts and examples import public entries only", async () => {
  const found = await problemsIn({
    "lib/core/a.ts": THING,
    "scripts/b.ts": 'import "../lib/core/a.ts";\n',
  });
  assert.deepEqual(found, [
    'scripts/b.ts: imports "../lib/core/a.ts": scripts and examples import public entries only',
  ]);
});

Deno.test("findLayerProblems reports unlisted packages, unknown folders, missing and long files", async () => {
  const found = await problemsIn({
    "lib/core/a.ts": 'import "npm:fast-check@4.10.2";\nimport "./missing.ts";\n',
    "lib/odd/b.ts": "\n".repeat(401),
  });
  assert.equal(found.length, 4, found.join("\n"));
  assert.match(found.join("\n"), /lib\/core\/missing\.ts: Module not found/);
  assert.match(found.join("\n"), /a\.ts: imports "fast-check": not listed/);
  assert.match(found.join("\n"), /lib\/odd\/b\.ts: 401 lines/);
  assert.match(found.join("\n"), /folder "odd" has no layer/);
});
