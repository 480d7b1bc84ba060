import assert from "node:assert/strict";
import { startFakeApi } from "../_support/fake_api.ts";
import { startUserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

/** Ways to print without an end; each ends the script once nobody reads. */
const PRINTERS: readonly [name: string, source: string][] = [
  ["console.log", "for (let i = 0;; i++) console.log(i, { i });"],
  ["directives and groups", 'for (;;) { console.group(); console.log("%d of %s", 1, "two"); }'],
  ["console.table", "for (;;) console.table([{ a: 1 }]);"],
  ["console.dir", "for (;;) console.dir([1]);"],
  ["Deno.stdout", 'for (;;) await Deno.stdout.write(new TextEncoder().encode("line\\n"));'],
  [
    "Node's process.stdout",
    `import process from "node:process";
     for (;;) { process.stdout.write("line\\n"); await new Promise((next) => setTimeout(next, 1)); }`,
  ],
  [
    "a stream",
    `const lines = new ReadableStream({ pull: (to) => to.enqueue(new TextEncoder().encode("a\\n")) });
     await lines.pipeTo(Deno.stdout.writable);`,
  ],
];

async function closeAfterFirst(child: Deno.ChildProcess): Promise<{ code: number; error: string }> {
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const error = await new Response(child.stderr).text();
  return { code: (await child.status).code, error };
}

Deno.test("a script that prints to a reader that has gone ends as other programs do", async (t) => {
  await using api = await startFakeApi();
  for (const [name, source] of PRINTERS) {
    await t.step(`by ${name}`, async () => {
      await using folder = await project(api, { "a.ts": source });
      const ended = await closeAfterFirst(folder.command(["run", "a.ts"]).spawn());
      assert.deepEqual(ended, { code: 141, error: "" });
      assert.deepEqual(folder.leftovers(), []);
    });
  }
});

Deno.test("a script that ends so between changes says how many it has made", async () => {
  await using api = await startFakeApi();
  const source = `import { ns } from "skiff";
    for (let i = 0;; i++) {
      await ns().pod("web-0").label({ n: String(i) });
      console.log(i);
    }`;
  await using folder = await project(api, { "a.ts": source });
  const { code, error } = await closeAfterFirst(folder.command(["run", "-A", "a.ts"]).spawn());
  assert.equal(code, 141);
  const [, count, kept] =
    /^error: Cannot print: nobody reads the output any more: ended after (\d+) changes? in the cluster\n(\d+) changes? w(?:as|ere) made: skiff undo [\w-]+ takes back what can be\n$/
      .exec(error) ?? assert.fail(error);
  const sent = api.requests.filter((request) => request.startsWith("PATCH "));
  assert.deepEqual([Number(count), Number(kept)], [sent.length, sent.length]);
});

Deno.test("a script that only asked what would come of it ends without a word", async () => {
  await using api = await startFakeApi();
  const source = `import { ns } from "skiff";
    for (;;) {
      await ns().pod("web-0").delete({ dryRun: true });
      console.log("would");
    }`;
  await using folder = await project(api, { "a.ts": source });
  const ended = await closeAfterFirst(folder.command(["run", "-A", "a.ts"]).spawn());
  assert.deepEqual(ended, { code: 141, error: "" });
});

Deno.test("a script that is only planned has made no change when its reader goes", async () => {
  await using cluster = await startUserCluster();
  const source = `import { ns } from "skiff";
    await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } });
    for (let i = 0;; i++) {
      await ns("shop").configMap("one").patch({ data: { n: String(i) } });
      console.log(i);
    }`;
  await using folder = await project(cluster, { "a.ts": source });
  const ended = await closeAfterFirst(folder.command(["run", "--plan", "a.ts"]).spawn());
  assert.equal(ended.code, 141);
  assert.doesNotMatch(ended.error, /changes/);
});

Deno.test("the console of a script prints what Deno's prints", async () => {
  await using api = await startFakeApi();
  const source = `
    console.log("a", 1, { b: [2] }, "%s");
    console.log("%s is %d%%", "it", 5, "more");
    console.group("outer"); console.info("within"); console.groupEnd();
    console.table([{ a: 1, b: "x" }]);
    console.dir({ deep: { deeper: { deepest: { end: 1 } } } }, { depth: 0 });
    console.count(); console.count("name"); console.assert(false, "no"); console.debug();
    console.error("to", { error: true }); console.warn("careful");`;
  await using folder = await project(api, { "a.ts": source });
  const plain = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "a.ts"],
    cwd: folder.folder,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  assert.deepEqual(await folder.run("run", "a.ts"), {
    code: 0,
    stdout: decoder.decode(plain.stdout),
    stderr: decoder.decode(plain.stderr),
  });
});

Deno.test("what Deno says of a script's mistake has colours on a terminal only", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": 'throw new Error("no");' });
  const { NO_COLOR: _, ...env } = folder.environment;
  const { stderr } = await folder.command(["run", "a.ts"], { env }).output();
  const text = new TextDecoder().decode(stderr);
  assert.match(text, /^error: Uncaught/);
  assert.ok(!text.includes("\x1b"), JSON.stringify(text));
});
