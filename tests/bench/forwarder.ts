/**
 * Passes TCP connections on and counts them: how many connections a client opens cannot be seen otherwise
 * without changing the client.
 *
 * @module
 */

/** A forwarder on loopback. */
export class Forwarder implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #target: Deno.ConnectOptions;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #pumps = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;
  #count = 0;

  /** Listens on a free port of 127.0.0.1 and passes on to `target`. */
  constructor(target: Deno.ConnectOptions) {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  /** The port it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Connections since the last call. */
  takeCount(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      this.#count++;
      const pump = this.#pass(client).finally(() => this.#pumps.delete(pump));
      this.#pumps.add(pump);
    }
  }

  async #pass(client: Deno.TcpConn): Promise<void> {
    this.#open.add(client);
    try {
      const server = await Deno.connect(this.#target);
      this.#open.add(server);
      // One side that goes ends the pair, in whatever way it went.
      await Promise.allSettled([
        client.readable.pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
      this.#open.delete(server);
    } finally {
      this.#open.delete(client);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) {
      try {
        connection.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
    await this.#accepting;
    await Promise.allSettled(this.#pumps);
  }
}
