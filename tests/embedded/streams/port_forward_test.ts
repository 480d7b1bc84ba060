/** `portforward` to pods that a test plays: two channels a port, and SPDY through a WebSocket. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../lib/embedded/clock.ts";
import type { ContainerRuntime } from "../../../lib/embedded/subresources/runtime.ts";
import { BINARY_CODEC } from "../../../lib/embedded/streams/channels.ts";
import { PORT_TUNNEL } from "../../../lib/embedded/streams/protocols.ts";
import { type ClientStream, SpdyClient } from "./_spdy_client.ts";
import { clusterWith, open, PODS, readAll, say } from "./_streams.ts";

const TUNNEL = { protocols: [PORT_TUNNEL] };
const PATH = `${PODS}/a/portforward`;

/** Answers each piece with itself, in capitals, until the client has no more. */
async function echo(
  ...[_, port, { readable, writable }]: Parameters<ContainerRuntime["connect"]>
): Promise<void> {
  if (port === 81) throw new Error("dial tcp4 127.0.0.1:81: connect: connection refused");
  const writer = writable.getWriter();
  const decoder = new TextDecoder();
  for await (const piece of readable) {
    await writer.write(new TextEncoder().encode(decoder.decode(piece).toUpperCase()));
  }
  await writer.write(new TextEncoder().encode(`bye from ${port}`));
}

Deno.test("each port has two channels, which begin with its number", async () => {
  const pieces: string[] = [];
  await using cluster = await clusterWith({
    async connect(_, port, { readable, writable }) {
      const { value } = await readable.getReader().read();
      pieces.push(`${port} ${new TextDecoder().decode(value)}`);
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode(`from ${port}`));
      writer.releaseLock();
    },
  });
  const { socket, served } = await open(cluster, `${PATH}?ports=8080&ports=443`, {
    protocols: ["v4.channel.k8s.io"],
  });
  await say(socket, 0, "first");
  await say(socket, 2, "second");
  await say(socket, 1, "nobody reads this");
  await say(socket, 9, "nor this");
  const texts = await readAll(socket);
  await served;
  assert.deepEqual(pieces.sort(), ["443 second", "8080 first"]);
  const head = (port: number) => String.fromCharCode(port & 255) + String.fromCharCode(port >> 8);
  assert.equal(texts.get(0)?.slice(-9), "from 8080");
  assert.equal(texts.get(2)?.slice(-8), "from 443");
  assert.equal(texts.get(3), new TextDecoder().decode(Uint8Array.of(443 & 255, 443 >> 8)));
  assert.equal(texts.get(1), new TextDecoder().decode(Uint8Array.of(8080 & 255, 8080 >> 8)));
  assert.equal(head(8080).length, 2);
});

Deno.test("a port that nobody listens on is told on its second channel", async () => {
  await using cluster = await clusterWith({ connect: echo });
  const { socket } = await open(cluster, `${PATH}?ports=81`, { protocols: [] });
  assert.deepEqual(await socket.receive(), BINARY_CODEC.encode(0, Uint8Array.of(81, 0)));
  assert.deepEqual(await socket.receive(), BINARY_CODEC.encode(1, Uint8Array.of(81, 0)));
  assert.match(
    (await readAll(socket)).get(1) ?? "",
    /^error forwarding port 81 to pod a, uid [0-9a-f-]{36}: dial tcp4 127.0.0.1:81: connect: connection refused$/,
  );
});

Deno.test("SPDY through a WebSocket carries a connection as kubectl makes it", async () => {
  await using cluster = await clusterWith({ connect: echo });
  const { socket, served, protocol } = await open(cluster, PATH, TUNNEL);
  assert.equal(protocol, PORT_TUNNEL);
  const client = new SpdyClient(socket);
  const headers = { port: "80", requestid: "0" };
  const error = await client.open({ ...headers, streamtype: "error" });
  await client.send(error, "", true);
  const data = await client.open({ ...headers, streamtype: "data" });
  await client.until(() => data.isReplied && error.isReplied);
  await client.send(data, "hello ");
  await client.send(data, "world", true);
  await client.until(() => data.isEnded && error.isEnded);
  assert.equal(data.text, "HELLO WORLDbye from 80");
  assert.equal(error.text, "");
  await client.ping(7);
  await client.ping(8);
  await client.ping(9);
  await client.until(() => client.pings.length === 2);
  assert.deepEqual(client.pings, [7, 9]);
  client.close();
  await served;
});

