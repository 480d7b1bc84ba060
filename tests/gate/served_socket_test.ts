/** The in-memory cluster on a unix socket, and beside links: what needs more rights than other tests have. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { serveCluster } from "../../lib/serve/serve_cluster.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a served cluster can listen on a unix socket of its user's", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "socket");
    await using cluster = createEmbeddedCluster();
    {
      await using server = await serveCluster(cluster, { unix: path });
      assert.equal(server.url, `unix:${path}`);
      assert.equal((await Deno.stat(path)).mode! & 0o077, 0);
      using client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
      const response = await fetch("http://192.0.2.1/api/v1/namespaces/default", { client });
      assert.equal((await response.json()).metadata.name, "default");
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await assert.rejects(serveCluster(cluster, { unix: path, kubeconfig: join(folder, "c") }), {
      name: "QueryError",
    });
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("a kubeconfig does not take the place of a link", async () => {
  await inFolder(async (folder) => {
    const kubeconfig = join(folder, "config");
    await using cluster = createEmbeddedCluster();
    await Deno.symlink(join(folder, "elsewhere"), kubeconfig);
    await assert.rejects(serveCluster(cluster, { kubeconfig }), { name: "ConfigError" });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["config"]);
  });
});
