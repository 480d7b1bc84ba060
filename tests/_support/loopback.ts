/**
 * What the test servers on loopback share: taking connections one by one, and telling what only says that
 * the other side has left.
 *
 * @module
 */

/**
 * Serves each connection that a listener takes, until the listener is closed.
 *
 * @param listener Closed by the caller.
 * @param serve Serves one connection to its end; `index` counts them from 0.
 * @returns When the listener was closed and everybody has been served.
 */
export async function serveEach<C extends Deno.Conn>(
  listener: { accept(): Promise<C> },
  serve: (connection: C, index: number) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  for (let index = 0;; index++) {
    const connection = await accept(listener);
    if (connection === undefined) break;
    const task = serve(connection, index);
    running.add(task);
    task.finally(() => running.delete(task));
  }
  await Promise.all(running);
}

/** The next connection; `undefined` when the listener was closed. */
async function accept<C extends Deno.Conn>(
  listener: { accept(): Promise<C> },
): Promise<C | undefined> {
  for (;;) {
    try {
      return await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource) return undefined;
      if (!isDisconnect(error)) throw error;
    }
  }
}

/** Whether an error says no more than that the other side has left. */
export function isDisconnect(error: unknown): boolean {
  return error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionAborted || error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.NotConnected;
}

/**
 * A port that nobody listens on: below those that a system hands out, so that no other process gets it
 * while a test runs.
 */
export const CLOSED_PORT = 2;
