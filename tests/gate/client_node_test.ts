import assert from "node:assert/strict";
import { startFakeApi } from "../_support/fake_api.ts";
import { project } from "./_run.ts";

const SCRIPT = `
import { ApiException, CoreV1Api, generated, kubeConfig } from "skiff/client-node";

const core = generated(CoreV1Api);
const { items } = await core.listNamespace();
console.log(items.map(({ metadata }) => metadata?.name).join());
try {
  await core.listNamespacedSecret({ namespace: "shop" });
} catch (error) {
  console.log(error instanceof ApiException, error.code);
}
try {
  await kubeConfig();
} catch (error) {
  console.log(error.message);
}
`;

Deno.test("the official generated API goes through the gate, and no KubeConfig around it", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "script.ts": SCRIPT });
  assert.deepEqual(await folder.run("run", "-A", "script.ts"), {
    code: 0,
    stdout: "default,shop,shop-test\ntrue 403\n" +
      "Cannot make a KubeConfig: the cluster is not reached by a network\n",
    stderr: "",
  });
});
