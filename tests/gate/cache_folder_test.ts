import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheDirectory } from "../../lib/gate/cache_folder.ts";

/** Runs with a cache of its own. */
async function withCache(run: (cache: string) => Promise<void>): Promise<void> {
  const before = Deno.env.get("XDG_CACHE_HOME");
  const cache = await Deno.makeTempDir({ prefix: "skiff-cache-" });
  Deno.env.set("XDG_CACHE_HOME", cache);
  try {
    await run(cache);
  } finally {
    if (before === undefined) Deno.env.delete("XDG_CACHE_HOME");
    else Deno.env.set("XDG_CACHE_HOME", before);
    await Deno.remove(cache, { recursive: true });
  }
}

Deno.test("cacheDirectory() takes from others the right to write to what was there before", async () => {
  await withCache(async (cache) => {
    for (const name of ["skiff", "skiff/run"]) {
      await Deno.mkdir(join(cache, name));
      await Deno.chmod(join(cache, name), 0o777);
    }
    const folder = cacheDirectory(join("run", "a"));
    assert.equal(folder, join(cache, "skiff", "run", "a"));
    for (
      const [name, mode] of [["skiff", 0o755], ["skiff/run", 0o755], [
        "skiff/run/a",
        0o700,
      ]] as const
    ) {
      assert.equal((await Deno.stat(join(cache, name))).mode! & 0o777, mode, name);
    }
  });
});

Deno.test({
  name: "cacheDirectory() uses no folder of another user",
  // Only root can give a folder away.
  ignore: Deno.uid() !== 0,
  async fn() {
    await withCache(async (cache) => {
      await Deno.mkdir(join(cache, "skiff"));
      await Deno.chown(join(cache, "skiff"), 65534, 65534);
      assert.throws(() => cacheDirectory("run"), {
        name: "ConfigError",
        message:
          `Cannot keep a copy of the script in "${join(cache, "skiff")}": the folder belongs ` +
          "to another user: set XDG_CACHE_HOME to a folder of your own",
      });
    });
  },
});
