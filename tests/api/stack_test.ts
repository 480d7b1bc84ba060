import assert from "node:assert/strict";
import { join } from "node:path";
import { KubeError } from "../../lib/core/errors.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const MOD = new URL("../../mod.ts", import.meta.url).href;

Deno.test("the stack of an error leads to the caller, and the whole one through Skiff", async () => {
  const cluster = clusterOver(scenario([{
    request: "GET /api/v1/nodes/n1",
    status: 404,
    body: { kind: "Status", reason: "NotFound", message: "no", details: { name: "n1" } },
  }]));
  async function callOfMine(): Promise<void> {
    await cluster.node("n1").get();
  }
  await assert.rejects(callOfMine, (error) => {
    assert.ok(error instanceof KubeError);
    const [first, ...places] = error.stack?.split("\n") ?? [];
    assert.equal(first, `NotFoundError: ${error.message}`);
    assert.match(places[0] ?? "", /^ {4}at async callOfMine \(.*stack_test\.ts:\d+:\d+\)$/);
    assert.ok(!places.some((place) => place.includes("/lib/")), places.join());
    assert.match(error.wholeStack, /\/lib\/client\//);
    assert.match(error.wholeStack, /callOfMine/);
    return true;
  });
});

Deno.test("the stack of an error that Skiff makes alone is its own", () => {
  const error = new KubeError("Cannot");
  assert.match(error.stack ?? "", /^KubeError: Cannot\n {4}at .*stack_test\.ts/);
  error.stack = "mine";
  assert.equal(error.stack, "mine");
  assert.ok(!Object.keys(error).includes("stack"));
});

Deno.test("plain deno run shows one line of an error and where the script asked for it", async () => {
  const folder = await Deno.makeTempDir();
  const script = join(folder, "a.ts");
  const source = `import { connect } from "${MOD}";
const cluster = await connect({ kubeconfig: "/nowhere" });
await cluster.nodes.list();`;
  await Deno.writeTextFile(script, source);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-env", script],
    env: { NO_COLOR: "1" },
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [
    1,
    'error: Uncaught (in promise) ConfigError: Cannot read kubeconfig "/nowhere": it does not exist\n' +
    `    at async file://${script}:2:17\n`,
  ]);
  await Deno.remove(folder, { recursive: true });
});
