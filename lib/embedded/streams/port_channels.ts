/**
 * Ports of a pod over a connection, two channels each: data and what went wrong. Layer 3.
 *
 * @module
 * @see k8s.io/cri-streaming/pkg/streaming/portforward/websocket.go
 */
import { BytePipe, OutputStream } from "./byte_pipe.ts";
import { type MessageSocket, NORMAL_CLOSURE } from "./message_socket.ts";
import type { ChannelProtocol } from "./protocols.ts";

/** Connects to a port of a pod, until one of the two ends the connection. */
export type PortConnector = (
  port: number,
  connection: {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    readonly signal: AbortSignal;
  },
) => Promise<void>;

/** What is forwarded. */
export interface ForwardedPorts {
  readonly ports: readonly number[];
  readonly protocol: ChannelProtocol;
  /** Connects to one of the ports; a failure is told to the client. */
  readonly connect: PortConnector;
  /** What a client hears of a failure. */
  sentence(port: number, error: unknown): string;
}

/**
 * Serves ports over a connection, until each is done or the client is gone.
 *
 * @param socket The connection, which is closed at the end.
 * @param forwarded What is forwarded.
 */
export async function servePortChannels(
  socket: MessageSocket,
  forwarded: ForwardedPorts,
): Promise<void> {
  const { ports, protocol } = forwarded;
  const inputs = ports.map(() => new BytePipe());
  // Where a port is not read, its messages are not, either: the end of the connection is heard all the same.
  const gone = Promise.withResolvers<void>();
  const onClosed = () => gone.resolve();
  socket.closed.addEventListener("abort", onClosed, { once: true });
  if (socket.closed.aborted) onClosed();
  try {
    for (const [index, port] of ports.entries()) {
      // Each of the two begins with the port, the lower byte first.
      const head = Uint8Array.of(port & 0xff, port >> 8);
      await socket.send(protocol.codec.encode(2 * index, head));
      await socket.send(protocol.codec.encode(2 * index + 1, head));
    }
    const reading = readPorts(socket, protocol, inputs);
    const all = Promise.all(
      inputs.map((input, index) => forwardPort(socket, forwarded, index, input)),
    );
    await Promise.race([all, reading, gone.promise]);
  } catch (error) {
    if (!socket.closed.aborted) throw error;
  } finally {
    socket.closed.removeEventListener("abort", onClosed);
    socket.close(NORMAL_CLOSURE);
    for (const input of inputs) input.end();
  }
}

async function forwardPort(
  socket: MessageSocket,
  { ports, protocol, connect, sentence }: ForwardedPorts,
  index: number,
  input: BytePipe,
): Promise<void> {
  const port = ports[index] ?? 0;
  const { codec } = protocol;
  const output = new OutputStream((piece) => socket.send(codec.encode(2 * index, piece)));
  const { readable } = input;
  const { writable } = output;
  try {
    await connect(port, { readable, writable, signal: socket.closed });
    await output.drained();
  } catch (error) {
    if (socket.closed.aborted) return;
    const text = new TextEncoder().encode(sentence(port, error));
    await socket.send(codec.encode(2 * index + 1, text)).catch(() => undefined);
  } finally {
    input.end();
  }
}

async function readPorts(
  socket: MessageSocket,
  { codec }: ChannelProtocol,
  inputs: readonly BytePipe[],
): Promise<void> {
  for (;;) {
    const message = await socket.receive();
    if (message === undefined) return;
    const decoded = codec.decode(message);
    if (decoded === undefined || decoded.channel % 2 !== 0) continue;
    await inputs[decoded.channel / 2]?.write(decoded.bytes);
  }
}
