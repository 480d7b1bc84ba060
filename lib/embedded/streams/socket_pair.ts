/**
 * A connection within the process: two ends, no socket. Layer 3.
 *
 * @module
 */
import type { Message, MessageSocket } from "./message_socket.ts";
import { MessageQueue } from "./message_queue.ts";

/** From how many unread bytes on a sender waits. */
const LIMIT_BYTES = 64 * 1024;

/** How a pair is made. */
export interface SocketPairOptions {
  /** From how many unread bytes on a sender waits; default 65,536. */
  readonly limitBytes?: number;
}

/** An end of a pair, which also tells how much lies unread. */
export interface PairedSocket extends MessageSocket {
  /** Bytes that the other end has sent and nobody has taken. */
  readonly unreadBytes: number;
  /** With which code the connection was closed, by either end. */
  readonly closeCode: number | undefined;
}

/** Makes a connection and gives its two ends. */
export function socketPair(
  { limitBytes = LIMIT_BYTES }: SocketPairOptions = {},
): readonly [PairedSocket, PairedSocket] {
  const state: PairState = { controller: new AbortController(), code: undefined };
  const there = new MessageQueue(limitBytes);
  const back = new MessageQueue(limitBytes);
  return [new PairEnd(state, back, there), new PairEnd(state, there, back)];
}

interface PairState {
  readonly controller: AbortController;
  code: number | undefined;
}

class PairEnd implements PairedSocket {
  readonly #state: PairState;
  readonly #incoming: MessageQueue;
  readonly #outgoing: MessageQueue;

  constructor(state: PairState, incoming: MessageQueue, outgoing: MessageQueue) {
    this.#state = state;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get closed(): AbortSignal {
    return this.#state.controller.signal;
  }

  get closeCode(): number | undefined {
    return this.#state.code;
  }

  get unreadBytes(): number {
    return this.#incoming.bytes;
  }

  async receive(): Promise<Message | undefined> {
    return await this.#incoming.take();
  }

  async send(message: Message): Promise<void> {
    await this.#outgoing.put(message);
  }

  close(code = 1000): void {
    if (this.closed.aborted) return;
    this.#state.code = code;
    this.#outgoing.end();
    // Whoever closes hears no more.
    this.#incoming.clear();
    this.#state.controller.abort();
  }
}
