import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";

const TEST_FILE = "tests/examples/deploy_image_test.ts";
const BLOCK_REGEXP = /<!-- (\S+\.ts) -->\n\n```ts ignore\n([^]*?)```/g;
/** What the tests of a script may take, the start of Deno included. */
const LIMIT_MS = 2000;

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
  // The first run checks types.
  const first = await runDeno(words);
  assert.equal(first.code, 0, first.output);
  const times: number[] = [];
  // What else the machine does makes a run take longer, but none shorter.
  for (let run = 0; run < 10 && Math.min(...times) >= LIMIT_MS; run++) {
    const startMs = performance.now();
    const { code, output } = await runDeno(words);
    times.push(performance.now() - startMs);
    assert.equal(code, 0, output);
    const timeless = (text: string) => text.replace(/\(\d+\w+\)/g, "").replace(/ +$/gm, "");
    const lines = timeless(output).split("\n");
    const expected = timeless(shown).split("\n").filter((line) => line !== "");
    assert.equal(expected.shift(), `$ deno ${words.join(" ")}`);
    for (const line of expected) assert.ok(lines.includes(line), `${line} is not in ${output}`);
  }
  assert.ok(Math.min(...times) < LIMIT_MS, `${times.map(Math.round).join(", ")} ms`);
});
