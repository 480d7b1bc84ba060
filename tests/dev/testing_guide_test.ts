import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";

const TEST_FILE = "tests/examples/deploy_image_test.ts";
const BLOCK_REGEXP = /<!-- (\S+\.ts) -->\n\n```ts ignore\n([^]*?)```/g;
/** What the tests of a script may take, the start of Deno included. */
const LIMIT_MS = 2000;
/** The same on a slow machine: what a run of `deno test` takes that has nothing to do, so many times. */
const LIMIT_RUNS = 12;

async function read(file: string): Promise<string> {
  return await Deno.readTextFile(join(ROOT, file));
}

Deno.test("the guide to testing shows the files as they are", async () => {
  const guide = await read("docs/TESTING.md");
  const files: string[] = [];
  for (const [, file = "", text] of guide.matchAll(BLOCK_REGEXP)) {
    files.push(file);
    assert.equal(text, await read(file), file);
  }
  assert.deepEqual(files, ["examples/deploy_image.ts", TEST_FILE]);
});

Deno.test("the tests of a script take less than two seconds and no permission, as the guide shows", async () => {
  const words = ["test", "--no-prompt", TEST_FILE];
  const guide = await read("docs/TESTING.md");
  const [, shown = ""] = /```console\n([^]*?)```/.exec(guide) ?? [];
  const folder = await Deno.makeTempDir();
  const empty = join(folder, "empty_test.ts");
  await Deno.writeTextFile(empty, 'Deno.test("nothing", () => {});');
  async function timed(args: readonly string[], times: number[]): Promise<string> {
    const startMs = performance.now();
    const { code, output } = await runDeno(args);
    times.push(performance.now() - startMs);
    assert.equal(code, 0, output);
    return output;
  }
  // Each of them checks types the first time.
  await timed(words, []);
  await timed(["test", "--no-prompt", empty], []);
  const times: number[] = [];
  const emptyTimes: number[] = [];
  const limitMs = () => Math.max(LIMIT_MS, LIMIT_RUNS * Math.min(...emptyTimes));
  // What else the machine does makes a run take longer, but none shorter.
  for (let run = 0; run < 10 && (run === 0 || Math.min(...times) >= limitMs()); run++) {
    await timed(["test", "--no-prompt", empty], emptyTimes);
    const output = await timed(words, times);
    const timeless = (text: string) => text.replace(/\(\d+\w+\)/g, "").replace(/ +$/gm, "");
    const lines = timeless(output).split("\n");
    const expected = timeless(shown).split("\n").filter((line) => line !== "");
    assert.equal(expected.shift(), `$ deno ${words.join(" ")}`);
    for (const line of expected) assert.ok(lines.includes(line), `${line} is not in ${output}`);
  }
  const all = [times, emptyTimes].map((each) => each.map(Math.round).join(", "));
  assert.ok(Math.min(...times) < limitMs(), `${all[0]} ms, ${all[1]} ms with nothing to do`);
  await Deno.remove(folder, { recursive: true });
});
