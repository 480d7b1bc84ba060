/** Streams over real sockets: who does not read holds the other up, and who breaks off harms nobody. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { ContainerRuntime } from "../../lib/embedded/subresources/runtime.ts";
import {
  type ClusterServer,
  serveCluster,
  type ServeClusterOptions,
} from "../../lib/serve/serve_cluster.ts";
import { WebSocketEnd } from "../../lib/embedded/streams/web_socket.ts";
import { writeFrame } from "../../lib/embedded/streams/web_socket_frames.ts";
import { Random } from "../conformance/fuzz.ts";
import { makePod, PODS, runtimeWith } from "../embedded/streams/_streams.ts";

const TOTAL = 100_000_000;
const PIECE = 1_000_000;
/** What the two sockets of the system may hold, and the little that is kept here. */
const MOST_KEPT = 24_000_000;
const QUERY = "command=x&stdin=1&stdout=1&stderr=1";

const USERS = { token: { username: "admin", groups: ["system:masters"] } };

const WAYS = [["over TCP", {}], ["over TLS", { users: USERS }]] as const;

async function withServer(
  runtime: Partial<ContainerRuntime>,
  test: (server: ClusterServer) => Promise<void>,
  more: Pick<ServeClusterOptions, "users"> = {},
): Promise<void> {
  await using cluster = createEmbeddedCluster({ runtime: runtimeWith(runtime), ...more });
  await cluster.settled();
  await makePod(cluster, "a", { main: { running: {} } });
  await using server = await serveCluster(cluster, more);
  await test(server);
}

