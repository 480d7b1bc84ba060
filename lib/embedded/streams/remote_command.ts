/**
 * A process whose streams go over a connection, one channel each: `exec` and `attach`. Layer 3.
 *
 * So much is kept at most: 64 KiB of input that the process has not read, 32 KiB of each output beside the
 * pieces that the process does not wait for, and what the connection itself keeps.
 *
 * @module
 * @see k8s.io/cri-streaming/pkg/streaming/remotecommand/websocket.go
 */
import type { ProcessRequest } from "../subresources/runtime.ts";
import { BytePipe, OutputStream } from "./byte_pipe.ts";
import { failureStatus } from "./exit_status.ts";
import type { JsonObject } from "../json.ts";
import { type MessageSocket, NORMAL_CLOSURE } from "./message_socket.ts";
import type { ChannelProtocol } from "./protocols.ts";
import { TerminalSizes } from "./terminal_sizes.ts";

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
const CHANNELS = 5;
/** Closes the channel whose number follows. */
const CLOSE = 255;

/** What a client asks for. */
export interface CommandOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** What is run. */
export interface Command {
  readonly options: CommandOptions;
  readonly protocol: ChannelProtocol;
  /** Runs it, and tells how it ended. */
  run(request: Omit<ProcessRequest, "command" | "tty">): Promise<JsonObject>;
}

/**
 * Serves a process over a connection, until the process ends or the client is gone.
 *
 * @param socket The connection, which is closed at the end.
 * @param command What is run.
 */
export async function serveCommand(socket: MessageSocket, command: Command): Promise<void> {
  const { options, protocol } = command;
  const input = options.stdin ? new BytePipe() : undefined;
  const sizes = new TerminalSizes();
  const output = (channel: number) =>
    new OutputStream((piece) => socket.send(protocol.codec.encode(channel, piece)));
  const stdout = options.stdout ? output(STDOUT) : undefined;
  // A terminal has one output: what a process says to either of its two comes out there.
  const stderr = options.tty
    ? options.stdout ? output(STDOUT) : undefined
    : options.stderr
    ? output(STDERR)
    : undefined;
  const gone = Promise.withResolvers<undefined>();
  // A process that has ended is aborted no more.
  const abort = new AbortController();
  const onClosed = () => {
    gone.resolve(undefined);
    abort.abort();
  };
  socket.closed.addEventListener("abort", onClosed, { once: true });
  if (socket.closed.aborted) onClosed();
  try {
    // The client hears that it is connected by an empty message.
    const first = stdout !== undefined ? STDOUT : stderr !== undefined ? STDERR : ERROR;
    await socket.send(protocol.codec.encode(first, new Uint8Array()));
    const reading = readChannels(socket, protocol, input, sizes);
    const running = runToStatus(command, {
      stdin: input?.readable,
      stdout: stdout?.writable,
      stderr: stderr?.writable,
      resize: sizes,
      signal: abort.signal,
    });
    const status = await Promise.race([running, gone.promise, reading]);
    if (status === undefined) return onClosed();
    await Promise.race([
      Promise.all([stdout?.drained(), stderr?.drained()]),
      gone.promise,
    ]);
    const text = statusText(status, protocol);
    if (text !== "") {
      await socket.send(protocol.codec.encode(ERROR, new TextEncoder().encode(text)));
    }
  } catch (error) {
    // A client that is gone is no fault of the server.
    if (!socket.closed.aborted) throw error;
  } finally {
    socket.closed.removeEventListener("abort", onClosed);
    socket.close(NORMAL_CLOSURE);
    input?.end();
    sizes.end();
  }
}

async function runToStatus(
  command: Command,
  request: Omit<ProcessRequest, "command" | "tty">,
): Promise<JsonObject> {
  try {
    return await command.run(request);
  } catch (error) {
    return failureStatus(error instanceof Error ? error.message : String(error));
  }
}

/** Before there were `Status` objects, success was told by silence. */
function statusText(status: JsonObject, { hasStatus }: ChannelProtocol): string {
  if (hasStatus) return JSON.stringify(status);
  return status["status"] === "Success" ? "" : String(status["message"] ?? "");
}

/** Passes on what the client sends, until it is gone or does not keep to the protocol. */
async function readChannels(
  socket: MessageSocket,
  { codec, hasClose }: ChannelProtocol,
  input: BytePipe | undefined,
  sizes: TerminalSizes,
): Promise<undefined> {
  for (;;) {
    const message = await socket.receive();
    if (message === undefined) return undefined;
    const decoded = codec.decode(message);
    if (decoded === undefined) continue;
    const { channel, bytes } = decoded;
    if (hasClose && channel === CLOSE) {
      const [closed] = bytes;
      if (bytes.length !== 1 || closed === undefined || closed >= CHANNELS) return undefined;
      if (closed === STDIN) input?.end();
      if (closed === RESIZE) sizes.end();
    } else if (channel === STDIN) await input?.write(bytes);
    else if (channel === RESIZE) sizes.push(bytes);
  }
}
