/** `skiff run --embedded`: the in-memory cluster behind the gate. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { project } from "./_run.ts";

const SCRIPT = `
import { cluster, ns } from "skiff";
await ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made" } });
console.log(await cluster.nodes.names(), (await ns().configMaps.names()).includes("made"));
for await (const { type, object } of ns().configMaps.where({ metadata: { name: "made" } }).watch()) {
  console.log(type, object.metadata?.name);
  break;
}
`;

Deno.test("skiff run --embedded runs a script behind the gate of an in-memory cluster", async (t) => {
  const home = await Deno.makeTempDir();
  try {
    const api = { folder: home, kubeconfig: join(home, "none") };
    await using folder = await project(api, { "script.ts": SCRIPT });
    await t.step("and gives it a cluster of its own", async () => {
      assert.deepEqual(await folder.run("run", "--embedded", "-A", "script.ts"), {
        code: 0,
        stdout: '[ "node-1", "node-2" ] true\nADDED made\n',
        stderr: "",
      });
    });
    await t.step("which holds --read-only as any other", async () => {
      const { code, stderr } = await folder.run("run", "--embedded", "--read-only", "script.ts");
      assert.notEqual(code, 0);
      assert.match(stderr, /the script runs with --read-only/);
    });
    await t.step("and keeps no journal of what nobody can take back", async () => {
      const { code, stdout } = await folder.run("runs");
      assert.equal(code, 0);
      assert.doesNotMatch(stdout, /script\.ts/);
    });
    await t.step("and leaves nothing behind", () => assert.deepEqual(folder.leftovers(), []));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