function handshake(port: number): string {
  return [
    `GET ${PODS}/a/exec?${QUERY} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    "authorization: Bearer token",
    "connection: Upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol: v5.channel.k8s.io",
    "\r\n",
  ].join("\r\n");
}

async function connect(
  { port, authority }: ClusterServer,
): Promise<Deno.TcpConn | Deno.TlsConn> {
  const place = { hostname: "127.0.0.1", port: port! };
  if (authority === undefined) return await Deno.connect(place);
  return await Deno.connectTls({ ...place, caCerts: [authority] });
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Asks for an exec, and reads up to the end of the answer. */
async function openExec(server: ClusterServer): Promise<Deno.TcpConn | Deno.TlsConn> {
  const connection = await connect(server);
  await writeAll(connection, new TextEncoder().encode(handshake(server.port!)));
  let head = "";
  const byte = new Uint8Array(1);
  while (!head.endsWith("\r\n\r\n")) {
    assert.equal(await connection.read(byte), 1);
    head += String.fromCharCode(byte[0]!);
  }
  assert.match(head, /^HTTP\/1\.1 101 /);
  assert.match(head, /sec-websocket-protocol: v5\.channel\.k8s\.io/);
  return connection;
}

/**
 * Waits until a number grows no more. Nothing tells that a writer is held up, so it is looked at again and
 * again; on a machine that pauses for longer than this, less than could be sent counts as all.
 */
async function settledValue(read: () => number): Promise<number> {
  for (let last = -1, same = 0;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    same = read() === last ? same + 1 : 0;
    last = read();
    if (same === 10) return last;
  }
}

for (const [over, more] of WAYS) {
  Deno.test(`a client that does not read holds a process up that writes 100 MB, ${over}`, async () => {
    let written = 0;
    const done = Promise.withResolvers<void>();
    await withServer({
      async run(_, { stdout }) {
        const writer = stdout!.getWriter();
        const piece = new Uint8Array(PIECE);
        for (; written < TOTAL; written += PIECE) await writer.write(piece);
        done.resolve();
        return 0;
      },
    }, async (server) => {
      const connection = await openExec(server);
      const ahead = await settledValue(() => written);
      assert.ok(ahead < MOST_KEPT, `${ahead} bytes were taken`);
      const buffer = new Uint8Array(256 * 1024);
      const client = new WebSocketEnd({
        async read() {
          const count = await connection.read(buffer);
          return count === null ? undefined : buffer.slice(0, count);
        },
        write: (bytes) => writeAll(connection, bytes),
        close: () => undefined,
      }, { isClient: true });
      let read = 0;
      for (let message; (message = await client.receive()) !== undefined;) {
        if (message[0] === 1) read += message.length - 1;
      }
      await done.promise;
      connection.close();
      assert.equal(read, TOTAL);
    }, more);
  });
}

for (const [over, more] of WAYS) {
  Deno.test(`a process that does not read holds a client up that sends 100 MB, ${over}`, async () => {
    const go = Promise.withResolvers<void>();
    let read = 0;
    await withServer({
      async run(_, { stdin }) {
        await go.promise;
        for await (const piece of stdin!) read += piece.length;
        return 0;
      },
    }, async (server) => {
      const connection = await openExec(server);
      const piece = new Uint8Array(PIECE + 1);
      const frame = writeFrame(2, piece, Uint8Array.of(1, 2, 3, 4));
      let sent = 0;
      const sending = (async () => {
        for (; sent < TOTAL; sent += PIECE) await writeAll(connection, frame);
        await writeAll(connection, writeFrame(2, Uint8Array.of(255, 0), Uint8Array.of(1, 2, 3, 4)));
      })();
      const ahead = await settledValue(() => sent);
      assert.ok(ahead < MOST_KEPT, `${ahead} bytes were taken`);
      go.resolve();
      await sending;
      const buffer = new Uint8Array(4096);
      while (await connection.read(buffer) !== null);
      connection.close();
      assert.equal(read, TOTAL);
    }, more);
  });
}

Deno.test("200 clients that break off anywhere harm nobody", async () => {
  let aborted = 0;
  let started = 0;
  let next = Promise.withResolvers<void>();
  await withServer({
    async run(_, { stdin, stdout, signal }) {
      started++;
      next.resolve();
      signal.addEventListener("abort", () => aborted++);
      const writer = stdout!.getWriter();
      for await (const piece of stdin!) await writer.write(piece);
      return 0;
    },
  }, async (server) => {
    const random = new Random(41);
    const mask = Uint8Array.of(9, 8, 7, 6);
    const whole = [
      new TextEncoder().encode(handshake(server.port!)),
      ...Array.from({ length: 5 }, () => writeFrame(2, new Uint8Array(random.below(70_000)), mask)),
      writeFrame(8, Uint8Array.of(3, 232), mask),
    ];
    const headLength = whole[0]!.length;
    for (let index = 0; index < 200; index++) {
      const bytes = new Uint8Array(await new Blob(whole).arrayBuffer());
      // Every fourth breaks off a process that has begun; where the others do is left to chance.
      const begins = index % 4 === 0;
      const sound = begins ? headLength : 0;
      if (random.chance(0.3)) {
        bytes[sound + random.below(bytes.length - sound)] = random.below(256);
      }
      const connection = await connect(server);
      let cut = random.chance(0.5) ? random.below(400) : random.below(bytes.length);
      if (begins) {
        next = Promise.withResolvers();
        await writeAll(connection, bytes.subarray(0, headLength));
        await next.promise;
        bytes.copyWithin(0, headLength);
        cut = Math.min(cut, bytes.length - headLength);
      }
      // The server may have closed already.
      await writeAll(connection, bytes.subarray(0, cut)).catch(() => undefined);
      // Half of them say that they have no more to say, and hear the server out.
      if (random.chance(0.5)) {
        const buffer = new Uint8Array(64 * 1024);
        await connection.closeWrite().catch(() => undefined);
        while (await connection.read(buffer).catch(() => null) !== null);
      }
      connection.close();
    }
    const answer = await fetch(`${server.url}${PODS}/a`);
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  });
  assert.ok(started >= 50, `${started} were started`);
  assert.ok(aborted <= started);
});
