/**
 * The gate's server on its unix socket: each connection's requests one after the other. Layer 6.
 *
 * @module
 */
import { fieldOf } from "../connect/guarded_response.ts";
import { HEAD_END } from "../connect/http1_head.ts";
import type { Transport } from "../connect/transport.ts";
import { ByteReader } from "./byte_reader.ts";
import { asUpgrade, attributesOf, type RequestAttributes } from "../policy/attributes.ts";
import { refuseOtherTime } from "../policy/collection_time.ts";
import type { Authority } from "./authority.ts";
import { checkAddress, responseHeaders } from "./exchange.ts";
import type { Exchange } from "./gate_call.ts";
import { gateAnswer } from "./gate_status.ts";
import { type OpenBody, openRequestBody } from "./request_body.ts";
import { BadRequest, parseRequestHead, type RequestHead } from "./request_head.ts";
import { writeResponse, writeStream } from "./response_writer.ts";
import { carry, checkHandshake } from "./tunnel.ts";

/** What a gate needs. */
export interface GateServerOptions {
  /** Path of the socket to listen on. */
  readonly path: string;
  /** The way to the cluster, for what changes the protocol. */
  readonly transport: Transport;
  /** Answers what may pass. */
  readonly exchange: Exchange;
  /** Lets requests pass. */
  readonly authority: Authority;
  /** Hears of each change of the protocol before it is asked for. */
  readonly onUpgrade?: ((attributes: RequestAttributes, path: string) => void) | undefined;
}

/** Answers up to this length come in one piece from the transport. */
const SMALL_BYTES = 64 * 1024;
/** More would take the file descriptors that the way to the cluster needs. */
const MAX_CONNECTIONS = 2000;
const ACCEPT_PAUSE_MS = 50;
/** Answers that have no body, whatever their header fields say. */
const BODILESS_STATUSES: ReadonlySet<number> = new Set([204, 304]);

/** Listens for requests of the script. */
export class GateServer implements AsyncDisposable {
  readonly #options: GateServerOptions;
  readonly #listener: Deno.UnixListener;
  readonly #connections = new Map<Deno.UnixConn, Promise<void>>();
  readonly #closed = new AbortController();
  /** The requests that the cluster is asked. A signal of its own for each costs less than one of two. */
  readonly #underWay = new Set<AbortController>();
  readonly #accepting: Promise<void>;

  /** Starts to listen. */
  constructor(options: GateServerOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ transport: "unix", path: options.path });
    this.#accepting = this.#accept();
  }

  /** Stops listening and ends every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#listener.close();
    for (const request of this.#underWay) request.abort();
    for (const connection of this.#connections.keys()) closeQuietly(connection);
    await Promise.all([this.#accepting, ...this.#connections.values()]);
  }

  async #accept(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      let connection: Deno.UnixConn;
      try {
        connection = await this.#listener.accept();
      } catch {
        if (this.#closed.signal.aborted) return;
        // There are no more file descriptors, or the other end has left at once: the next may come.
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
        continue;
      }
      if (this.#connections.size >= MAX_CONNECTIONS) {
        closeQuietly(connection);
        continue;
      }
      const served = this.#serve(connection).finally(() => {
        this.#connections.delete(connection);
        closeQuietly(connection);
      });
      this.#connections.set(connection, served);
    }
  }

  /** Serves one connection; whatever happens on it ends it alone. */
  async #serve(connection: Deno.UnixConn): Promise<void> {
    const reader = new ByteReader(connection);
    try {
      while (await this.#serveRequest(connection, reader));
    } catch (error) {
      // A script that goes away, or speaks something else, needs no answer.
      if (!(error instanceof BadRequest)) return;
      const answer = gateAnswer(error);
      await writeResponse(connection, answer, answer.body, true).catch(() => undefined);
    }
  }

  /** Serves one request and tells whether another may follow. */
  async #serveRequest(connection: Deno.UnixConn, reader: ByteReader): Promise<boolean> {
    const bytes = await reader.takeUntil(HEAD_END);
    if (bytes === undefined) {
      if (reader.buffered.length === 0) return false;
      throw new BadRequest(431, "the head is cut off or too long");
    }
    const head = parseRequestHead(bytes);
    if (head.upgrade !== undefined) {
      await this.#serveUpgrade(connection, reader, head);
      return false;
    }
    const opened = await openRequestBody(reader, head.body);
    const gone = new AbortController();
    // What a script sends before it has its answer is either its leaving or the next request.
    if (opened.done()) {
      reader.fill().then(
        (more) => more || reader.buffered.length > 0 || gone.abort(),
        () => gone.abort(),
      );
    }
    this.#underWay.add(gone);
    try {
      return await this.#answer(connection, head, opened, gone.signal);
    } finally {
      this.#underWay.delete(gone);
    }
  }

  /** Answers a request and tells whether another may follow. */
  async #answer(
    connection: Deno.UnixConn,
    head: RequestHead,
    { body, done }: OpenBody,
    signal: AbortSignal,
  ): Promise<boolean> {
    let response: Response;
    try {
      this.#closed.signal.throwIfAborted();
      const attributes = attributesOf(head.method, head.target);
      refuseOtherTime(attributes, head.target);
      await this.#options.authority.admit(head.method, attributes, async () => {
        const { madeName } = await import("./made_object.ts");
        return madeName(attributes, body);
      });
      response = await this.#options.exchange({ head, attributes, body, signal });
    } catch (error) {
      if (signal.aborted || this.#closed.signal.aborted) return false;
      const answer = gateAnswer(error);
      const close = head.close || !done();
      await writeResponse(
        connection,
        answer,
        head.method === "HEAD" ? undefined : answer.body,
        close,
      );
      return !close;
    }
    await passOn(connection, head, response);
    return !head.close && done();
  }

  /** Serves a WebSocket to its end, which is that of the connection. */
  async #serveUpgrade(
    connection: Deno.UnixConn,
    reader: ByteReader,
    head: RequestHead,
  ): Promise<void> {
    const handshake = checkHandshake(head);
    const { authority, transport } = this.#options;
    let response: Response | undefined;
    try {
      checkAddress(transport.server, head.target.path);
      const attributes = asUpgrade(attributesOf(head.method, head.target));
      await authority.admit(head.method, attributes);
      this.#options.onUpgrade?.(attributes, head.target.segments.join("/"));
      response = await carry(head, handshake, {
        sink: connection,
        reader,
        transport,
        signal: this.#closed.signal,
      });
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      const answer = gateAnswer(error);
      await writeResponse(connection, answer, answer.body, true);
    }
    if (response !== undefined) await passOn(connection, head, response);
  }
}

async function passOn(
  connection: Deno.UnixConn,
  { method }: RequestHead,
  response: Response,
): Promise<void> {
  const head = { status: response.status, headers: responseHeaders(response) };
  if (method === "HEAD" || BODILESS_STATUSES.has(response.status)) {
    await response.body?.cancel();
    await writeResponse(connection, head, undefined);
    return;
  }
  const length = fieldOf(response, "content-length");
  // Asking for the body would make a stream of what lies in memory.
  if (length !== null && Number(length) <= SMALL_BYTES) {
    await writeResponse(connection, head, await response.bytes());
    return;
  }
  if (response.body === null) {
    await writeResponse(connection, head, new Uint8Array());
    return;
  }
  await writeStream(connection, head, response.body);
}

function closeQuietly(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch (error) {
    // The other end, or the end of the gate, has closed it already.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
