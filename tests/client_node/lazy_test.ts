/** client-node costs tenths of a second and tens of megabytes: nobody pays for it who does not use it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier: string };
    }[];
  }[];
}

/** Everything that a module can come to load, on demand or at once. */
async function importsOf(entry: string): Promise<Set<string>> {
  const { code, stdout, output } = await runDeno(["info", "--json", join(ROOT, entry)]);
  assert.equal(code, 0, output);
  const { modules } = JSON.parse(stdout) as Info;
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const found = new Set<string>();
  const left = [new URL(`file://${join(ROOT, entry)}`).href];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { code } of byName.get(name)?.dependencies ?? []) {
      if (code !== undefined) left.push(code.specifier);
    }
  }
  return found;
}

function ofClientNode(names: Iterable<string>): string[] {
  return [...names].filter((name) => name.includes("client-node") || name.includes("client_node"));
}

for (const entry of ["mod.ts", "lib/cli/main.ts"]) {
  Deno.test(`${entry} never loads client-node`, async () => {
    const found = await importsOf(entry);
    assert(found.size > 50, `${found.size} modules`);
    assert.deepEqual(ofClientNode(found), []);
  });
}

Deno.test("the entry of client-node is what loads it, so that the tests above can fail", async () => {
  const found = await importsOf("lib/client_node/mod.ts");
  assert(ofClientNode(found).some((name) => name.startsWith("npm:")), [...found].join("\n"));
});
