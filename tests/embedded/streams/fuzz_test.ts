/** What no client should send, seeded: each connection comes to its end, and the cluster goes on. */
import assert from "node:assert/strict";
import type { EmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import type { Bytes, Message } from "../../../lib/embedded/streams/message_socket.ts";
import { COMMAND_PROTOCOLS, PORT_TUNNEL } from "../../../lib/embedded/streams/protocols.ts";
import { concat, HeaderWriter } from "../../../lib/embedded/streams/spdy_headers.ts";
import { controlFrame, dataFrame, FIN, words } from "../../../lib/embedded/streams/spdy_frames.ts";
import { writeFrame } from "../../../lib/embedded/streams/web_socket_frames.ts";
import type { ContainerRuntime } from "../../../lib/embedded/subresources/runtime.ts";
import { Random } from "../../conformance/fuzz.ts";
import { ask } from "../_cluster.ts";
import { clusterWith, open, type OpenStream, PODS } from "./_streams.ts";

const CASES = 1000;
/** A connection that is not at its end by then hangs. */
const LIMIT_MS = 90_000;

/** Containers that do what they like. */
function wildRuntime(random: Random): Partial<ContainerRuntime> {
  const write = async (stream: WritableStream<Uint8Array> | undefined) => {
    const writer = stream?.getWriter();
    await writer?.write(new Uint8Array(random.below(100_000)));
    if (random.chance(0.3)) await writer?.close();
    else writer?.releaseLock();
  };
  const read = async (stream: ReadableStream<Uint8Array> | undefined) => {
    const reader = stream?.getReader();
    if (random.chance(0.2)) return void await reader?.cancel();
    while (reader !== undefined && !(await reader.read()).done && random.chance(0.8));
    if (random.chance(0.5)) reader?.releaseLock();
  };
  return {
    async run(_, { stdin, stdout, stderr, resize }) {
      if (random.chance(0.1)) throw new Error("it cannot be run");
      if (random.chance(0.1)) return await new Promise<number>(() => {});
      if (random.chance(0.5)) await write(stdout);
      if (random.chance(0.5)) await read(stdin);
      if (random.chance(0.3)) await write(stderr);
      if (random.chance(0.2)) { for await (const _ of resize) break; }
      return random.below(256);
    },
    async connect(_, __, { readable, writable }) {
      if (random.chance(0.1)) throw new Error("connection refused");
      if (random.chance(0.1)) return await new Promise<void>(() => {});
      if (random.chance(0.5)) await write(writable);
      if (random.chance(0.8)) await read(readable);
    },
  };
}

function someBytes(random: Random, most: number): Bytes {
  return Uint8Array.from({ length: random.below(most) }, () => random.below(256));
}

/** A message of a channel, or of none, or no message at all. */
function someMessage(random: Random): Message {
  if (random.chance(0.1)) return random.pick(["", "0", "1eA==", "0!!!", "4e30=", "text", "\0\0"]);
  if (random.chance(0.1)) return Uint8Array.of(255, random.below(256));
  if (random.chance(0.02)) return new Uint8Array(200_000);
  if (random.chance(0.1)) return new TextEncoder().encode('\x04{"Width":80,"Height":24}');
  return concat([Uint8Array.of(random.below(7)), someBytes(random, 50)]);
}

async function ended(what: string, served: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} hangs`)), LIMIT_MS);
  try {
    await Promise.race([served, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends messages while the server listens, reads what it says, and goes away sooner or later. */
async function talk(
  random: Random,
  what: string,
  { socket, served }: OpenStream,
  messages: readonly Message[],
): Promise<void> {
  const reading = (async () => {
    while (await socket.receive() !== undefined);
  })();
  const sending = (async () => {
    for (const message of messages) await socket.send(message);
  })().catch(() => undefined);
  if (random.chance(0.3)) {
    for (let turns = random.below(50); turns > 0; turns--) await Promise.resolve();
    socket.close();
  } else {
    // Whoever waits for nothing more goes away.
    await Promise.race([sending, served]);
    for (let turns = 0; turns < 20; turns++) await Promise.resolve();
    socket.close();
  }
  await ended(what, Promise.all([served, reading, sending]));
}

async function goesOn(cluster: EmbeddedCluster): Promise<void> {
  assert.equal((await ask(cluster, "GET", `${PODS}/a`)).status, 200);
}

Deno.test("1,000 clients that send channels nonsense come to their end", async () => {
  const random = new Random(31);
  await using cluster = await clusterWith(wildRuntime(random));
  for (let index = 0; index < CASES; index++) {
    const kind = random.pick(["exec", "attach", "portforward"]);
    const flags = ["stdin", "stdout", "stderr", "tty"].filter(() => random.chance(0.6));
    const query = [...flags, "stdout"].map((flag) => `${flag}=true`).join("&");
    const { name } = random.pick(COMMAND_PROTOCOLS);
    const protocols = kind === "portforward" ? ["v4.channel.k8s.io"] : name === "" ? [] : [name];
    const path = `${PODS}/a/${kind}?command=x&ports=80,81&${query}`;
    const stream = await open(cluster, path, { protocols });
    const messages = Array.from({ length: random.below(20) }, () => someMessage(random));
    await talk(random, `case ${index} (${kind}, ${name})`, stream, messages);
  }
  await goesOn(cluster);
});

/** Frames that a client might send, some of them broken. */
function someFrames(random: Random): Bytes[] {
  const headers = new HeaderWriter();
  const frames: Bytes[] = [];
  for (let id = 1; frames.length < random.below(12) + 1; id += random.below(3)) {
    const block = headers.write(
      new Map([
        ["streamtype", random.pick(["error", "data", "other"])],
        ["port", random.pick(["80", "81", "0", "x"])],
        ["requestid", String(random.below(3))],
      ]),
    );
    frames.push(
      controlFrame(1, random.pick([0, FIN, 2]), concat([words(id, 0, 0).subarray(0, 10), block])),
    );
    if (random.chance(0.7)) {
      frames.push(dataFrame(id, random.pick([0, FIN]), someBytes(random, 300)));
    }
    if (random.chance(0.3)) {
      const type = random.pick([2, 3, 4, 6, 7, 8, 9, 12]);
      frames.push(controlFrame(type, 0, concat([words(random.below(9)), someBytes(random, 12)])));
    }
  }
  return frames;
}

/** The same bytes in other pieces, some of them changed, cut off or left out. */
function spoil(random: Random, whole: Bytes): Bytes[] {
  const bytes = whole.slice();
  if (random.chance(0.6)) {
    for (let count = random.below(4); count > 0; count--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
  }
  const end = random.chance(0.3) ? random.below(bytes.length + 1) : bytes.length;
  const pieces: Bytes[] = [];
  for (let at = 0; at < end;) {
    const next = Math.min(end, at + 1 + random.below(random.chance(0.5) ? 20 : 2000));
    pieces.push(bytes.slice(at, next));
    at = next;
  }
  return pieces;
}

Deno.test("1,000 clients that speak broken SPDY come to their end", async () => {
  const random = new Random(32);
  await using cluster = await clusterWith(wildRuntime(random));
  const codes = new Map<number | undefined, number>();
  for (let index = 0; index < CASES; index++) {
    const stream = await open(cluster, `${PODS}/a/portforward`, { protocols: [PORT_TUNNEL] });
    await talk(random, `case ${index}`, stream, spoil(random, concat(someFrames(random))));
    const { closeCode } = stream.socket;
    codes.set(closeCode, (codes.get(closeCode) ?? 0) + 1);
  }
  await goesOn(cluster);
  assert.ok((codes.get(1002) ?? 0) > 100, "some of it was noticed to be broken");
});

Deno.test("1,000 clients that speak broken WebSocket come to their end", async () => {
  const random = new Random(33);
  await using cluster = await clusterWith(wildRuntime(random));
  const transport = cluster.transport();
  const headers = {
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
    "sec-websocket-protocol": "v5.channel.k8s.io",
  };
  for (let index = 0; index < CASES; index++) {
    const path = `${PODS}/a/exec?command=x&stdin=1&stdout=1&stderr=1`;
    const upgraded = await transport.upgrade!(path, { headers });
    assert(!(upgraded instanceof Response));
    const frames = Array.from({ length: 1 + random.below(10) }, () => {
      const opcode = random.pick([0, 1, 2, 2, 2, 2, 8, 9, 10, 5]);
      const mask = random.chance(0.95) ? Uint8Array.of(1, 2, 3, random.below(256)) : undefined;
      const frame = writeFrame(
        opcode,
        concat([Uint8Array.of(random.below(5)), someBytes(random, 300)]),
        mask,
      );
      if (random.chance(0.2)) frame[0] = random.below(256);
      return frame;
    });
    const reading = (async () => {
      while (await upgraded.read() !== undefined);
    })();
    const sending = (async () => {
      for (const piece of spoil(random, concat(frames))) await upgraded.write(piece);
    })().catch(() => undefined);
    await ended(`case ${index}, sending`, Promise.race([sending, reading]));
    upgraded.close();
    await ended(`case ${index}`, Promise.all([sending, reading]));
  }
  await goesOn(cluster);
});
