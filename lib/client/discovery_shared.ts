/**
 * One call that several callers wait for. Layer 2: pure.
 *
 * @module
 */

/** Runs a call once for all who ask while it runs; each may stop waiting, the last one ends the call. */
export class SharedCall<T> {
  readonly #call: (signal: AbortSignal) => Promise<T>;
  #running: Running<T> | undefined;

  /** @param call The call; its signal is aborted when nobody waits any more. */
  constructor(call: (signal: AbortSignal) => Promise<T>) {
    this.#call = call;
  }

  /**
   * Joins the call that runs, or starts one.
   *
   * @param signal Ends the wait; its reason is what is thrown.
   * @returns What the call gives.
   */
  async join(signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    const running = this.#running ??= this.#start();
    running.waiting++;
    try {
      return await orAborted(running.answer, signal);
    } finally {
      running.waiting--;
      if (running.waiting === 0) this.#leave(running, signal);
    }
  }

  #start(): Running<T> {
    const controller = new AbortController();
    return { controller, answer: this.#call(controller.signal), waiting: 0 };
  }

  #leave(running: Running<T>, signal: AbortSignal | undefined): void {
    if (this.#running === running) this.#running = undefined;
    if (signal?.aborted === true) running.controller.abort(signal.reason);
  }
}

interface Running<T> {
  readonly controller: AbortController;
  readonly answer: Promise<T>;
  waiting: number;
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
