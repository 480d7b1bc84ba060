/** The in-memory cluster over HTTP: requests, watches and their ends, kubeconfigs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { connect } from "../../lib/api/connect.ts";
import { type ClusterServer, serveCluster } from "../../lib/serve/serve_cluster.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function send(server: ClusterServer, path: string, init?: RequestInit): Promise<Response> {
  return await fetch(`${server.url}${path}`, init);
}

Deno.test("a served cluster answers over HTTP, its refusals included", async () => {
  await using cluster = createEmbeddedCluster();
  await using server = await serveCluster(cluster);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(server.url, `http://127.0.0.1:${server.port}`);
  const version = await (await send(server, "/version")).json();
  assert.equal(version.gitVersion, "v1.36.3");
  const made = await send(server, "/api/v1/namespaces/default/configmaps", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ metadata: { name: "a" } }),
  });
  assert.equal(made.status, 201);
  await made.body?.cancel();
  const missing = await send(server, "/api/v1/namespaces/default/configmaps/b");
  assert.equal(missing.status, 404);
  assert.equal((await missing.json()).message, 'configmaps "b" not found');
});

Deno.test("a kubeconfig connects to a served cluster, and is gone when it stops", async () => {
  await inFolder(async (folder) => {
    const kubeconfig = join(folder, "config");
    await using cluster = createEmbeddedCluster();
    {
      await using server = await serveCluster(cluster, { kubeconfig, namespace: "kube-system" });
      assert.equal(server.kubeconfig, kubeconfig);
      assert.equal((await Deno.stat(kubeconfig)).mode! & 0o777, 0o600);
      await using client = await connect({ kubeconfig });
      assert.equal(client.info?.namespace, "kube-system");
      assert((await client.namespaces.names()).includes("default"));
    }
    await assert.rejects(Deno.stat(kubeconfig), Deno.errors.NotFound);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("a kubeconfig takes no other file's place unless asked to", async () => {
  await inFolder(async (folder) => {
    const kubeconfig = join(folder, "config");
    await Deno.writeTextFile(kubeconfig, "mine");
    await using cluster = createEmbeddedCluster();
    await assert.rejects(serveCluster(cluster, { kubeconfig }), {
      name: "ConfigError",
      message: `Cannot write kubeconfig "${kubeconfig}": another file is there: ` +
        "choose another path, or force it",
    });
    assert.equal(await Deno.readTextFile(kubeconfig), "mine");
    {
      await using _first = await serveCluster(cluster, { kubeconfig, force: true });
      // One that was written here before may be replaced; its server then leaves the new one alone.
      await using second = await serveCluster(cluster, { kubeconfig });
      await _first[Symbol.asyncDispose]();
      assert((await Deno.readTextFile(kubeconfig)).includes(second.url));
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await assert.rejects(serveCluster(cluster, { kubeconfig: join(folder, "no", "config") }), {
      message: `Cannot write kubeconfig "${
        join(folder, "no", "config")
      }": its folder does not exist`,
    });
  });
});

Deno.test("a client that goes away ends its watch", async () => {
  await using cluster = createEmbeddedCluster();
  await using server = await serveCluster(cluster);
  const ended = Promise.withResolvers<void>();
  await using watched = await serveCluster({
    fetch: async (request) => {
      const response = await cluster.fetch(request);
      const body = response.body!.pipeThrough(
        new TransformStream({ cancel: () => ended.resolve() }),
      );
      return new Response(body, response);
    },
  });
  const leave = new AbortController();
  const response = await send(watched, "/api/v1/namespaces?watch=1", { signal: leave.signal });
  const reader = response.body!.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /"type":"ADDED"/);
  leave.abort();
  await assert.rejects(reader.read());
  await ended.promise;
  assert.equal(await (await send(server, "/readyz")).text(), "ok");
});

Deno.test("a server that stops ends its watches", async () => {
  await using cluster = createEmbeddedCluster();
  const server = await serveCluster(cluster);
  const response = await send(server, "/api/v1/namespaces?watch=1");
  const reader = response.body!.getReader();
  await reader.read();
  await server[Symbol.asyncDispose]();
  const read = async () => {
    while (!(await reader.read()).done);
  };
  await read().catch((error) => assert(error instanceof TypeError));
  await assert.rejects(send(server, "/version"), TypeError);
});

Deno.test("a port that is taken, and one that is none, are said to be so", async () => {
  await using cluster = createEmbeddedCluster();
  await using server = await serveCluster(cluster);
  await assert.rejects(serveCluster(cluster, { port: server.port! }), {
    name: "ConfigError",
    message: `Cannot serve on port ${server.port}: something listens there already`,
  });
  await assert.rejects(serveCluster(cluster, { port: 70000 }), {
    name: "QueryError",
    message: "Cannot serve on port 70000: a port is a whole number up to 65535",
  });
});

Deno.test("a page of the web cannot reach a served cluster by a name of its own", async () => {
  await using cluster = createEmbeddedCluster();
  await using server = await serveCluster(cluster);
  const response = await send(server, "/version", { headers: { origin: "http://evil.test" } });
  assert.equal(response.status, 403);
  await response.body?.cancel();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port! });
  await connection.write(
    new TextEncoder().encode(
      "GET /version HTTP/1.1\r\nhost: evil.test\r\nconnection: close\r\n\r\n",
    ),
  );
  const buffer = new Uint8Array(1024);
  const length = await connection.read(buffer);
  assert.match(new TextDecoder().decode(buffer.subarray(0, length ?? 0)), /^HTTP\/1\.1 403 /);
});

Deno.test("users of a served cluster have contexts of their own, over TLS", async () => {
  await inFolder(async (folder) => {
    const kubeconfig = join(folder, "config");
    const users = {
      "token-of-ann": { username: "ann", groups: ["system:masters"] },
      "token-of-bob": { username: "bob", groups: [] },
    };
    await using cluster = createEmbeddedCluster({ users });
    await using server = await serveCluster(cluster, { kubeconfig, users });
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    {
      await using ann = await connect({ kubeconfig });
      assert((await ann.namespaces.names()).includes("default"));
      await using bob = await connect({ kubeconfig, context: "bob@embedded" });
      await assert.rejects(bob.namespaces.names(), {
        name: "ForbiddenError",
        message: /^Cannot list namespaces: forbidden for "bob"/,
      });
    }
    using client = Deno.createHttpClient({ caCerts: [server.authority!] });
    const response = await fetch(`${server.url}/api/v1/namespaces`, {
      client,
      headers: { authorization: "Bearer another" },
    });
    assert.equal(response.status, 401);
    await response.body?.cancel();
    await assert.rejects(fetch(`${server.url}/version`), TypeError, "nobody else trusts it");
  });
});

Deno.test("a reader that does not read its watch has the server wait, and loses it in the end", async () => {
  await using cluster = createEmbeddedCluster();
  await using server = await serveCluster(cluster);
  const collection = "/api/v1/namespaces/default/configmaps";
  await cluster.settled();
  const watch = await send(server, `${collection}?watch=1`);
  const place = { collection: "configmaps", namespace: "default", name: "busy" };
  const data = { text: "x".repeat(2000) };
  for (let index = 0; index < 12_000; index++) {
    const labels = { index: String(index) };
    const metadata = { name: "busy", namespace: "default", labels };
    cluster.store.put(place, { apiVersion: "v1", kind: "ConfigMap", metadata, data });
    // The server gets to write what the connection takes.
    if (index % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const text = await watch.text();
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const last = Number(lines.at(-1).object.metadata.labels.index);
  assert(lines.length > 100 && last < 11_999, `${lines.length} lines, the last of ${last}`);
  // It goes on where it was.
  const { resourceVersion } = lines.at(-1).object.metadata;
  const stop = new AbortController();
  const query = `watch=1&resourceVersion=${resourceVersion}`;
  const next = await send(server, `${collection}?${query}`, { signal: stop.signal });
  const reader = next.body!.getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  assert.match(first, new RegExp(`"index":"${last + 1}"`));
  stop.abort();
  await reader.cancel().catch(() => undefined);
});
