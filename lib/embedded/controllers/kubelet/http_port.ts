/**
 * HTTP on a port of a container that is played: requests in, the answers of a function out. Layer 3.
 *
 * It speaks as much HTTP/1.1 as clients of a test send: one request after the other on a connection, with
 * bodies of a known length or in chunks.
 *
 * @module
 */
import { oneLine } from "../../../core/message.ts";
import type { HttpFunction, PortConnection } from "./process.ts";

const MAX_HEAD_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A request that is none, as it is answered. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Answers the requests of a connection until it ends.
 *
 * @param connection The connection; its writable is closed in the end.
 * @param answer What answers.
 */
export async function serveHttp(connection: PortConnection, answer: HttpFunction): Promise<void> {
  const input = new Input(connection.readable);
  const writer = connection.writable.getWriter();
  try {
    for (let isOpen = true; isOpen && !connection.signal.aborted;) {
      const head = await input.readHead();
      if (head === undefined) break;
      isOpen = await exchange(connection, input, writer, head, answer);
    }
    await writer.close();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    await write(writer, new Response(`${error.message}\n`, { status: error.status }), true, false);
    await writer.close();
  } finally {
    input.release();
    writer.releaseLock();
  }
}

/** Answers one request; gives whether the connection stays open. */
async function exchange(
  { port, pod }: PortConnection,
  input: Input,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  head: string,
  answer: HttpFunction,
): Promise<boolean> {
  const [first = "", ...lines] = head.split("\r\n");
  const [method = "", target = "", version = "", ...rest] = first.split(" ");
  if (rest.length > 0 || !/^HTTP\/1\.[01]$/.test(version) || !target.startsWith("/")) {
    throw new BadRequest(400, "Bad request line");
  }
  const headers = readHeaders(lines);
  const body = await input.readBody(headers);
  const host = headers.get("host") ?? `${pod.metadata.name}:${port}`;
  const isClosing = headers.get("connection")?.toLowerCase() === "close" || version === "HTTP/1.0";
  let response: Response;
  try {
    const takesBody = body !== undefined && method !== "GET" && method !== "HEAD";
    response = await answer(
      new Request(`http://${host}${target}`, { method, headers, ...(takesBody ? { body } : {}) }),
    );
  } catch (error) {
    const text = error instanceof Error ? oneLine(error.message) : String(error);
    response = new Response(`${text}\n`, { status: 500 });
  }
  await write(writer, response, isClosing, method === "HEAD");
  return !isClosing;
}

function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new BadRequest(400, "Bad header");
    try {
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new BadRequest(400, "Bad header");
    }
  }
  return headers;
}

async function write(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  response: Response,
  isClosing: boolean,
  isHead: boolean,
): Promise<void> {
  const { status, statusText } = response;
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.delete("transfer-encoding");
  headers.set("content-length", String(body.length));
  headers.set("connection", isClosing ? "close" : "keep-alive");
  const head = [
    `HTTP/1.1 ${status} ${statusText}`.trimEnd(),
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
  ];
  await writer.write(encoder.encode(`${head.join("\r\n")}\r\n\r\n`));
  if (!isHead && body.length > 0) await writer.write(body);
}

/** What a client sends, read in pieces of its own. */
class Input {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The head of the next request; `undefined` where there is none. */
  async readHead(): Promise<string | undefined> {
    for (;;) {
      const end = indexOf(this.#bytes, "\r\n\r\n");
      if (end >= 0) {
        const head = decoder.decode(this.#bytes.subarray(0, end));
        this.#bytes = this.#bytes.slice(end + 4);
        return head;
      }
      if (this.#bytes.length > MAX_HEAD_BYTES) throw new BadRequest(431, "Header too large");
      if (!await this.#more()) {
        if (this.#bytes.length === 0) return undefined;
        throw new BadRequest(400, "Request is cut off");
      }
    }
  }

  /** The body that headers announce. */
  async readBody(headers: Headers): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") {
      return await this.#readChunks();
    }
    const length = headers.get("content-length");
    if (length === null) return undefined;
    if (!/^\d+$/.test(length)) throw new BadRequest(400, "Bad content length");
    return await this.#take(Number(length));
  }

  release(): void {
    this.#reader.releaseLock();
  }

  async #readChunks(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for (;;) {
      const [text = ""] = (await this.#takeLine()).split(";");
      if (!/^[0-9a-fA-F]+$/.test(text)) throw new BadRequest(400, "Bad chunk");
      const length = parseInt(text, 16);
      if (length === 0) break;
      size += length;
      if (size > MAX_BODY_BYTES) throw new BadRequest(413, "Body too large");
      chunks.push(await this.#take(length));
      await this.#takeLine();
    }
    while (await this.#takeLine() !== "");
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  async #takeLine(): Promise<string> {
    for (;;) {
      const end = indexOf(this.#bytes, "\r\n");
      if (end >= 0) {
        const line = decoder.decode(this.#bytes.subarray(0, end));
        this.#bytes = this.#bytes.slice(end + 2);
        return line;
      }
      if (!await this.#more()) throw new BadRequest(400, "Request is cut off");
    }
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length > MAX_BODY_BYTES) throw new BadRequest(413, "Body too large");
    while (this.#bytes.length < length) {
      if (!await this.#more()) throw new BadRequest(400, "Request is cut off");
    }
    const taken = this.#bytes.slice(0, length);
    this.#bytes = this.#bytes.slice(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    const whole = new Uint8Array(this.#bytes.length + value.length);
    whole.set(this.#bytes);
    whole.set(value, this.#bytes.length);
    this.#bytes = whole;
    return true;
  }
}

function indexOf(bytes: Uint8Array, text: string): number {
  const first = text.charCodeAt(0);
  for (let start = bytes.indexOf(first); start >= 0; start = bytes.indexOf(first, start + 1)) {
    let length = 1;
    while (length < text.length && bytes[start + length] === text.charCodeAt(length)) length++;
    if (length === text.length) return start;
  }
  return -1;
}
