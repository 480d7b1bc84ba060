import assert from "node:assert/strict";
import { join } from "node:path";
import { readUnmoved } from "../../lib/gate/copy_script.ts";

Deno.test("a file in whose place a link has come is not copied", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(join(folder, "own"));
    await Deno.writeTextFile(join(folder, "own", "a.txt"), "a".repeat(200_000));
    await Deno.writeTextFile(join(folder, "secret"), "canary");
    assert.equal((await readUnmoved(join(folder, "own", "a.txt"))).length, 200_000);
    await Deno.symlink(join(folder, "secret"), join(folder, "own", "b.txt"));
    await assert.rejects(readUnmoved(join(folder, "own", "b.txt")), { name: "GrantError" });
    await Deno.symlink(join(folder, "own"), join(folder, "linked"));
    await assert.rejects(readUnmoved(join(folder, "linked", "a.txt")), /moved while it was read/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
