/**
 * A relay of TCP connections that can turn to another target, and stop passing anything on: a link that is
 * dead and does not say so.
 *
 * @module
 */

/** A running relay. */
export interface TcpRelay extends AsyncDisposable {
  readonly port: number;
  /** Sends new connections to another port on loopback, and ends those there are. */
  turnTo(target: number): void;
  /** Passes nothing on from now on; the connections stay open. */
  freeze(): void;
  /** Passes nothing on for the connections there are, for ever, as a VPN that has lost its state does. */
  strand(): void;
  /** Passes everything on again, what came meanwhile included. */
  thaw(): void;
}

/**
 * Starts a relay on loopback.
 *
 * @param target Port on loopback.
 */
export function startTcpRelay(target: number): TcpRelay {
  const hostname = "127.0.0.1";
  const listener = Deno.listen({ hostname, port: 0 });
  const sockets = new Set<Deno.Conn>();
  const running = new Set<Promise<void>>();
  let port = target;
  let frozen: PromiseWithResolvers<void> | undefined;
  let stranded = new AbortController();

  async function pump(from: Deno.Conn, to: Deno.Conn, lost: AbortSignal): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (;;) {
        const count = await from.read(buffer);
        while (frozen !== undefined) await frozen.promise;
        if (lost.aborted && count !== null) continue;
        if (count === null) break;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch {
      // Either side may leave at any time; both are closed then.
    }
    for (const socket of [from, to]) {
      if (sockets.delete(socket)) socket.close();
    }
  }

  async function serve(near: Deno.Conn): Promise<void> {
    sockets.add(near);
    let far: Deno.Conn;
    try {
      far = await Deno.connect({ hostname, port });
    } catch {
      if (sockets.delete(near)) near.close();
      return;
    }
    sockets.add(far);
    const { signal } = stranded;
    await Promise.all([pump(near, far, signal), pump(far, near, signal)]);
  }

  async function acceptAll(): Promise<void> {
    for await (const socket of listener) {
      const task = serve(socket);
      running.add(task);
      task.finally(() => running.delete(task));
    }
  }
  const accepting = acceptAll();

  function closeAll(): void {
    for (const socket of sockets) socket.close();
    sockets.clear();
  }

  return {
    port: listener.addr.port,
    turnTo(target) {
      port = target;
      closeAll();
    },
    strand() {
      stranded.abort();
      stranded = new AbortController();
    },
    freeze() {
      frozen ??= Promise.withResolvers();
    },
    thaw() {
      frozen?.resolve();
      frozen = undefined;
    },
    async [Symbol.asyncDispose]() {
      frozen?.resolve();
      frozen = undefined;
      listener.close();
      closeAll();
      await accepting;
      await Promise.all(running);
    },
  };
}
