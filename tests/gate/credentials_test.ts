/** What a run gets ready while its script starts: its credentials, and a connection. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { startFakeApi } from "../_support/fake_api.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { project, userEnvironment } from "./_run.ts";

async function writeKubeconfig(path: string, cluster: object, user: object): Promise<void> {
  const config = {
    "current-context": "c",
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  };
  await Deno.writeTextFile(path, JSON.stringify(config));
}

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
  await writeKubeconfig(kubeconfig, { server: "http://127.0.0.1:1" }, { exec });
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

Deno.test("skiff run ends with its script though the server says nothing in the handshake", async (t) => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "none.ts": "Deno.exitCode = 7;" });
  const authority = await makeAuthority();
  const { certificate, key } = await authority.issue({ commonName: "ada" });
  const users = [
    ["a token", { token: "t0ken" }],
    [
      "a client certificate",
      { "client-certificate-data": btoa(certificate), "client-key-data": btoa(key) },
    ],
  ] as const;
  for (const [name, user] of users) {
    await t.step(name, async () => {
      // It takes connections, and nobody reads what they say.
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const server = `https://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
      const kubeconfig = join(folder.folder, "kubeconfig");
      const trust = { "certificate-authority-data": btoa(authority.certificate) };
      await writeKubeconfig(kubeconfig, { server, ...trust }, user);
      const env = { ...userEnvironment(api), KUBECONFIG: kubeconfig };
      const { code, stdout, stderr } = await folder.command(["run", "none.ts"], { env }).output();
      const decoder = new TextDecoder();
      assert.deepEqual([code, decoder.decode(stdout), decoder.decode(stderr)], [7, "", ""]);
      assert.deepEqual(folder.leftovers(), []);
    });
  }
});
