/**
 * Ports of a pod over SPDY, as kubectl forwards them: two streams for each connection, data and what went wrong.
 * Layer 3.
 *
 * @module
 * @see k8s.io/cri-streaming/pkg/streaming/portforward/httpstream.go
 */
import type { Clock } from "../clock.ts";
import { OutputStream } from "./byte_pipe.ts";
import type { MessageSocket } from "./message_socket.ts";
import type { PortConnector } from "./port_channels.ts";
import { SpdyConnection, type SpdyStream } from "./spdy_connection.ts";

const MAX_PORT = 65_535;
/** How long the second stream of a connection may take to come. */
const PAIR_MS = 30_000;
/** Connections of which one stream has come. */
const MAX_PAIRS = 1000;

/** What is forwarded. */
export interface TunnelledPorts {
  readonly clock: Clock;
  /** Connects to a port; a failure is told to the client. */
  readonly connect: PortConnector;
  /** What a client hears of a failure. */
  sentence(port: number, error: unknown): string;
}

/** The two streams of a connection. */
interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
  stopWaiting(): void;
}

/**
 * Serves ports over a connection until the client is gone.
 *
 * @param socket The connection, which is closed at the end.
 * @param ports What is forwarded.
 */
export async function servePortTunnel(socket: MessageSocket, ports: TunnelledPorts): Promise<void> {
  const tunnel = new PortTunnel(ports);
  const connection: SpdyConnection = new SpdyConnection(
    socket,
    (stream) => tunnel.add(connection, stream),
  );
  try {
    await connection.serve();
  } finally {
    tunnel.end();
  }
}

class PortTunnel {
  readonly #ports: TunnelledPorts;
  readonly #pairs = new Map<string, Pair>();

  constructor(ports: TunnelledPorts) {
    this.#ports = ports;
  }

  /** Takes a stream; gives what is to be done once it is agreed to, `undefined` where it cannot be. */
  add(connection: SpdyConnection, stream: SpdyStream): (() => void) | undefined {
    const { headers } = stream;
    const port = portOf(headers.get("port") ?? "");
    const type = headers.get("streamtype");
    if (port === undefined || type !== "data" && type !== "error") return undefined;
    // Old clients give no number: their streams of data come right behind those of errors.
    const number = headers.get("requestid") || String(stream.id - (type === "data" ? 2 : 0));
    const known = this.#pairs.get(number);
    if (known === undefined && this.#pairs.size >= MAX_PAIRS) return undefined;
    const pair = known ?? this.#await(number);
    if (pair[type] !== undefined) {
      const why = `${type} stream already assigned`;
      return () => tell(pair.error, `error processing stream for request ${number}: ${why}`);
    }
    pair[type] = stream;
    const { data, error } = pair;
    if (data === undefined || error === undefined) return () => {};
    this.#forget(number);
    // A client that is gone needs to hear no more of it.
    return () => void this.#forward(connection, port, data, error).catch(() => undefined);
  }

  /** The connection is at its end. */
  end(): void {
    for (const number of [...this.#pairs.keys()]) this.#forget(number);
  }

  #await(number: string): Pair {
    const pair: Pair = {
      stopWaiting: this.#ports.clock.timer(PAIR_MS, () => {
        this.#forget(number);
        tell(pair.error, `(request=${number}) timed out waiting for streams`);
      }),
    };
    this.#pairs.set(number, pair);
    return pair;
  }

  #forget(number: string): void {
    this.#pairs.get(number)?.stopWaiting();
    this.#pairs.delete(number);
  }

  async #forward(
    connection: SpdyConnection,
    port: number,
    data: SpdyStream,
    error: SpdyStream,
  ): Promise<void> {
    const { connect, sentence } = this.#ports;
    const output = new OutputStream((piece) => data.send(piece), () => data.end());
    const { readable } = data.input;
    const { writable } = output;
    const gone = Promise.withResolvers<void>();
    const onGone = () => gone.resolve();
    data.signal.addEventListener("abort", onGone, { once: true });
    if (data.signal.aborted) onGone();
    const connected = connect(port, { readable, writable, signal: data.signal })
      .then(() => output.drained());
    try {
      await Promise.race([connected, gone.promise]);
      await data.end();
      await error.end();
    } catch (failure) {
      await error.send(new TextEncoder().encode(sentence(port, failure)));
      await data.reset();
      await error.reset();
    } finally {
      connected.catch(() => undefined);
      data.input.end();
      connection.forget(data);
      connection.forget(error);
    }
  }
}

function tell(stream: SpdyStream | undefined, text: string): void {
  stream?.send(new TextEncoder().encode(text)).catch(() => undefined);
}

function portOf(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= MAX_PORT ? port : undefined;
}
