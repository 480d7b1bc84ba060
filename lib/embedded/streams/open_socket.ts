/**
 * A WebSocket within the process, byte by byte as over the network. Layer 3.
 *
 * @module
 */
import type { Upgraded } from "../../connect/transport.ts";
import { bytePair } from "./byte_pair.ts";
import type { SocketUpgrade } from "./upgrade.ts";
import { handshakeAnswer, WebSocketEnd } from "./web_socket.ts";

/**
 * Opens a connection to what the server agreed to serve.
 *
 * @param upgrade What it agreed to.
 * @param headers The header fields of the handshake.
 * @param signal Ends the connection.
 * @returns The client's end, right behind the handshake.
 */
export async function openSocket(
  upgrade: SocketUpgrade,
  headers: Headers,
  signal: AbortSignal | undefined,
): Promise<Upgraded> {
  signal?.throwIfAborted();
  const answer = new Headers(await handshakeAnswer(headers, upgrade.protocol));
  const [client, server] = bytePair();
  const onAbort = () => client.close();
  signal?.addEventListener("abort", onAbort, { once: true });
  const served = upgrade.serve(new WebSocketEnd(server));
  void served.finally(() => signal?.removeEventListener("abort", onAbort));
  return {
    headers: answer,
    read: () => client.read(),
    write: (bytes) => client.write(new Uint8Array(bytes)),
    close: () => client.close(),
  };
}
