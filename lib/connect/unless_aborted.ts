/**
 * A wait that one of several callers can give up. Layer 1.
 *
 * @module
 */

/**
 * Waits for work that is shared, or gives up when the signal says so; the work itself goes on.
 *
 * @param result The work.
 * @param signal Ends the wait.
 * @returns What the work gave.
 * @throws the signal's reason.
 */
export async function unlessAborted<T>(
  result: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await result;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  function abort(): void {
    reject(signal?.reason);
  }
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
