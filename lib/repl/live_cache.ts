/**
 * Names of the cluster for completion: kept for a moment, never waited for long. Layer 7.
 *
 * @module
 */

/** How long an answer counts, in milliseconds. */
const KEPT_MS = 10_000;
/** How long a question may take at all. */
const LIMIT_MS = 5000;
const MAX_ENTRIES = 200;

interface Entry {
  readonly atMs: number;
  readonly answer: Promise<unknown>;
}

/** Keeps answers of the cluster. */
export class LiveCache {
  readonly #entries = new Map<string, Entry>();

  /**
   * Gives an answer that is young enough, or asks. A question whose answer is waited for by nobody any more goes
   * on: the next one finds it.
   *
   * @param key What is asked.
   * @param ask Asks the cluster.
   * @returns The answer, or `undefined` where the cluster does not give one.
   */
  async get<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const kept = this.#entries.get(key);
    if (kept !== undefined && performance.now() - kept.atMs < KEPT_MS) {
      return await kept.answer as T | undefined;
    }
    // What may not be listed, or not now, cannot be completed: the user types it.
    const answer = ask(AbortSignal.timeout(LIMIT_MS)).catch(() => undefined);
    this.#entries.delete(key);
    this.#entries.set(key, { atMs: performance.now(), answer });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    return await answer;
  }
}

/**
 * Waits for a result, but not long.
 *
 * @param work What is waited for; it goes on in any case.
 * @param limitMs For how long.
 * @returns The result, or `undefined` where it is not there in time.
 */
export async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
