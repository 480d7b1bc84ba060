import assert from "node:assert/strict";
import { openDiscovery } from "../../lib/client/discovery.ts";
import { CERTIFICATES, group, serveGroups, startServer } from "./_discovery_server.ts";

async function withDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function onlyFileIn(directory: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(`${directory}/discovery`))).map(({ name }) =>
    name
  );
  assert.equal(names.length, 1, names.join(" "));
  return `${directory}/discovery/${names[0]}`;
}

Deno.test("Discovery finds a custom kind from an earlier run without a request", () =>
  withDirectory(async (cacheDirectory) => {
    const server = startServer();
    const first = await openDiscovery(server, { cacheDirectory }).get("cert");
    server.takeRequests();
    const second = await openDiscovery(server, { cacheDirectory }).get("cert");
    assert.deepEqual(second, first);
    assert.deepEqual(server.requests, []);
  }));

Deno.test("Discovery re-asks with the kept ETag on a miss", () =>
  withDirectory(async (cacheDirectory) => {
    const server = startServer();
    await openDiscovery(server, { cacheDirectory }).get("cert");
    server.takeRequests();
    serveGroups(
      server,
      '"groups2"',
      CERTIFICATES,
      group("x.example", { v1: [{ plural: "widgets", kind: "Widget" }] }),
    );
    const discovery = openDiscovery(server, { cacheDirectory });
    assert.equal((await discovery.get("widgets")).kind, "Widget");
    assert.deepEqual(server.takeRequests(), [
      'GET /api if-none-match "core1"',
      'GET /apis if-none-match "groups1"',
    ]);
    assert.equal((await openDiscovery(server, { cacheDirectory }).get("widgets")).kind, "Widget");
    assert.deepEqual(server.takeRequests(), []);
  }));

Deno.test("Discovery.kinds asks the server whatever is kept", () =>
  withDirectory(async (cacheDirectory) => {
    const server = startServer();
    await openDiscovery(server, { cacheDirectory }).get("cert");
    server.takeRequests();
    serveGroups(server, '"groups2"');
    const kinds = await openDiscovery(server, { cacheDirectory }).kinds();
    assert.deepEqual(kinds.map(({ kind }) => kind), ["Pod", "Deployment"]);
  }));

Deno.test("Discovery asks again when what is kept is old", () =>
  withDirectory(async (cacheDirectory) => {
    const server = startServer();
    await openDiscovery(server, { cacheDirectory }).get("cert");
    server.takeRequests();
    const path = await onlyFileIn(cacheDirectory);
    const file = JSON.parse(await Deno.readTextFile(path));
    for (const savedAtMs of [Date.now() - 11 * 60_000, Date.now() + 60_000]) {
      await Deno.writeTextFile(path, JSON.stringify({ ...file, savedAtMs }));
      assert.equal(
        (await openDiscovery(server, { cacheDirectory }).get("cert")).kind,
        "Certificate",
      );
      assert.equal(server.takeRequests().length, 2);
    }
  }));

Deno.test({
  name: "Discovery keeps its answers for the user alone, by a name that tells nothing",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withDirectory(async (directory) => {
      const cacheDirectory = `${directory}/a/skiff`;
      await openDiscovery(startServer(), { cacheDirectory }).get("cert");
      const path = await onlyFileIn(cacheDirectory);
      assert.match(path, /\/[0-9a-f]{32}\.json$/);
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
      assert.equal((await Deno.stat(cacheDirectory)).mode! & 0o777, 0o700);
      assert.equal((await Deno.stat(`${cacheDirectory}/discovery`)).mode! & 0o777, 0o700);
    }),
});

Deno.test("Discovery goes on with a kept file that is broken, foreign or of another form", () =>
  withDirectory(async (cacheDirectory) => {
    const server = startServer();
    await openDiscovery(server, { cacheDirectory }).get("cert");
    const path = await onlyFileIn(cacheDirectory);
    const good = JSON.parse(await Deno.readTextFile(path));
    const broken = [
      "",
      "{",
      "null",
      "[]",
      JSON.stringify({ ...good, format: 99 }),
      JSON.stringify({ ...good, server: "https://other.example" }),
      JSON.stringify({ ...good, apis: null }),
      JSON.stringify({ ...good, apis: { kinds: [null] } }),
      JSON.stringify({ ...good, apis: { kinds: [["v9", "Pod"]] } }),
      JSON.stringify({ ...good, apis: { kinds: [{ plural: 3 }] } }),
      JSON.stringify({ ...good, savedAtMs: "now" }),
    ];
    for (const text of broken) {
      await Deno.writeTextFile(path, text);
      server.takeRequests();
      const discovery = openDiscovery(server, { cacheDirectory });
      assert.equal((await discovery.get("cert")).plural, "certificates", text);
      assert.deepEqual(server.requests, ["GET /api", "GET /apis"], text);
    }
  }));

Deno.test("Discovery goes on where the cache cannot be written or read", () =>
  withDirectory(async (directory) => {
    const file = `${directory}/file`;
    await Deno.writeTextFile(file, "");
    // A file where a directory should be fails for every user, root included.
    for (const cacheDirectory of [file, `${file}/below`, `${directory}/with\0nul`]) {
      const discovery = openDiscovery(startServer(), { cacheDirectory });
      assert.equal((await discovery.get("cert")).kind, "Certificate");
    }
  }));

Deno.test({
  name: "Discovery keeps nothing without the permission, and asks nobody for it",
  permissions: { read: false, write: false, env: false },
  fn: async () => {
    const discovery = openDiscovery(startServer());
    assert.equal((await discovery.get("cert")).kind, "Certificate");
    const elsewhere = openDiscovery(startServer(), { cacheDirectory: "/nowhere" });
    assert.equal((await elsewhere.get("cert")).kind, "Certificate");
  },
});

Deno.test("Discovery leaves one whole file when many write at once", () =>
  withDirectory(async (cacheDirectory) => {
    await Promise.all(
      Array.from(
        { length: 20 },
        () => openDiscovery(startServer(), { cacheDirectory }).get("cert"),
      ),
    );
    const file = JSON.parse(await Deno.readTextFile(await onlyFileIn(cacheDirectory)));
    assert.equal(file.server, "https://kube.example:6443");
  }));
