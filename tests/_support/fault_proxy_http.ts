/**
 * The server's side of one HTTP/1.1 connection, by hand. For the fault proxy.
 *
 * @module
 */
import { isDisconnect } from "./loopback.ts";

/** The head of a request. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly path: string;
  /** Headers by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

const END_OF_HEAD = "\r\n\r\n";

/** One connection of a client. */
export class HttpConnection {
  readonly #socket: Deno.Conn;
  #pending: Promise<Uint8Array | undefined> | undefined;
  #ahead = "";
  #left = Promise.withResolvers<void>();
  #closed = false;

  constructor(socket: Deno.Conn) {
    this.#socket = socket;
  }

  /** Reads the head of the next request; its body, if any, is not expected. */
  async readRequest(): Promise<RequestHead | undefined> {
    let end = this.#ahead.indexOf(END_OF_HEAD);
    while (end < 0) {
      const bytes = await this.#read();
      if (bytes === undefined) return undefined;
      this.#ahead += new TextDecoder("latin1").decode(bytes);
      end = this.#ahead.indexOf(END_OF_HEAD);
    }
    const [first = "", ...lines] = this.#ahead.slice(0, end).split("\r\n");
    this.#ahead = this.#ahead.slice(end + END_OF_HEAD.length);
    const [method = "", path = ""] = first.split(" ");
    const headers = new Map(lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    return { method, path, headers };
  }

  /** Waits until the client leaves, or {@link stay} is called. */
  async left(): Promise<void> {
    this.#left = Promise.withResolvers();
    const watch = async () => {
      for (;;) {
        // What is read here is the beginning of the next request; it stays for readRequest.
        const bytes = await this.#peek();
        if (bytes === undefined) return this.#left.resolve();
        if (bytes.length > 0) return;
      }
    };
    watch().catch((error) => isDisconnect(error) ? this.#left.resolve() : this.#left.reject(error));
    await this.#left.promise;
  }

  /** Ends {@link left}. */
  stay(): void {
    this.#left.resolve();
  }

  /** Writes the head of an answer whose body comes in chunks. */
  async writeHead(status: number, headers: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    await this.#write(
      encode(`HTTP/1.1 ${status} Status\r\ntransfer-encoding: chunked\r\n${lines.join("")}\r\n`),
    );
  }

  /** Writes a part of the body. */
  async writeChunk(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.#write(encode(`${bytes.length.toString(16)}\r\n`));
    await this.#write(bytes);
    await this.#write(encode("\r\n"));
  }

  /** Ends the body in good order. */
  async endBody(): Promise<void> {
    await this.#write(encode("0\r\n\r\n"));
  }

  /** Closes the connection without a word. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#left.resolve();
    this.#socket.close();
  }

  async #read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#peek();
    this.#pending = undefined;
    return bytes;
  }

  /** Waits for the next bytes without taking them. */
  async #peek(): Promise<Uint8Array | undefined> {
    this.#pending ??= this.#next();
    return await this.#pending;
  }

  async #next(): Promise<Uint8Array | undefined> {
    const buffer = new Uint8Array(16 * 1024);
    try {
      const count = await this.#socket.read(buffer);
      return count === null ? undefined : buffer.subarray(0, count);
    } catch (error) {
      if (isDisconnect(error)) return undefined;
      throw error;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) sent += await this.#socket.write(bytes.subarray(sent));
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
