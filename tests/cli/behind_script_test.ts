/** The words behind a script whose text decides what they mean. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readBehind } from "../../lib/cli/behind_script.ts";

Deno.test("readBehind leaves a script that is not there to whoever runs it, and nothing else unread", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const words = ["--plan", "--read-only"];
    for (const script of [join(folder, "none.ts"), folder]) {
      assert.deepEqual(await readBehind(script, words), { readOnly: true, dryRun: false });
    }
    await Deno.writeTextFile(join(folder, "a.ts"), "");
    const through = join(folder, "a.ts", "b.ts");
    await assert.rejects(readBehind(through, words), Deno.errors.NotADirectory);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
