/**
 * A request whose protocol changes: what the server does from then on. Layer 3.
 *
 * @module
 */
import type { MessageSocket } from "./message_socket.ts";

/** A change to WebSocket that the server agrees to. */
export interface SocketUpgrade {
  /** The subprotocol that is spoken; `""` where the client names none. */
  readonly protocol: string;
  /**
   * Serves the connection to its end; never throws for what the client does.
   *
   * @param socket The server's end of the connection.
   */
  serve(socket: MessageSocket): Promise<void>;
}

/** Whether a request asks for a WebSocket. */
export function asksForSocket(headers: Headers): boolean {
  const connection = headers.get("connection");
  return (headers.get("upgrade") ?? "").toLowerCase() === "websocket" &&
    // Within the process there is no connection to speak of.
    (connection === null || connection.toLowerCase().includes("upgrade"));
}
