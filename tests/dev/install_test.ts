import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";
import { BUILD_STAMP, buildCommands, BUILT_ENTRY } from "../../scripts/dev/build_commands.ts";
import { isPassing, launcherText } from "../../scripts/dev/install.ts";

Deno.test("launcherText quotes what a shell would take apart", () => {
  const text = launcherText("/opt/de no/deno", "/home/o'hara/skiff");
  assert.match(text, /^exec '\/opt\/de no\/deno' run .* "\$main" "\$@"$/m);
  assert.match(text, /^main='\/home\/o'\\''hara\/skiff\/lib\/cli\/main\.ts'$/m);
});

Deno.test("launcherText grants by name and never everything", () => {
  const text = launcherText("/opt/deno", "/skiff");
  assert.doesNotMatch(text, / (?:-A|--allow-all) /);
  assert.match(text, / --config=\/skiff\/deno\.json .*--frozen /);
});

Deno.test("isPassing knows the cache of npx", () => {
  assert.equal(isPassing("/home/a/.npm/_npx/7a40be787520bede/node_modules/deno/deno"), true);
  assert.equal(isPassing("/usr/local/bin/deno"), false);
});

/** A checkout of empty files, a build of it, and a launcher whose Deno says what it is to run. */
async function makeLauncher(folder: string) {
  const checkout = join(folder, "it's a checkout");
  const build = join(folder, "a build");
  const files = ["lib/cli/main.ts", "lib/core/x.ts", "mod.ts", "deno.json", "deno.lock"];
  for (const file of files.map((file) => join(checkout, file))) await write(file, "");
  const stamp = join(build, BUILD_STAMP);
  await write(stamp, "");
  const now = new Date();
  await Deno.utime(stamp, now, new Date(now.getTime() + 60_000));
  const deno = join(folder, "deno");
  await write(deno, '#!/bin/sh\nfor word do case "$word" in */main.*) echo "$word"; esac; done\n');
  const launcher = join(folder, "skiff");
  await write(launcher, launcherText(deno, checkout, build));
  async function run(...words: string[]): Promise<string> {
    const { stdout } = await new Deno.Command(launcher, { args: words }).output();
    return new TextDecoder().decode(stdout).trim();
  }
  return {
    checkout,
    stamp,
    run,
    source: join(checkout, "lib/cli/main.ts"),
    built: join(build, BUILT_ENTRY),
  };
}

async function write(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, text, { mode: 0o755 });
}

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "skiff-install-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the launcher runs the build while it is newer than the sources, and then the sources", async () => {
  await inFolder(async (folder) => {
    const { checkout, stamp, run, source, built } = await makeLauncher(folder);
    assert.equal(await run("eval", "1"), built);
    assert.equal(await run("__complete"), built);
    assert.equal(await run("run", "x.ts"), built);
    assert.equal(await run("check", "x.ts"), source);
    assert.equal(await run(), source);
    const later = new Date(Date.now() + 120_000);
    // One file changed, one more, one less: the folder says so.
    for (const changed of ["lib/core/x.ts", "lib/core", "deno.lock"]) {
      const before = (await Deno.stat(join(checkout, changed))).mtime ?? new Date();
      await Deno.utime(join(checkout, changed), later, later);
      assert.equal(await run("eval", "1"), source, changed);
      await Deno.utime(join(checkout, changed), before, before);
      assert.equal(await run("eval", "1"), built);
    }
    await Deno.remove(join(checkout, "mod.ts"));
    assert.equal(await run("eval", "1"), source);
    await write(join(checkout, "mod.ts"), "");
    await Deno.remove(stamp);
    assert.equal(await run("eval", "1"), source);
  });
});

Deno.test("the built commands do what the sources do", async () => {
  await inFolder(async (folder) => {
    await buildCommands(folder);
    const suites = ["eval", "repl", "completions", "doctor"];
    const runs: readonly [set: string, paths: readonly string[]][] = [
      ["unit", suites.map((name) => `tests/cli/${name}_test.ts`)],
      ["gate", ["tests/gate/run_test.ts", "tests/gate/print_flags_test.ts"]],
    ];
    for (const [set, paths] of runs) {
      const { code, output } = await runDeno(
        ["test", `--permission-set=${set}`, "--no-prompt", "--quiet", ...paths],
        {
          cwd: ROOT,
          env: { SKIFF_TEST_ENTRY: join(folder, BUILT_ENTRY) },
          timeoutMs: 600_000,
        },
      );
      assert.equal(code, 0, output);
      assert.match(output, /\d+ passed/);
    }
  });
});
