/**
 * What a stream of the server talks over: whole messages both ways, each side at the pace of the other.
 * Layer 3.
 *
 * A served WebSocket is one, and so is a pair in the process.
 *
 * @module
 */

/** Bytes of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A message: text or bytes. */
export type Message = string | Bytes;

/** How a connection ends: nothing went wrong. */
export const NORMAL_CLOSURE = 1000;
/** How a connection ends: the other end did not keep to the protocol. */
export const PROTOCOL_ERROR = 1002;
/** How a connection ends: the other end sent more than is kept. */
export const TOO_BIG = 1009;

/** One end of a connection that carries messages. */
export interface MessageSocket {
  /** Waits for a message; `undefined` once the other end has closed the connection or is gone. */
  receive(): Promise<Message | undefined>;
  /**
   * Sends a message; waits while the other end takes none.
   *
   * @throws {SocketClosed} when the connection is at its end.
   */
  send(message: Message): Promise<void>;
  /** Ends the connection; what was sent before still arrives. */
  close(code?: number, reason?: string): void;
  /** Aborted as soon as the connection is at its end, whoever ended it. */
  readonly closed: AbortSignal;
}

/** The connection is at its end. */
export class SocketClosed extends Error {
  override readonly name = "SocketClosed";

  constructor(options: ErrorOptions = {}) {
    super("The connection is closed", options);
  }
}
