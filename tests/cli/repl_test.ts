import assert from "node:assert/strict";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { CLOSED_PORT } from "../_support/loopback.ts";
import { Pty } from "../_support/pty.ts";
import { runSkiff, skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";

function openPrompt(api: FakeApi, words: readonly string[] = [], env = {}): Pty {
  return new Pty({
    program: Deno.execPath(),
    args: skiffArguments(api, ["repl", ...words]),
    env: { ...skiffEnvironment(api), ...env },
    cwd: api.folder,
  });
}

Deno.test("skiff repl runs the lines of standard input as a script", async (t) => {
  await using api = await startFakeApi();
  await t.step("prints results, without a prompt", async () => {
    const stdin = "const pods = await ns().pods.list()\npods.length\n[\n1,\n2]\n.ctx\n";
    assert.deepEqual(await runSkiff(api, ["repl"], { stdin }), {
      code: 0,
      stdout: "2\n[ 1, 2 ]\n* fake\n  other\n",
      stderr: "",
    });
  });
  await t.step("stops at the first mistake", async () => {
    const { code, stdout, stderr } = await runSkiff(api, ["repl"], { stdin: "1\nmissing\n2\n" });
    assert.equal(code, 2);
    assert.equal(stdout, "1\n");
    assert.equal(stderr, "error: ReferenceError: missing is not defined (line 1, column 1)\n");
  });
  await t.step("refuses input that ends too early", async () => {
    const { code, stderr } = await runSkiff(api, ["repl"], { stdin: "foo(" });
    assert.equal(code, 2);
    assert.match(stderr, /^error: Cannot evaluate the input: it ends too early/);
  });
  await t.step(
    "says where the sources are to a project that it saves into, from a build as well",
    async () => {
      await Deno.writeTextFile(`${api.folder}/deno.json`, "{}");
      const stdin = `const wanted = 1\n.save ${api.folder}/saved.ts\n`;
      const { code, stderr } = await runSkiff(api, ["repl"], { stdin });
      assert.equal(code, 0, stderr);
      const root = new URL("../../", import.meta.url);
      const main = new URL("mod.ts", root).href;
      const testing = new URL("lib/testing/mod.ts", root).href;
      assert.ok(stderr.endsWith(`: "skiff": "${main}", "skiff/testing": "${testing}"\n`), stderr);
    },
  );
  await t.step("ends at .exit", async () => {
    const { code, stdout } = await runSkiff(api, ["repl"], { stdin: "1\n.exit\n2\n" });
    assert.deepEqual([code, stdout], [0, "1\n"]);
  });
  await t.step("ends with exit code 2 where there is no such context", async () => {
    const words = ["repl", "--context", "nope"];
    const { code, stdout, stderr } = await runSkiff(api, words, { stdin: "1 + 1\n" });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: Cannot use context "nope"[^\n]*\n$/);
  });
});

Deno.test("skiff repl on a terminal", async (t) => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await t.step("greets shortly and shows context and namespace", async () => {
    const banner = await prompt.see("fake/shop> ");
    assert.match(
      banner,
      /^skiff \d+\.\d+\.\d+, http:\/\/127\.0\.0\.1:\d+, \.help for help\nfake\/shop> $/,
    );
  });
  await t.step("shows a query as a table", async () => {
    await prompt.type("ns().pods\r");
    await prompt.see(/\n +NAME +STATUS\n\$1 +web-0 +Running\n\$2 +web-1 +Running\nfake\/shop> /);
  });
  await t.step("takes TypeScript, await and redeclaration", async () => {
    await prompt.type("const n: number = await ns().pods.count()\r");
    await prompt.see("fake/shop> ");
    await prompt.type("const n = 40; n + 2\r");
    await prompt.see("\n42\nfake/shop> ");
  });
  await t.step("asks for more while input is unfinished", async () => {
    await prompt.type("[1,\r");
    await prompt.see("... ");
    await prompt.type("2]\r");
    await prompt.see("\n[ 1, 2 ]\nfake/shop> ");
  });
  await t.step("forgets unfinished input on Ctrl-C", async () => {
    await prompt.type("foo(\r");
    await prompt.see("... ");
    await prompt.type("\x03");
    await prompt.see("fake/shop> ");
    await prompt.type("half a li");
    await prompt.see("half a li");
    await prompt.type("\x03");
    await prompt.see("fake/shop> ");
    await prompt.type("7\r");
    await prompt.see("\n7\nfake/shop> ");
  });
  await t.step("says a mistake in one line and goes on", async () => {
    await prompt.type("clustr\r");
    const shown = await prompt.see("fake/shop> ");
    assert.match(
      shown,
      /\nerror: ReferenceError: clustr is not defined: did you mean "cluster" \(line 1, column 1\)\n/,
    );
    assert.doesNotMatch(shown, /\bat /);
  });
  await t.step("survives a promise that nobody waits for", async () => {
    await prompt.type("Promise.reject(new Error('stray')); 1\r");
    await prompt.see("error: stray");
    await prompt.type("8\r");
    await prompt.see("\n8\n");
    await prompt.see("fake/shop> ");
  });
  await t.step("stops what runs on Ctrl-C, its request too, and goes on", async () => {
    await prompt.type("await ns().configMaps.list()\r");
    await api.hanging;
    await prompt.type("\x03");
    await prompt.see("error: interrupted\nfake/shop> ");
    await api.abandoned;
    await prompt.type("_ + 1\r");
    await prompt.see("\n9\nfake/shop> ");
  });
  await t.step("brings back earlier lines", async () => {
    await prompt.type("\x1b[A");
    await prompt.see("_ + 1");
    await prompt.type("\x1b[A");
    await prompt.see("await ns().configMaps.list()");
    await prompt.type("\x03");
    await prompt.see("fake/shop> ");
  });
  await t.step("leaves on Ctrl-D", async () => {
    await prompt.type("\x03\x04");
    assert.equal(await prompt.end(), 0);
  });
});

