/**
 * Timers that go off when the test says so: what it tests is what happens then, not how fast the machine is.
 *
 * @module
 */

/** Timers that are held back. */
export interface HeldTimers extends Disposable {
  /** How many wait for {@link HeldTimers.fire}. */
  readonly waiting: number;
  /** Lets those that wait go off, the oldest first. */
  fire(): void;
}

/**
 * Holds every timer of one of these delays until it is let go off; all others run as ever.
 *
 * @param delaysMs Which ones, in milliseconds.
 */
export function holdTimers(...delaysMs: readonly number[]): HeldTimers {
  const { setTimeout, clearTimeout } = globalThis;
  const held = new Map<number, () => void>();
  // None that the runtime gives.
  let lastId = -1;
  // deno-lint-ignore no-explicit-any -- of a type for each runtime whose types are loaded
  const globals = globalThis as any;
  globals.setTimeout = (
    callback: (...args: unknown[]) => void,
    delayMs = 0,
    ...args: unknown[]
  ) => {
    if (!delaysMs.includes(delayMs)) return setTimeout(callback, delayMs, ...args);
    held.set(--lastId, () => callback(...args));
    return lastId;
  };
  globals.clearTimeout = (id: number) => {
    if (!held.delete(id)) clearTimeout(id);
  };
  return {
    get waiting() {
      return held.size;
    },
    fire() {
      const due = [...held.values()];
      held.clear();
      for (const callback of due) callback();
    },
    [Symbol.dispose]() {
      Object.assign(globals, { setTimeout, clearTimeout });
    },
  };
}
