import assert from "node:assert/strict";
import { lines } from "../../lib/cli/lines.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { runScript, scriptCommand, writeScript } from "./_script_process.ts";

const TOOL = `
export const tool = script({
  name: "tool",
  description: "Does what a test wants",
  options: z.object({
    min: z.number().min(0, "Must not be negative.").default(3),
    what: z.enum(["names", "secret", "missing", "type", "stray", "exit", "many"]).default("names"),
  }),
  async run({ options, ns, cluster }) {
    switch (options.what) {
      case "names": return console.log(JSON.stringify([options.min, await ns().pods.names()]));
      case "secret": return console.log(await ns().secrets.count());
      case "missing": return console.log(await ns().pod("none").get());
      case "type": return (undefined as unknown as string[]).sort();
      case "stray": Promise.reject(new Error("nobody waits")); return await new Promise(() => {});
      case "exit": Deno.exitCode = 7; return;
      case "many": for (let i = 0; ; i++) console.log("line " + i);
    }
  },
});
if (import.meta.main) await tool.main();
`;

Deno.test("a script runs on the context's namespace with its options", async () => {
  await using api = await startFakeApi();
  await writeScript(api, TOOL);
  const { code, stdout, stderr } = await runScript(api, "--min", "5");
  assert.deepEqual([code, stdout, stderr], [0, '[5,["web-0","web-1"]]\n', ""]);
  const other = await runScript(api, "--context", "other", "-n", "shop-test");
  assert.deepEqual([other.code, other.stdout, other.stderr], [0, "[3,[]]\n", ""]);
  assert.match(api.requests.at(-1) ?? "", /^GET \/api\/v1\/namespaces\/shop-test\/pods/);
});

const ENDINGS: readonly [words: readonly string[], code: number, stderr: RegExp][] = [
  [["--min", "-1"], 2, /^error: Cannot use --min: must not be negative\n$/],
  [["--min", "x"], 2, /^error: Cannot use --min "x": it takes a number\n$/],
  [["--context", "nope"], 2, /^error: Cannot use context "nope": [^\n]+\n$/],
  [["--as-group", "g"], 2, /^error: Cannot use --as-group: it needs a user to act as[^\n]+\n$/],
  [["--what", "missing"], 3, /^error: Cannot get [^\n]+\n$/],
  [["--what", "secret"], 4, /^error: Cannot [^\n]+\n$/],
  [["--what", "type"], 1, /^error: TypeError: [^\n]*sort[^\n]* \([^\n]*\/tool\.ts:\d+:\d+\)\n$/],
  [["--what", "stray"], 1, /^error: nobody waits\n$/],
  [["--what", "exit"], 7, /^$/],
];

Deno.test("a script ends with one line and the exit code of what is wrong", async (t) => {
  await using api = await startFakeApi();
  await writeScript(api, TOOL);
  for (const [words, expected, message] of ENDINGS) {
    await t.step(words.join(" "), async () => {
      const { code, stdout, stderr } = await runScript(api, ...words);
      assert.equal(code, expected, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    });
  }
});

Deno.test("a script says at the end of a dry run that it was one", async () => {
  await using api = await startFakeApi();
  await writeScript(api, TOOL);
  assert.deepEqual(await runScript(api, "--dry-run"), {
    code: 0,
    stdout: '[3,["web-0","web-1"]]\n',
    stderr: "Dry run: the server checked every change and kept none\n",
  });
});

Deno.test("a script shows help without a cluster and without a permission", async () => {
  await using api = await startFakeApi();
  const file = await writeScript(api, TOOL);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--cached-only", file, "--help"],
    env: { KUBECONFIG: "/nowhere", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert.equal(code, 0);
  assert.match(
    new TextDecoder().decode(stdout),
    /^USAGE\n {2}tool \[OPTIONS\]\n\nDoes what a test/,
  );
});

Deno.test("a script ends silently when nobody reads its output any more", async () => {
  await using api = await startFakeApi();
  await writeScript(api, TOOL);
  const child = scriptCommand(api, ["--what", "many"]).spawn();
  for await (const line of lines(child.stdout)) {
    assert.equal(line, "line 0");
    break;
  }
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assert.deepEqual([code, stderr], [141, ""]);
});

const INTERRUPTED = `
export const tool = script({
  name: "tool",
  description: "Waits for ever",
  options: z.object({ how: z.enum(["request", "deaf", "cleanup"]) }),
  async run({ options, ns, signal }) {
    if (options.how === "deaf") signal.addEventListener("abort", () => console.log("stopping"));
    console.log("ready");
    if (options.how === "request") await ns().configMaps.list();
    if (options.how === "deaf") while (true) await new Promise((done) => setTimeout(done, 1000));
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve());
    await promise;
    console.log("cleaned up");
  },
});
if (import.meta.main) await tool.main();
`;

const SIGNALS: readonly [
  how: string,
  signals: readonly Deno.Signal[],
  code: number,
  out: string[],
][] = [
  ["request", ["SIGINT"], 130, ["ready"]],
  ["cleanup", ["SIGINT"], 130, ["ready", "cleaned up"]],
  ["cleanup", ["SIGTERM"], 143, ["ready", "cleaned up"]],
  ["deaf", ["SIGINT", "SIGINT"], 130, ["ready", "stopping"]],
];

Deno.test({
  name: "a script that is interrupted aborts its signal, cleans up, and ends as such",
  ignore: Deno.build.os === "windows",
  fn: async (t) => {
    await using api = await startFakeApi();
    await writeScript(api, INTERRUPTED);
    for (const [how, signals, expected, out] of SIGNALS) {
      await t.step(`${how} by ${signals.join(" and ")}`, async () => {
        const child = scriptCommand(api, ["--how", how]).spawn();
        const shown: string[] = [];
        const left = [...signals];
        for await (const line of lines(child.stdout)) {
          shown.push(line);
          if (how === "request") await api.hanging;
          const next = left.shift();
          if (next !== undefined) child.kill(next);
        }
        const [{ code }, stderr] = await Promise.all([
          child.status,
          new Response(child.stderr).text(),
        ]);
        assert.deepEqual([code, shown, stderr], [expected, out, ""]);
      });
    }
  },
});
