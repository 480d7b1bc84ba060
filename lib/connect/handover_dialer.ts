/**
 * A dialer that is ready soon, until one is ready that does the work in less time. Layer 1.
 *
 * @module
 */
import type { Dialer, WireRequest, WireTarget } from "./dialer.ts";

/** Sends by one dialer at first, and by another one as soon as that has a connection. */
export class HandoverDialer implements Dialer {
  readonly #first: Dialer;
  readonly #second: Dialer;
  readonly #closed = new AbortController();
  #requests = 0;
  #isHandedOver = false;

  /**
   * Opens nothing yet.
   *
   * @param first Opens connections in less time.
   * @param second Sends requests in less time.
   */
  constructor(first: Dialer, second: Dialer) {
    this.#first = first;
    this.#second = second;
  }

  async fetch(request: WireRequest): Promise<Response> {
    this.#requests++;
    // Whoever asks but once needs no other connection.
    if (this.#requests === 2) this.#handOver(request.url);
    return await (this.#isHandedOver ? this.#second : this.#first).fetch(request);
  }

  async prepare(target: WireTarget): Promise<void> {
    await this.#first.prepare?.(target);
  }

  close(): void {
    this.#closed.abort();
    this.#first.close();
    this.#second.close();
  }

  #handOver(url: string): void {
    const ready = this.#second.prepare?.({ url, signal: this.#closed.signal });
    // The first one goes on where the second cannot connect.
    ready?.then(() => this.#isHandedOver = true, () => {});
  }
}
