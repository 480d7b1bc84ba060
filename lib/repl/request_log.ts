/**
 * The requests that lines have sent: for `.requests` and `.time`, and for what a saved script needs. Layer 7.
 *
 * @module
 */
import type { SendOptions, Transport, UpgradeOptions } from "../connect/transport.ts";

/** One request. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The status of its answer; `undefined` while there is none. */
  status: number | undefined;
  /** How long the answer took to begin, in milliseconds. */
  ms: number | undefined;
  /** How many bytes of the answer's body came, where they are counted. */
  bytes: number;
  /** Whether there will be no answer. */
  failed?: boolean;
}

/** So many requests of one line are kept; those after them are only counted. */
const MAX_KEPT = 1000;

/** Remembers what the lines of a session have sent. */
export class RequestLog {
  /** Whether the bytes of answers are counted, which takes time. */
  countBytes = false;
  #requests: LoggedRequest[] = [];
  #count = 0;
  #records = false;

  /** Forgets what was sent before: another line begins. */
  begin(): void {
    this.#records = true;
    this.#requests = [];
    this.#count = 0;
  }

  /** The line has come to its end: what is sent for completions is no part of it. */
  end(): void {
    this.#records = false;
  }

  /** The requests of the line, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** The oldest request of the line that has no answer yet. */
  get unanswered(): LoggedRequest | undefined {
    return this.#requests.find(({ status, failed }) => status === undefined && failed !== true);
  }

  /** How many requests the line has sent. */
  get count(): number {
    return this.#count;
  }

  /** How many bytes their answers had. */
  get bytes(): number {
    return this.#requests.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Watches over a transport. */
  observe(transport: Transport): Transport {
    const { upgrade } = transport;
    return {
      server: transport.server,
      send: (path, options = {}) => this.#send(transport, path, options),
      ...(upgrade === undefined ? {} : {
        upgrade: async (path: string, options: UpgradeOptions) => {
          const entry = this.#add("GET", path);
          const startMs = performance.now();
          const upgraded = await upgrade.call(transport, path, options).catch((error) => {
            entry.failed = true;
            throw error;
          });
          entry.ms = performance.now() - startMs;
          entry.status = upgraded instanceof Response ? upgraded.status : 101;
          return upgraded;
        },
      }),
      [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
    };
  }

  async #send(transport: Transport, path: string, options: SendOptions): Promise<Response> {
    const entry = this.#add((options.method ?? "GET").toUpperCase(), path);
    const startMs = performance.now();
    const response = await transport.send(path, options).catch((error) => {
      entry.failed = true;
      throw error;
    });
    entry.ms = performance.now() - startMs;
    entry.status = response.status;
    return this.countBytes ? counted(response, entry) : response;
  }

  #add(method: string, path: string): LoggedRequest {
    const entry: LoggedRequest = { method, path, status: undefined, ms: undefined, bytes: 0 };
    if (!this.#records) return entry;
    this.#count++;
    if (this.#requests.length < MAX_KEPT) this.#requests.push(entry);
    return entry;
  }
}

function counted(response: Response, entry: LoggedRequest): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      entry.bytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { status, statusText, headers });
}
