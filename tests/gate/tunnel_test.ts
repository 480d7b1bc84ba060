import assert from "node:assert/strict";
import { join } from "node:path";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { makePolicy, type PolicyRules } from "../../lib/client/policy.ts";
import { Authority } from "../../lib/gate/authority.ts";
import { forwarder } from "../../lib/gate/exchange.ts";
import { GateServer } from "../../lib/gate/server.ts";
import { request } from "./_gate.ts";

/** What the API server saw of the handshakes. */
interface Seen {
  readonly path: string;
  readonly headers: Headers;
}

interface Tunnel extends AsyncDisposable {
  readonly socket: string;
  readonly client: Deno.HttpClient;
  readonly seen: readonly Seen[];
}

/** A gate in front of a server that speaks WebSocket. */
async function startTunnel(
  serve: (socket: WebSocket) => void,
  rules: PolicyRules = { allowAll: true },
): Promise<Tunnel> {
  const seen: Seen[] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    (incoming) => {
      const { pathname, search } = new URL(incoming.url);
      seen.push({ path: pathname + search, headers: new Headers(incoming.headers) });
      if (pathname.includes("missing")) {
        return Response.json({ kind: "Status", message: "pods not found" }, { status: 404 });
      }
      const wanted = incoming.headers.get("sec-websocket-protocol")?.split(", ")[0];
      const { socket, response } = Deno.upgradeWebSocket(incoming, {
        idleTimeout: 0,
        ...(wanted === undefined ? {} : { protocol: wanted }),
      });
      serve(socket);
      return response;
    },
  );
  const folder = await Deno.makeTempDir({ prefix: "skiff-tunnel-" });
  const kubeconfig = join(folder, "config");
  await Deno.writeTextFile(
    kubeconfig,
    JSON.stringify({
      "current-context": "c",
      clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${server.addr.port}` } }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    }),
  );
  const access = await loadAccess({ kubeconfig });
  const transport = await openTransport(access, credentialProvider(access));
  const path = join(folder, "gate");
  const authority = new Authority({ policy: makePolicy(rules) });
  const gate = new GateServer({ path, transport, exchange: forwarder(transport), authority });
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
  return {
    socket: path,
    client,
    seen,
    async [Symbol.asyncDispose]() {
      client.close();
      await gate[Symbol.asyncDispose]();
      await transport[Symbol.asyncDispose]();
      stop.abort();
      await server.finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const EXEC = "/api/v1/namespaces/a/pods/p/exec?command=ls&command=-l";

function open(tunnel: Tunnel, path = EXEC): WebSocket {
  const socket = new WebSocket(`ws://192.0.2.1${path}`, {
    protocols: ["v5.channel.k8s.io", "v4.channel.k8s.io"],
    headers: { "impersonate-user": "admin", authorization: "Bearer stolen" },
    client: tunnel.client,
  });
  socket.binaryType = "arraybuffer";
  return socket;
}

function once<K extends keyof WebSocketEventMap>(
  socket: WebSocket,
  type: K,
): Promise<WebSocketEventMap[K]> {
  return new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
}

Deno.test("a WebSocket crosses the gate both ways, with its protocol and without the script's credentials", async () => {
  await using tunnel = await startTunnel((socket) => {
    socket.onmessage = ({ data }) => {
      if (data === "end") socket.close(1000, "done");
      else socket.send(data);
    };
  });
  const socket = open(tunnel);
  await once(socket, "open");
  assert.equal(socket.protocol, "v5.channel.k8s.io");
  for (const text of ["one", "two", "x".repeat(300_000)]) {
    const answer = once(socket, "message");
    socket.send(text);
    assert.equal((await answer).data, text);
  }
  const closed = once(socket, "close");
  socket.send("end");
  const { code, reason } = await closed;
  assert.deepEqual([code, reason], [1000, "done"]);
  const [{ path, headers } = { path: "", headers: new Headers() }] = tunnel.seen;
  assert.equal(path, EXEC);
  assert.equal(headers.get("impersonate-user"), null);
  assert.equal(headers.get("authorization"), null);
});

Deno.test("a script that closes its WebSocket ends it at the cluster", async () => {
  const ended = Promise.withResolvers<CloseEvent>();
  await using tunnel = await startTunnel((socket) => {
    socket.onclose = ended.resolve;
  });
  const socket = open(tunnel);
  await once(socket, "open");
  const closed = once(socket, "close");
  socket.close(1000);
  assert.equal((await ended.promise).code, 1000);
  await closed;
});

Deno.test("a refusal of the WebSocket reaches the script as an answer", async () => {
  await using tunnel = await startTunnel(() => {});
  using connection = await Deno.connect({ transport: "unix", path: tunnel.socket });
  const head = request(`GET ${EXEC.replace("/p/", "/missing/")}`, HANDSHAKE);
  await connection.write(new TextEncoder().encode(head));
  let text = "";
  const buffer = new Uint8Array(4096);
  for (let count = await connection.read(buffer); count !== null;) {
    text += new TextDecoder().decode(buffer.subarray(0, count));
    count = await connection.read(buffer);
  }
  assert.match(text, /^HTTP\/1\.1 404 /);
  assert.match(text, /pods not found/);
});

