import assert from "node:assert/strict";
import { startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { runSkiff, skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";

const RESULTS: readonly [name: string, words: readonly string[], stdout: string][] = [
  ["prints a value", ["eval", "1 + 1"], "2\n"],
  ["prints one plain value a line", ["eval", "['a', 2, true]"], "a\n2\ntrue\n"],
  ["prints nothing for undefined", ["eval", "undefined"], ""],
  ["takes TypeScript", ["eval", "((a: number): number => a as number)(4)"], "4\n"],
  ["takes statements with await", ["eval", "const a = await Promise.resolve(2); a * 3"], "6\n"],
  [
    "shows a query as the server's table",
    ["eval", 'ns("shop").pods'],
    [
      "NAME    STATUS",
      "web-0   Running",
      "web-1   Running",
      "",
    ].join("\n"),
  ],
  ["starts from the namespace of the context", ["eval", "ns().pods.count()"], "2\n"],
  ["takes the namespace of the option", ["eval", "-n", "default", "ns().pods.count()"], "0\n"],
  ["takes the context of the option", ["--context", "other", "eval", "ns().pods.count()"], "0\n"],
  [
    "takes every namespace by -A",
    ["eval", "-A", "-o", "name", "ns().pods"],
    "pod/web-0\npod/web-1\n",
  ],
  [
    "shows more columns with -o wide",
    ["eval", "-o", "wide", 'ns("shop").pods'],
    [
      "NAME    STATUS    NODE",
      "web-0   Running   node-1",
      "web-1   Running   node-1",
      "",
    ].join("\n"),
  ],
  ["names objects with -o name", ["eval", "-oname", 'ns("shop").pods'], "pod/web-0\npod/web-1\n"],
  [
    "names one object with -o name",
    ["eval", "-o", "name", 'ns("shop").pod("web-1")'],
    "pod/web-1\n",
  ],
  ["prints JSONPath", [
    "eval",
    "-o",
    "jsonpath={.items[*].metadata.name}",
    'ns("shop").pods',
  ], "web-0 web-1\n"],
  ["filters here", [
    "eval",
    "-o",
    "name",
    'ns("shop").pods.where((pod) => pod.metadata?.name === "web-1")',
  ], "pod/web-1\n"],
  ["imports skiff by its name", [
    "eval",
    'import { QueryError } from "skiff"; QueryError.name',
  ], "QueryError\n"],
];

Deno.test("skiff eval", async (t) => {
  await using api = await startFakeApi();
  for (const [name, words, stdout] of RESULTS) {
    await t.step(name, async () => {
      assert.deepEqual(await runSkiff(api, words), { code: 0, stdout, stderr: "" });
    });
  }
  await t.step("prints a list as kubectl does with -o json", async () => {
    const { stdout } = await runSkiff(api, ["eval", "-o", "json", 'ns("shop").pods']);
    assert.match(
      stdout,
      /^\{\n {4}"apiVersion": "v1",\n {4}"items": \[\n {8}\{\n {12}"apiVersion"/,
    );
    const { kind, items } = JSON.parse(stdout);
    assert.equal(kind, "List");
    assert.deepEqual(items.map((item: { kind: string }) => item.kind), ["Pod", "Pod"]);
  });
  await t.step("prints an object as YAML", async () => {
    const { stdout } = await runSkiff(api, ["eval", 'ns("shop").pod("web-0")']);
    assert.match(stdout, /^apiVersion: v1\nkind: Pod\nmetadata:\n/);
    assert.match(stdout, /\n {2}name: web-0\n/);
  });
  await t.step("prints a list with -o yaml", async () => {
    const { stdout } = await runSkiff(api, ["eval", "-o", "yaml", 'ns("shop").pods']);
    assert.match(stdout, /^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}kind: Pod\n/);
    assert.match(stdout, /\nkind: List\nmetadata:\n {2}resourceVersion: ""\n$/);
  });
  await t.step("prints comma-separated values", async () => {
    const { stdout } = await runSkiff(api, ["eval", "-o", "csv", 'ns("shop").pods']);
    assert.match(stdout.replaceAll("\r", ""), /^[^\n]*\n"?web-0"?,"?Running"?/);
  });
  await t.step("reads the expression from standard input", async () => {
    const result = await runSkiff(api, ["eval", "-"], { stdin: "const a = 1\na + 1\n" });
    assert.deepEqual(result, { code: 0, stdout: "2\n", stderr: "" });
  });
  await t.step("says that nothing was found, beside the result", async () => {
    const result = await runSkiff(api, ["eval", 'ns("default").pods']);
    assert.equal(result.stdout, "");
    assert.equal(result.stderr, "No resources found in default namespace.\n");
  });
  await t.step("needs no kubeconfig for what needs no cluster", async () => {
    const env = { KUBECONFIG: `${api.folder}/missing` };
    assert.deepEqual(await runSkiff(api, ["eval", "2 * 3"], { env }), {
      code: 0,
      stdout: "6\n",
      stderr: "",
    });
  });
});

const MISTAKES: readonly [expression: string, code: number, message: RegExp][] = [
  ["1 +", 2, /Cannot evaluate the input: it ends too early/],
  ["a b", 2, /Cannot evaluate the input: Unexpected token at line 1, column 3/],
  ["clustr.nodes", 2, /ReferenceError: clustr is not defined: did you mean "cluster"/],
  ["null.a", 2, /TypeError: Cannot read properties of null/],
  ['throw new Error("mine\\nmore")', 1, /^error: mine more$/],
  ["throw 5", 1, /thrown: 5/],
  ["Promise.reject(null)", 1, /thrown: null/],
  ['ns("shop").pod("nope")', 3, /"nope"/],
  ['ns("shop").secrets', 4, /Cannot list secrets .*forbidden|Forbidden/i],
  ['ns("shop").kind("banana")', 2, /banana/],
  ['ns("a/b").pods', 2, /"a\/b"/],
  ['ns("shop").pods.where({ status: { phse: "x" } })', 2, /phse.*did you mean "?(status\.)?phase/],
  ['ns("shop").pods.where({ status: { phase: undefined } })', 2, /undefined/],
  ['ns("shop").pods.selector({ labels: "a in (b" })', 2, /a in \(b/],
  ["ns().nodes.list()", 2, /TypeError|nodes/],
  ["quantity('1.5Gii')", 2, /1\.5Gii/],
  ['import { x } from "./missing.ts"; x', 2, /missing\.ts/],
  ["const a = {}; a.a = a; a", 2, /holds itself/],
  ['Deno.readTextFile("/etc/hostname")', 4, /--allow-read/],
  ["setTimeout(() => { throw new Error('late') }); await new Promise(() => {})", 1, /late/],
  ["Promise.reject(new Error('stray')); await new Promise((r) => setTimeout(r, 1000))", 1, /stray/],
];

Deno.test("skiff eval ends a mistake with one line and its code", async (t) => {
  await using api = await startFakeApi();
  for (const [expression, code, message] of MISTAKES) {
    await t.step(expression, async () => {
      const result = await runSkiff(api, ["eval", expression]);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr.trimEnd(), message);
      assert.match(result.stderr, /^error: [^\n]+\n$/);
      assert.equal(result.stdout, "");
    });
  }
});

Deno.test("skiff eval says what is wrong with the way to the cluster", async (t) => {
  await using api = await startFakeApi();
  await t.step("no kubeconfig", async () => {
    const env = { KUBECONFIG: `${api.folder}/missing` };
    const result = await runSkiff(api, ["eval", "ns().pods"], { env });
    assert.equal(result.code, 2, result.stderr);
    assert.match(result.stderr, /--kubeconfig/);
  });
  await t.step("a context that does not exist", async () => {
    const result = await runSkiff(api, ["eval", "--context", "fak", "ns().pods"]);
    assert.equal(result.code, 2, result.stderr);
    assert.match(result.stderr, /^error: Cannot use context "fak": .*did you mean "fake"/);
  });
  await t.step("a request that takes too long", async () => {
    const words = ["eval", "--request-timeout", "300ms", "ns().configMaps"];
    const result = await runSkiff(api, words);
    assert.equal(result.code, 5, result.stderr);
    assert.match(result.stderr, /^error: Cannot [^\n]*configmaps[^\n]*\n$/);
  });
  await t.step("a write through --read-only", async () => {
    const expression = 'cluster.raw("/api/v1/namespaces", { method: "POST", body: "{}" })';
    const result = await runSkiff(api, ["eval", "--read-only", expression]);
    assert.equal(result.code, 4, result.stderr);
    assert.match(result.stderr, /read-only/);
  });
});

Deno.test("skiff eval shows a warning of the server once", async () => {
  await using api = await startFakeApi({ warning: "old thing" });
  const expression = "await ns().pods.list(); await ns().pods.list(); 1";
  const { stdout, stderr } = await runSkiff(api, ["eval", expression]);
  assert.equal(stdout, "1\n");
  assert.equal(stderr, "Warning: old thing\n");
});

Deno.test("skiff eval stops without a word when nobody reads its output", async () => {
  await using api = await startFakeApi({ pods: 5000 });
  for (const format of ["json", "yaml", "name", "table"]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: skiffArguments(api, ["eval", "-o", format, 'ns("shop").pods']),
      env: skiffEnvironment(api),
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    // The reader leaves before anything is written, so that even a short text finds it gone.
    await child.stdout.cancel();
    const stderr = await new Response(child.stderr).text();
    const { code } = await child.status;
    assert.deepEqual({ format, stderr, code }, { format, stderr: "", code: 141 });
  }
});

Deno.test("skiff eval stops without a word when its own console.log has no reader", async () => {
  await using api = await startFakeApi();
  for (const source of ["for (;;) console.log('a')", "for (;;) { console.log({}); await 1 }"]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: skiffArguments(api, ["eval", source]),
      env: skiffEnvironment(api),
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await child.stdout.cancel();
    const stderr = await new Response(child.stderr).text();
    assert.deepEqual([stderr, (await child.status).code], ["", 141]);
  }
});

Deno.test("skiff eval prints by console.log what Deno prints", async () => {
  await using api = await startFakeApi();
  const source = `console.log("%s x", 1); console.log({ a: [1n] }, "b", "50%");
    console.group("g"); console.info("in"); console.groupEnd(); console.debug()`;
  const plain = await new Deno.Command(Deno.execPath(), {
    args: ["eval", source],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const { stdout } = await runSkiff(api, ["eval", source]);
  assert.equal(stdout, new TextDecoder().decode(plain.stdout));
});

Deno.test("skiff eval ends at once on Ctrl-C, with code 130, and drops its request", async () => {
  await using api = await startFakeApi();
  const child = new Deno.Command(Deno.execPath(), {
    args: skiffArguments(api, ["eval", "ns().configMaps"]),
    env: skiffEnvironment(api),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  await api.hanging;
  child.kill("SIGINT");
  const { code } = await child.status;
  assert.equal(code, 130);
  assert.equal(await stderr, "");
  await api.abandoned;
});

Deno.test("skiff eval says on a terminal what is missing while it waits, in one row", async () => {
  await using api = await startFakeApi();
  const waits = `ns().pod("nope").wait(condition("Ready"))`;
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: skiffArguments(api, ["eval", "--embedded", waits]),
    env: skiffEnvironment(api),
    cwd: api.folder,
    columns: 50,
  });
  await terminal.see(/waiting for pod "default\/nope": it does not …, \d+s/);
  await terminal.type("\x03");
  assert.equal(await terminal.end(), 130);
});

Deno.test("skiff eval says nothing of waiting where nobody sees it", async () => {
  await using api = await startFakeApi();
  const wait = 'ns().pod("nope").wait(condition("Ready"), { timeout: "2500ms" })';
  const { code, stdout, stderr } = await runSkiff(api, ["eval", "--embedded", wait]);
  assert.deepEqual([code, stdout], [5, ""]);
  assert.match(stderr, /^error: [^\n]+\n$/);
});
