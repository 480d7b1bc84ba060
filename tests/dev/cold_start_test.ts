/** What is loaded before the first line of a script runs decides how fast it starts. */
import assert from "node:assert/strict";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

/** Every module that is loaded with one; what is imported by `import()` only where that is asked for. */
async function loadedWith(file: string, withDynamic = false): Promise<string[]> {
  const { stdout, output } = await runDeno(["info", "--json", file], { cwd: ROOT });
  assert.ok(stdout.startsWith("{"), output);
  const { roots, modules }: { roots: string[]; modules: Module[] } = JSON.parse(stdout);
  const found = new Set(roots);
  for (const specifier of found) {
    const module = modules.find((one) => one.specifier === specifier);
    for (const { isDynamic, code } of module?.dependencies ?? []) {
      if (isDynamic && !withDynamic) continue;
      if (code?.specifier !== undefined) found.add(code.specifier);
    }
  }
  return [...found].map((specifier) =>
    specifier.startsWith("file:") ? relative(ROOT, fileURLToPath(specifier)) : specifier
  );
}

// Each module costs about 0.2 ms. Who needs more of them loads it where it is used, by `import()`.
const MOST: readonly (readonly [string, number])[] = [
  ["mod.ts", 86],
  ["lib/cli/main.ts", 12],
  ["lib/cli/eval.ts", 101],
  ["lib/api/open_by_kubeconfig.ts", 45],
];

for (const [file, most] of MOST) {
  Deno.test(`${file} loads few modules, and no packages`, async () => {
    const loaded = await loadedWith(file);
    assert.ok(loaded.length > 1 && loaded.length <= most, `${loaded.length}: ${loaded.join(" ")}`);
    const packages = loaded.filter((name) => /^(npm|node|https?|jsr):/.test(name));
    assert.deepEqual(packages, []);
  });
}

// Deno reads the text of what an `import()` names before the first line runs: a quarter of the above for each.
Deno.test("mod.ts leads to no module of the in-memory cluster, nor to many others", async () => {
  const read = await loadedWith("mod.ts", true);
  assert.ok(read.length > 100 && read.length <= 250, `${read.length}: ${read.join(" ")}`);
  assert.deepEqual(read.filter((name) => name.startsWith("lib/embedded/")), []);
});
