/**
 * A connection within the process that carries bytes: two ends, no socket. Layer 3.
 *
 * @module
 */
import { bytesOf } from "./channels.ts";
import { type Bytes, SocketClosed } from "./message_socket.ts";
import { MessageQueue } from "./message_queue.ts";
import type { ByteDuplex } from "./web_socket.ts";

/** From how many unread bytes on a sender waits. */
const LIMIT_BYTES = 64 * 1024;

/** Makes a connection and gives its two ends. */
export function bytePair(): readonly [ByteDuplex, ByteDuplex] {
  const there = new MessageQueue(LIMIT_BYTES);
  const back = new MessageQueue(LIMIT_BYTES);
  return [new BytePairEnd(back, there), new BytePairEnd(there, back)];
}

class BytePairEnd implements ByteDuplex {
  readonly #incoming: MessageQueue;
  readonly #outgoing: MessageQueue;
  #isClosed = false;

  constructor(incoming: MessageQueue, outgoing: MessageQueue) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  async read(): Promise<Bytes | undefined> {
    const message = await this.#incoming.take();
    return message === undefined ? undefined : bytesOf(message);
  }

  async write(bytes: Bytes): Promise<void> {
    if (this.#isClosed) throw new SocketClosed();
    // Whoever gets them may keep them.
    await this.#outgoing.put(bytes.slice());
  }

  close(): void {
    this.#isClosed = true;
    this.#outgoing.end();
    this.#incoming.clear();
  }
}