Deno.test("skiff repl gives a prompt though the cluster cannot be reached, and says so", async () => {
  await using api = await startFakeApi();
  const config = JSON.parse(await Deno.readTextFile(api.kubeconfig));
  config.clusters[0].cluster.server = `http://127.0.0.1:${CLOSED_PORT}`;
  await Deno.writeTextFile(api.kubeconfig, JSON.stringify(config));
  await using prompt = openPrompt({ ...api, port: CLOSED_PORT });
  await prompt.see("fake/shop> ");
  await prompt.see(/error: Cannot [^\n]*refused[^\n]*\n/);
  await prompt.see("fake/shop> ");
  await prompt.type("1 + 1\r");
  await prompt.see("\n2\n");
});

Deno.test("skiff repl notes above the prompt that the cluster is outside the tested versions", async () => {
  await using api = await startFakeApi({ version: "v1.20.0" });
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.see("Warning: v1.20.0 is older than the tested 1.34 to 1.36");
  await prompt.see("fake/shop> ");
  await prompt.type("(await cluster.version()).gitVersion\r");
  assert.doesNotMatch(await prompt.see('"v1.20.0"'), /Warning/);
});

Deno.test("skiff repl gives a prompt though the kubeconfig is broken, and says so", async () => {
  await using api = await startFakeApi();
  await Deno.writeTextFile(api.kubeconfig, "contexts: [");
  await using prompt = openPrompt(api);
  const shown = await prompt.see("no context> ");
  assert.match(shown, /error: Cannot [^\n]*config/);
  await prompt.type("2 + 1\r");
  await prompt.see("\n3\n");
});

Deno.test("skiff repl keeps its history for the next time, in a file of mode 0600", async () => {
  await using api = await startFakeApi();
  {
    await using prompt = openPrompt(api, ["--read-only"]);
    await prompt.see("fake/shop ro> ");
    await prompt.type("'kept for later'\r");
    await prompt.see("fake/shop ro> ");
    await prompt.type(".exit\r");
    assert.equal(await prompt.end(), 0);
  }
  const file = `${api.folder}/history`;
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  assert.equal(await Deno.readTextFile(file), "'kept for later'\n.exit\n");
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("\x1b[A\x1b[A\r");
  await prompt.see(/\n"?kept for later"?\n/);
});

Deno.test("skiff repl keeps no history when SKIFF_HISTORY is empty", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api, [], { SKIFF_HISTORY: "" });
  await prompt.see("fake/shop> ");
  await prompt.type("'gone'\r.exit\r");
  assert.equal(await prompt.end(), 0);
  const names = (await Array.fromAsync(Deno.readDir(api.folder))).map(({ name }) => name);
  assert(!names.includes("history"), names.join());
});

Deno.test("skiff repl leaves on the second Ctrl-C at an empty prompt", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("\x03");
  await prompt.see("(Ctrl-C again or .exit leaves)");
  await prompt.see("fake/shop> ");
  // Who types in between goes on, even where nothing is left of it.
  await prompt.type("a");
  await prompt.see("a");
  await prompt.type("\x7f");
  await prompt.type("\x03");
  await prompt.see("(Ctrl-C again or .exit leaves)");
  await prompt.see("fake/shop> ");
  await prompt.type("\x03");
  assert.equal(await prompt.end(), 0);
});
