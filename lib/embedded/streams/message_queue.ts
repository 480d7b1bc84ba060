/**
 * Messages that wait to be taken, in order. Layer 3.
 *
 * @module
 */
import { type Message, SocketClosed } from "./message_socket.ts";

/** Messages on their way, and how many bytes of them there may be. */
export class MessageQueue {
  readonly #limitBytes: number;
  #messages: Message[] = [];
  #bytes = 0;
  #isEnded = false;
  #changed = Promise.withResolvers<void>();

  /** @param limitBytes From how many bytes on a sender waits. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Puts a message in without waiting; nothing once the queue is at its end. */
  push(message: Message): void {
    if (this.#isEnded) return;
    this.#messages.push(message);
    this.#bytes += sizeOf(message);
    this.#wake();
  }

  /**
   * Puts a message in, and waits until there is room for another one.
   *
   * @throws {SocketClosed} when the queue is at its end.
   */
  async put(message: Message): Promise<void> {
    if (this.#isEnded) throw new SocketClosed();
    this.push(message);
    while (this.#bytes > this.#limitBytes && !this.#isEnded) await this.#changed.promise;
  }

  /** Takes the next message; `undefined` once the queue is at its end and empty. */
  async take(): Promise<Message | undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) {
        this.#bytes -= sizeOf(message);
        this.#wake();
        return message;
      }
      if (this.#isEnded) return undefined;
      await this.#changed.promise;
    }
  }

  /** Nothing follows; what waits can still be taken. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#messages = [];
    this.#bytes = 0;
    this.end();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** Text counts by its characters. An empty message takes room, too. */
function sizeOf(message: Message): number {
  return message.length + 1;
}
