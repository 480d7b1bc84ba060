/** Answers of every sort, cut into packets at random, over connections that are used again. */
import assert from "node:assert/strict";
import { readChunks, readReusedChunks, readText } from "../../lib/connect/body.ts";
import { ConnectionPool } from "../../lib/connect/connection_pool.ts";
import { DirectConnection, type Socket } from "../../lib/connect/direct_connection.ts";
import { Random } from "../conformance/fuzz.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const SEEDS = 250;
/** Of a list read whole the first 64 KB are read at once. */
const LENGTHS = [0, 1, 100, 3000, 65_535, 65_536, 65_537, 131_072, 200_001];
const PACKET_BYTES = [1, 3, 17, 4096, 65_536, 200_000];
const ENCODER = new TextEncoder();

/** What a server is about to say, and what is to be understood of it. */
interface Told {
  readonly method: string;
  readonly status: number;
  readonly wire: Bytes;
  readonly body: string;
  /** Whether the server closes the connection behind it. */
  readonly isLast: boolean;
}

function joined(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function chunked(random: Random, body: Bytes): Bytes {
  const most = random.pick([10, 1000, 70_000]);
  const parts: Bytes[] = [];
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + 1 + random.below(most));
    const extension = random.below(3) === 0 ? ";name=value" : "";
    const size = ENCODER.encode(`${chunk.length.toString(16)}${extension}\r\n`);
    parts.push(size, chunk, ENCODER.encode("\r\n"));
    at += chunk.length;
  }
  const trailer = random.below(3) === 0 ? "trailer: x\r\n" : "";
  return joined(...parts, ENCODER.encode(`0\r\n${trailer}\r\n`));
}

async function gzip(body: Bytes): Promise<Bytes> {
  return await new Response(
    new Blob([body]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
}

async function tell(random: Random): Promise<Told> {
  const method = random.pick(["GET", "GET", "POST", "HEAD"]);
  const status = random.pick([200, 200, 201, 204, 304, 404, 500]);
  const isBodiless = method === "HEAD" || status === 204 || status === 304;
  const plain = new Uint8Array(isBodiless ? 0 : random.pick(LENGTHS));
  const offset = random.below(26);
  for (let at = 0; at < plain.length; at++) plain[at] = 97 + (at * 7 + offset) % 26;
  const isGzip = plain.length > 0 && random.below(4) === 0;
  const body = isGzip ? await gzip(plain) : plain;
  const framing = random.pick(["length", "chunks", "close"]);
  const closes = random.below(5) === 0;
  let head = random.below(3) === 0 ? "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" : "";
  head += `HTTP/1.1 ${status} Status\r\n`;
  if (isGzip) head += "content-encoding: gzip\r\n";
  if (closes) head += "connection: close\r\n";
  // A length or chunks where no body follows tell of another answer.
  if (status !== 204 && framing === "length") head += `content-length: ${body.length}\r\n`;
  if (status !== 204 && framing === "chunks") head += "transfer-encoding: chunked\r\n";
  const sent = isBodiless ? body : framing === "chunks" ? chunked(random, body) : body;
  return {
    method,
    status,
    wire: joined(ENCODER.encode(`${head}\r\n`), sent),
    body: new TextDecoder().decode(plain),
    isLast: closes || (framing === "close" && !isBodiless),
  };
}

/** A socket that answers each request in packets of any size, now and then a while later. */
class PacketSocket implements Socket {
  readonly #random: Random;
  readonly #next: () => Told;
  readonly #packets: Bytes[] = [];
  #news = Promise.withResolvers<void>();
  #isOver = false;

  constructor(random: Random, next: () => Told) {
    this.#random = random;
    this.#next = next;
  }

  write(bytes: Uint8Array): Promise<number> {
    const { wire, isLast } = this.#next();
    for (let at = 0; at < wire.length;) {
      const packet = wire.subarray(at, at + this.#random.pick(PACKET_BYTES));
      this.#packets.push(packet);
      at += packet.length;
    }
    this.#isOver = isLast;
    this.#news.resolve();
    return Promise.resolve(bytes.length);
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#packets.length === 0 && !this.#isOver) {
      await this.#news.promise;
      this.#news = Promise.withResolvers();
    }
    for (let turns = this.#random.below(10); turns > 0; turns--) await Promise.resolve();
    const packet = this.#packets[0];
    if (packet === undefined) return null;
    const piece = packet.subarray(0, into.length);
    into.set(piece);
    if (piece.length === packet.length) this.#packets.shift();
    else this.#packets[0] = packet.subarray(piece.length);
    return piece.length;
  }

  close(): void {
    this.#isOver = true;
    this.#news.resolve();
  }

  ref(): void {}
  unref(): void {}
}

/** Reads a body in one of the ways in which bodies are read. */
async function read(random: Random, response: Response): Promise<string> {
  const way = random.below(4);
  if (way === 0) return await readText(response);
  if (way === 1) return new TextDecoder().decode(await response.bytes());
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of way === 2 ? readChunks(response) : readReusedChunks(response)) {
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

Deno.test("DirectConnection understands each answer alike, wherever its packets end", async () => {
  const { signal } = new AbortController();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    let told: Told;
    const pool = new ConnectionPool(() =>
      Promise.resolve(new DirectConnection(new PacketSocket(random, () => told)))
    );
    for (let turn = 0; turn < 4; turn++) {
      told = await tell(random);
      const { method } = told;
      const response = await pool.fetch({
        url: "http://127.0.0.1/",
        method,
        headers: [],
        body: method === "POST" ? "{}" : undefined,
        signal,
        longLived: false,
        bulk: random.below(2) === 0,
      });
      const text = await read(random, response);
      const place = `seed ${seed}, turn ${turn}: ${told.status}, ${text.length} characters`;
      assert.ok(response.status === told.status && text === told.body, place);
    }
    pool.close();
  }
});
