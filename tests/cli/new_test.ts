import assert from "node:assert/strict";
import { join } from "node:path";
import { newFiles } from "../../lib/cli/new_files.ts";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { runSkiff, skiffEnvironment } from "../_support/skiff_process.ts";

const NAME = "a-name-of-forty-letters-is-the-longest-1";

async function deno(api: FakeApi, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: words,
    cwd: join(api.folder, NAME),
    env: skiffEnvironment(api),
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, `deno ${words.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

Deno.test("skiff new writes a folder that is formatted, linted, typed, tested, and runs", async (t) => {
  await using api = await startFakeApi();
  const { code, stdout, stderr } = await runSkiff(api, ["new", NAME]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    new RegExp(`^wrote ${NAME}/deno.json\n[\\s\\S]*next: cd ${NAME} && deno task test\n$`),
  );
  const steps: readonly (readonly string[])[] = [
    ["fmt", "--check"],
    ["lint"],
    ["check", "--quiet"],
    ["test", "--no-check", "--no-prompt", "--quiet"],
  ];
  for (const words of steps) {
    await t.step(`deno ${words.join(" ")}`, async () => void await deno(api, ...words));
  }
  await t.step("with every entry of Skiff", async () => {
    const source = `import { ns } from "skiff";
import { testCluster } from "skiff/testing";
import { generated } from "skiff/client-node";
import { chart } from "skiff/repl";
console.log(typeof ns, typeof testCluster, typeof generated, typeof chart);
`;
    await Deno.writeTextFile(join(api.folder, NAME, "entries.ts"), source);
    const words = ["run", "--quiet", "--no-prompt", "--allow-env", "--allow-read", "entries.ts"];
    assert.equal(await deno(api, ...words), "function function function function\n");
  });
  await t.step("on a cluster", async () => {
    const words = ["--allow-net", "--allow-read", "--allow-env", "--quiet", `${NAME}.ts`];
    assert.equal(await deno(api, "run", ...words), "");
    assert.match(await deno(api, "run", ...words, "--help"), new RegExp(`^USAGE\n {2}${NAME} `));
    assert.match(api.requests.at(-1) ?? "", /^GET \/api\/v1\/namespaces\/shop\/pods/);
  });
});

Deno.test("skiff new overwrites nothing", async () => {
  await using api = await startFakeApi();
  await Deno.mkdir(join(api.folder, "mine"));
  await Deno.writeTextFile(join(api.folder, "mine", "notes.txt"), "mine");
  const cases: readonly [words: readonly string[], message: string][] = [
    [["new", "mine"], '"mine" is not empty, it has "notes.txt": name another folder with --dir'],
    [["new", "mine", "--dir", "mine/notes.txt"], '"mine/notes.txt" is a file: name a folder'],
    [["new", "mine", "--dir", "mine/notes.txt/x"], '"mine/notes.txt/x" is a file: name a folder'],
  ];
  for (const [words, message] of cases) {
    const { code, stdout, stderr } = await runSkiff(api, words);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: Cannot make "mine": [^\n]+\n$/);
    assert.ok(stderr.includes(message), stderr);
  }
  assert.deepEqual([...Deno.readDirSync(join(api.folder, "mine"))].map(({ name }) => name), [
    "notes.txt",
  ]);
  const elsewhere = await runSkiff(api, ["new", "mine", "--dir", "other/place"]);
  assert.equal(elsewhere.code, 0, elsewhere.stderr);
  assert.ok((await Deno.stat(join(api.folder, "other", "place", "mine.ts"))).isFile);
});

Deno.test("newFiles leads to the registry where Skiff itself comes from there", () => {
  const main = "jsr:@skiff-k8s/skiff@1.2.3";
  const files = newFiles("x", {
    main,
    testing: `${main}/testing`,
    clientNode: `${main}/client-node`,
    repl: `${main}/repl`,
  });
  const { imports } = JSON.parse(files.get("deno.json") ?? "");
  assert.deepEqual(
    ["skiff", "skiff/testing", "skiff/client-node", "skiff/repl"].map((name) => imports[name]),
    [main, `${main}/testing`, `${main}/client-node`, `${main}/repl`],
  );
  assert.match(files.get("README.md") ?? "", /leads to the Skiff of the registry/);
});
