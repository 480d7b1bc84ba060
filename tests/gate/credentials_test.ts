/** Credentials of a run: asked for once, before its script needs them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { startFakeApi } from "../_support/fake_api.ts";
import { project, userEnvironment } from "./_run.ts";

Deno.test("skiff run asks a credential plugin that has failed again only for a request", async (t) => {
  await using api = await startFakeApi();
  const plugin = '#!/bin/sh\necho asked >> "$ASKED"\necho "log in first" >&2\nexit 3\n';
  await using folder = await project(api, {
    "none.ts": "Deno.exitCode = 7;",
    "one.ts": 'import { ns } from "skiff";\nawait ns("shop").pods.names();',
    "plugin": plugin,
  });
  const command = join(folder.folder, "plugin");
  await Deno.chmod(command, 0o755);
  const kubeconfig = join(folder.folder, "kubeconfig");
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    interactiveMode: "Never",
  };
  const config = {
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:1" } }],
    users: [{ name: "u", user: { exec } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  };
  await Deno.writeTextFile(kubeconfig, JSON.stringify(config));
  const cases = [["none.ts", 7, 1, /^$/], ["one.ts", 2, 2, /it said: log in first\n/]] as const;
  for (const [script, code, times, said] of cases) {
    await t.step(script, async () => {
      const asked = join(folder.folder, `${script}.asked`);
      const env = { ...userEnvironment(api), KUBECONFIG: kubeconfig, ASKED: asked };
      const result = await folder.command(["run", script], { env }).output();
      assert.match(new TextDecoder().decode(result.stderr), said);
      assert.equal(result.code, code);
      const count = (await Deno.readTextFile(asked)).split("\n").length - 1;
      assert.ok(count <= times, `the plugin ran ${count} times`);
    });
  }
});