const HANDSHAKE = [
  "connection: Upgrade",
  "upgrade: websocket",
  "sec-websocket-version: 13",
  "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
];

const REFUSED: readonly [name: string, line: string, headers: readonly string[], status: number][] =
  [
    [
      "another protocol than WebSocket",
      `GET ${EXEC}`,
      ["connection: upgrade", "upgrade: SPDY/3.1"],
      400,
    ],
    ["by POST", `POST ${EXEC}`, HANDSHAKE, 405],
    ["an old version", `GET ${EXEC}`, HANDSHAKE.with(2, "sec-websocket-version: 8"), 400],
    ["no key", `GET ${EXEC}`, HANDSHAKE.slice(0, 3), 400],
    [
      "credentials by the protocol's name",
      `GET ${EXEC}`,
      [
        ...HANDSHAKE,
        "sec-websocket-protocol: base64url.bearer.authorization.k8s.io.c3RvbGVu, v5.channel.k8s.io",
      ],
      400,
    ],
  ];

Deno.test("the gate refuses a handshake that asks for more", async (t) => {
  await using tunnel = await startTunnel(() => {});
  for (const [name, line, headers, status] of REFUSED) {
    await t.step(name, async () => {
      using connection = await Deno.connect({ transport: "unix", path: tunnel.socket });
      await connection.write(new TextEncoder().encode(request(line, headers)));
      const buffer = new Uint8Array(4096);
      const count = await connection.read(buffer) ?? 0;
      assert.match(
        new TextDecoder().decode(buffer.subarray(0, count)),
        new RegExp(`^HTTP/1\\.1 ${status} `),
      );
      assert.deepEqual(tunnel.seen, []);
    });
  }
});

Deno.test("a read-only gate opens no way into a container", async () => {
  await using tunnel = await startTunnel(() => {}, { readOnly: true });
  const socket = open(tunnel);
  await once(socket, "error");
  assert.deepEqual(tunnel.seen, []);
});

Deno.test("a script that does not read its WebSocket holds the cluster back", async () => {
  let sent = 0;
  const piece = new Uint8Array(64 * 1024);
  const total = 800;
  const cluster = Promise.withResolvers<WebSocket>();
  await using tunnel = await startTunnel((socket) => {
    socket.onopen = () => cluster.resolve(socket);
  });
  using connection = await Deno.connect({ transport: "unix", path: tunnel.socket });
  await connection.write(new TextEncoder().encode(request(`GET ${EXEC}`, HANDSHAKE)));
  const server = await cluster.promise;
  for (sent = 0; sent < total; sent++) server.send(piece);
  // What is not taken waits at the cluster: until nothing moves any more.
  const waiting: number[] = [];
  while (waiting.length < 3 || waiting.at(-1) !== waiting.at(-3)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    waiting.push(server.bufferedAmount);
  }
  const kept = waiting.at(-1) ?? 0;
  assert(
    kept > piece.length * total - 12 * 1024 * 1024,
    `only ${kept} bytes of ${piece.length * total} wait at the cluster`,
  );
  let received = 0;
  const buffer = new Uint8Array(256 * 1024);
  while (received < piece.length * total) received += await connection.read(buffer) ?? Infinity;
  assert(Number.isFinite(received), "and all of it comes when it does read");
});

Deno.test("a WebSocket to anything but a watch or a log is a write", async (t) => {
  const cases: readonly [path: string, isRead: boolean][] = [
    ["/api/v1/namespaces/a/pods?watch=1", true],
    ["/api/v1/namespaces/a/pods/p/log?follow=1", true],
    ["/apis/subresources.kubevirt.io/v1/namespaces/a/virtualmachineinstances/v/console", false],
    ["/apis/example.com/v1/namespaces/a/things/t", false],
    ["/apis/example.com/v1/namespaces/a/things/t/log", false],
  ];
  async function statusOf(tunnel: Tunnel, path: string): Promise<string> {
    using connection = await Deno.connect({ transport: "unix", path: tunnel.socket });
    await connection.write(new TextEncoder().encode(request(`GET ${path}`, HANDSHAKE)));
    const buffer = new Uint8Array(4096);
    const count = await connection.read(buffer);
    return new TextDecoder().decode(buffer.subarray(0, count ?? 0)).slice(9, 12);
  }
  for (const rules of [{}, { readOnly: true }, { readOnly: true, allowAll: true }]) {
    await t.step(JSON.stringify(rules), async () => {
      await using tunnel = await startTunnel(() => {}, rules);
      for (const [path, isRead] of cases) {
        assert.equal(await statusOf(tunnel, path), isRead ? "101" : "403", path);
      }
      assert.equal(tunnel.seen.length, 2);
    });
  }
  await t.step("which a rule lets pass", async () => {
    await using tunnel = await startTunnel(() => {}, { allow: ["get:things.example.com#t@a"] });
    assert.equal(await statusOf(tunnel, "/apis/example.com/v1/namespaces/a/things/t"), "101");
  });
});
