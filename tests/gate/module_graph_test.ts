import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readScriptGraph } from "../../lib/gate/module_graph.ts";

Deno.test("readScriptGraph reads the configuration of the script, wherever it is started", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const config = { imports: { "helper": "./helper.ts" } };
    await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
    await Deno.writeTextFile(join(folder, "helper.ts"), "export const help = 1;\n");
    await Deno.writeTextFile(join(folder, "script.ts"), 'import "helper";\n');
    const { root, modules } = await readScriptGraph(join(folder, "script.ts"));
    const real = await Deno.realPath(join(folder, "helper.ts"));
    assert.deepEqual(modules.get(root)?.edges.map(({ target }) => target), [
      pathToFileURL(real).href,
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