Deno.test("SPDY streams are told apart: many connections over one WebSocket, in any order", async () => {
  await using cluster = await clusterWith({ connect: echo });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  const numbers = Array.from({ length: 40 }, (_, index) => String(index));
  const datas: ClientStream[] = [];
  for (const requestid of numbers) {
    datas.push(await client.open({ port: "80", requestid, streamtype: "data" }));
  }
  for (const requestid of numbers.toReversed()) {
    await client.open({ port: "80", requestid, streamtype: "error" });
  }
  for (const [index, data] of datas.entries()) await client.send(data, `n${index} `, true);
  await client.until(() => datas.every(({ isEnded }) => isEnded));
  assert.deepEqual(
    datas.map(({ text }) => text),
    numbers.map((number) => `N${number} bye from 80`),
  );
  assert.deepEqual(new Uint8Array(client.replies()), new Uint8Array(4 * 80));
  client.close();
  await served;
});

Deno.test("a failure is told on the stream of errors, and both are reset", async () => {
  await using cluster = await clusterWith({ connect: echo });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  const error = await client.open({ port: "81", requestid: "0", streamtype: "error" });
  const data = await client.open({ port: "81", requestid: "0", streamtype: "data" });
  await client.until(() => data.isReset && error.isReset);
  assert.match(error.text, /^error forwarding port 81 to pod a, uid .*: connection refused$/);
  const again = await client.open({ port: "80", requestid: "1", streamtype: "error" });
  const more = await client.open({ port: "80", requestid: "1", streamtype: "data" });
  await client.until(() => more.isReplied && again.isReplied);
  await client.send(more, "x", true);
  await client.until(() => more.isEnded);
  assert.equal(more.text, "Xbye from 80");
  client.close();
  await served;
});

Deno.test("a stream that is reset ends its connection alone", async () => {
  const aborted: number[] = [];
  await using cluster = await clusterWith({
    async connect(_, port, { signal, readable }) {
      if (port === 80) {
        const { promise, resolve } = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => resolve());
        await promise;
        aborted.push(port);
      } else for await (const _ of readable);
    },
  });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  const pair = async (port: string) => {
    const error = await client.open({ port, requestid: port, streamtype: "error" });
    return { error, data: await client.open({ port, requestid: port, streamtype: "data" }) };
  };
  const first = await pair("80");
  const second = await pair("82");
  await client.until(() => first.data.isReplied && second.data.isReplied);
  await client.reset(first.data);
  await client.until(() => first.error.isEnded);
  assert.deepEqual(aborted, [80]);
  assert.equal(second.error.isEnded, false);
  await client.send(second.data, "", true);
  await client.until(() => second.data.isEnded && second.error.isEnded);
  client.close();
  await served;
});

Deno.test("streams without a port or a type are refused", async () => {
  await using cluster = await clusterWith({ connect: echo });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  for (
    const headers of [
      {},
      { port: "80" },
      { port: "0", streamtype: "data" },
      { port: "65536", streamtype: "data" },
      { port: "x", streamtype: "error" },
      { port: "80", streamtype: "other" },
    ] as Record<string, string>[]
  ) {
    const stream = await client.open(headers);
    await client.until(() => stream.isReset);
    assert.equal(stream.isReplied, false);
  }
  client.close();
  await served;
});

Deno.test("a connection of which one stream never comes is told so after half a minute", async () => {
  const clock = new ManualClock();
  await using cluster = await clusterWith({ connect: echo }, { clock });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  const error = await client.open({ port: "80", requestid: "5", streamtype: "error" });
  await client.until(() => error.isReplied);
  clock.advance(30_000);
  await client.until(() => error.text !== "");
  assert.equal(error.text, "(request=5) timed out waiting for streams");
  client.close();
  await served;
});

Deno.test("10 MB pass through a tunnel both ways, and little is ever kept", async () => {
  let kept = 0;
  let inFlight = 0;
  await using cluster = await clusterWith({
    async connect(_, __, { readable, writable }) {
      const writer = writable.getWriter();
      for await (const piece of readable) {
        inFlight -= piece.length;
        await writer.write(piece);
      }
    },
  });
  const { socket, served } = await open(cluster, PATH, TUNNEL);
  const client = new SpdyClient(socket);
  const error = await client.open({ port: "80", requestid: "0", streamtype: "error" });
  const data = await client.open({ port: "80", requestid: "0", streamtype: "data" });
  await client.until(() => data.isReplied && error.isReplied);
  const piece = new Uint8Array(50_000);
  for (let count = 0; count < 200; count++) {
    inFlight += piece.length;
    await client.send(data, piece);
    kept = Math.max(kept, inFlight);
  }
  await client.send(data, "", true);
  await client.until(() => data.isEnded);
  assert.equal(data.bytes, 10_000_000);
  assert.ok(kept <= 400_000, `${kept} bytes were on their way`);
  client.close();
  await served;
});
