/** `--embedded`: every command on the in-memory cluster, without a kubeconfig. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type ProcessResult, runSkiff } from "../_support/skiff_process.ts";

const CONFIG_MAP = 'ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } })';

async function skiff(
  words: readonly string[],
  options: { readonly stdin?: string } = {},
): Promise<ProcessResult> {
  const folder = await Deno.makeTempDir();
  try {
    // There is no such kubeconfig, and no port that may be reached.
    return await runSkiff({ port: 1, kubeconfig: join(folder, "none"), folder }, words, options);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("skiff eval --embedded evaluates on a cluster with two nodes", async () => {
  assert.deepEqual(await skiff(["eval", "--embedded", "-o", "name", "cluster.nodes"]), {
    code: 0,
    stdout: "node/node-1\nnode/node-2\n",
    stderr: "",
  });
});

Deno.test("skiff eval --embedded writes and reads the same cluster", async () => {
  const source = `await ${CONFIG_MAP}; (await ns().configMaps.names()).includes("a")`;
  const { code, stdout, stderr } = await skiff(["eval", "--embedded", source]);
  assert.deepEqual([code, stdout, stderr], [0, "true\n", ""]);
});

Deno.test("skiff eval --embedded refuses as a cluster does", async () => {
  const missing = await skiff(["eval", "--embedded", 'ns().configMap("none").get()']);
  assert.deepEqual(missing, {
    code: 3,
    stdout: "",
    stderr: 'error: Cannot get configmap "default/none": not found\n',
  });
  const forbidden = await skiff(["eval", "--embedded", "--as", "somebody", "ns().pods"]);
  assert.equal(forbidden.code, 4);
  assert.match(
    forbidden.stderr,
    /^error: Cannot list pods in "default": [^\n]*"somebody"[^\n]*\n$/,
  );
  const readOnly = await skiff(["eval", "--embedded", "--read-only", CONFIG_MAP]);
  assert.equal(readOnly.code, 4);
  assert.match(readOnly.stderr, /--read-only|read-only/);
});

Deno.test("skiff repl --embedded keeps its cluster from namespace to namespace", async () => {
  const stdin = `await ${CONFIG_MAP}; 1\n.ns kube-system\nns().configMap("a").exists()\n` +
    'ns("default").configMap("a").exists()\ncluster.info.context\n';
  assert.deepEqual(await skiff(["repl", "--embedded"], { stdin }), {
    code: 0,
    stdout: '1\nfalse\ntrue\n"in-memory"\n',
    stderr: "",
  });
});

Deno.test("skiff repl --embedded has no other context", async () => {
  const { code, stderr } = await skiff(["repl", "--embedded"], { stdin: ".ctx other\n" });
  assert.equal(code, 2);
  assert.match(stderr, /^error: Cannot use context "other" together with --embedded[^\n]*\n$/);
});

Deno.test("skiff doctor --embedded finds nothing wrong with the in-memory cluster", async () => {
  const { code, stdout, stderr } = await skiff(["doctor", "--embedded"]);
  assert.deepEqual([code, stderr], [0, ""], stdout);
  assert.match(stdout, /^ok {4}context {5}"in-memory", namespace "default"/);
  assert.doesNotMatch(stdout, /^(?:warn|fail)/m);
});

Deno.test("without a kubeconfig a command says what would do, and that does", async () => {
  const { code, stderr } = await skiff(["eval", "ns().pods"]);
  assert.equal(code, 2);
  assert.match(stderr, /try the in-memory cluster with --embedded/);
});
