/** WebSockets over bytes: both ends, and what no client should send. */
import assert from "node:assert/strict";
import { bytePair } from "../../../lib/embedded/streams/byte_pair.ts";
import type { Bytes, Message } from "../../../lib/embedded/streams/message_socket.ts";
import { concat } from "../../../lib/embedded/streams/spdy_headers.ts";
import {
  type ByteDuplex,
  handshakeAnswer,
  handshakeProblem,
  WebSocketEnd,
} from "../../../lib/embedded/streams/web_socket.ts";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  MAX_MESSAGE_BYTES,
  PING,
  PONG,
  readFrame,
  TEXT,
  writeFrame,
} from "../../../lib/embedded/streams/web_socket_frames.ts";
import { clusterWith, played, PODS, readInput, write } from "./_streams.ts";

const MASK = Uint8Array.of(1, 2, 3, 4);
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Reads frames of a server from the client's end. */
function framesOf(duplex: ByteDuplex) {
  let rest: Bytes = new Uint8Array();
  const take = async (length: number): Promise<Bytes | undefined> => {
    while (rest.length < length) {
      const piece = await duplex.read();
      if (piece === undefined) return undefined;
      rest = concat([rest, piece]);
    }
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  return () => readFrame(take, false);
}

Deno.test("the answer to a handshake is that of the RFC's example", async () => {
  const headers = new Headers({ "sec-websocket-key": KEY, "sec-websocket-version": "13" });
  const answer = await handshakeAnswer(headers, "chat");
  assert.equal(answer["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  assert.equal(answer["sec-websocket-protocol"], "chat");
  assert.equal(handshakeProblem("GET", headers), undefined);
  assert.match(handshakeProblem("POST", headers) ?? "", /GET/);
  headers.set("sec-websocket-version", "8");
  assert.match(handshakeProblem("GET", headers) ?? "", /version/);
  assert.match(
    handshakeProblem("GET", new Headers({ "sec-websocket-version": "13" })) ?? "",
    /key/,
  );
});

Deno.test("messages of every length arrive as they were sent, both ways", async () => {
  const [left, right] = bytePair();
  const client = new WebSocketEnd(left, { isClient: true });
  const server = new WebSocketEnd(right);
  const messages: Message[] = [
    "",
    "text ü",
    ...[0, 1, 125, 126, 65_535, 65_536, 300_000].map((length) =>
      Uint8Array.from({ length }, (_, index) => index)
    ),
  ];
  for (const [from, to] of [[client, server], [server, client]] as const) {
    for (const message of messages) {
      const sent = from.send(message);
      assert.deepEqual(await to.receive(), message);
      await sent;
    }
  }
  client.close();
  assert.equal(await server.receive(), undefined);
  assert.equal(server.closed.aborted, true);
});

Deno.test("a message in pieces is one, pings between them are answered, and so is the close", async () => {
  const [client, right] = bytePair();
  const server = new WebSocketEnd(right);
  const piece = (opcode: number, text: string, isLast: boolean) => {
    const frame = writeFrame(opcode, new TextEncoder().encode(text), MASK);
    frame[0] = opcode | (isLast ? 128 : 0);
    return frame;
  };
  await client.write(concat([
    piece(TEXT, "a", false),
    piece(CONTINUATION, "", false),
    writeFrame(PING, Uint8Array.of(9), MASK),
    piece(CONTINUATION, "b", true),
    writeFrame(PONG, Uint8Array.of(9), MASK),
    writeFrame(BINARY, Uint8Array.of(1), MASK),
    writeFrame(CLOSE, Uint8Array.of(3, 233), MASK),
  ]));
  assert.equal(await server.receive(), "ab");
  assert.deepEqual(await server.receive(), Uint8Array.of(1));
  assert.equal(await server.receive(), undefined);
  const next = framesOf(client);
  assert.deepEqual(await next(), { opcode: PONG, isLast: true, payload: Uint8Array.of(9) });
  assert.deepEqual(await next(), { opcode: CLOSE, isLast: true, payload: Uint8Array.of(3, 233) });
});

/** The code with which a server closes after these bytes. */
async function closeCodeAfter(...frames: Bytes[]): Promise<number> {
  const [client, right] = bytePair();
  const server = new WebSocketEnd(right);
  for (const frame of frames) await client.write(frame).catch(() => undefined);
  assert.equal(await server.receive(), undefined);
  const frame = await framesOf(client)();
  assert.equal(frame?.opcode, CLOSE);
  return frame.payload[0]! * 256 + frame.payload[1]!;
}

Deno.test("what is no frame of a client closes the connection with the reason's code", async () => {
  const one = Uint8Array.of(1);
  const reserved = writeFrame(BINARY, one, MASK);
  reserved[0] = 128 | 64 | BINARY;
  const split = writeFrame(PING, one, MASK);
  split[0] = PING;
  assert.equal(await closeCodeAfter(writeFrame(BINARY, one)), 1002);
  assert.equal(await closeCodeAfter(reserved), 1002);
  assert.equal(await closeCodeAfter(writeFrame(5, one, MASK)), 1002);
  assert.equal(await closeCodeAfter(split), 1002);
  assert.equal(await closeCodeAfter(writeFrame(CONTINUATION, one, MASK)), 1002);
  assert.equal(await closeCodeAfter(writeFrame(PING, new Uint8Array(126), MASK)), 1002);
  const begun = writeFrame(BINARY, one, MASK);
  begun[0] = BINARY;
  assert.equal(await closeCodeAfter(begun, writeFrame(TEXT, one, MASK)), 1002);
  const huge = writeFrame(BINARY, new Uint8Array(65_536), MASK).subarray(0, 14);
  new DataView(huge.buffer).setBigUint64(2, BigInt(MAX_MESSAGE_BYTES + 1));
  assert.equal(await closeCodeAfter(huge), 1009);
});

Deno.test("a message that goes on for ever in small pieces, or none, is given up", async () => {
  const [client, right] = bytePair();
  const server = new WebSocketEnd(right);
  const many = concat(Array.from({ length: 5000 }, () => {
    const frame = writeFrame(CONTINUATION, new Uint8Array(), MASK);
    frame[0] = CONTINUATION;
    return frame;
  }));
  const first = writeFrame(BINARY, new Uint8Array(), MASK);
  first[0] = BINARY;
  await client.write(first);
  let writes = 0;
  try {
    while (writes++ < 10_000) await client.write(many);
  } catch {
    // The server has closed.
  }
  assert.ok(writes < 4000, `${writes} writes were taken`);
  assert.equal(await server.receive(), undefined);
});

Deno.test("nobody reads: the other end waits, with 64 KiB and a message kept", async () => {
  const [left, right] = bytePair();
  const client = new WebSocketEnd(left, { isClient: true });
  const server = new WebSocketEnd(right);
  let sent = 0;
  const sending = (async () => {
    for (; sent < 1000; sent++) await client.send(new Uint8Array(10_000));
  })();
  for (let turn = 0; turn < 2000; turn++) await Promise.resolve();
  assert.ok(sent < 20, `${sent} messages were taken`);
  let read = 0;
  while (read < 1000) {
    if (await server.receive() !== undefined) read++;
  }
  await sending;
  client.close();
  server.close();
});

Deno.test("a transport of the cluster opens streams byte by byte, and gives refusals as answers", async () => {
  await using cluster = await clusterWith(played(async (request) => {
    await write(request.stdout, `got ${await readInput(request)}`);
    return 3;
  }));
  const transport = cluster.transport();
  const headers = {
    "sec-websocket-key": KEY,
    "sec-websocket-version": "13",
    "sec-websocket-protocol": "v5.channel.k8s.io",
  };
  const path = `${PODS}/a/exec?command=x&stdin=1&stdout=1`;
  const upgraded = await transport.upgrade!(path, { headers });
  assert(!(upgraded instanceof Response));
  assert.equal(upgraded.headers.get("sec-websocket-protocol"), "v5.channel.k8s.io");
  assert.equal(upgraded.headers.get("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const client = new WebSocketEnd(upgraded, { isClient: true });
  await client.send(new TextEncoder().encode("\0hello"));
  await client.send(Uint8Array.of(255, 0));
  let text = "";
  for (let message; (message = await client.receive()) !== undefined;) {
    text += new TextDecoder().decode(message as Bytes);
  }
  assert.ok(text.startsWith("\x01\x01got hello\x03{"), text);
  assert.match(text, /exit code 3/);
  const refused = await transport.upgrade!(`${PODS}/none/exec?command=x&stdout=1`, { headers });
  assert(refused instanceof Response);
  assert.equal(refused.status, 404);
  await refused.body?.cancel();
  const keyless = await transport.upgrade!(path, { headers: {} });
  assert(keyless instanceof Response);
  assert.equal(keyless.status, 400);
  await keyless.body?.cancel();
  const stop = new AbortController();
  const stopped = await transport.upgrade!(path, { headers, signal: stop.signal });
  assert(!(stopped instanceof Response));
  stop.abort();
  assert.equal(await stopped.read(), undefined);
});
