/**
 * How many changes of a cluster this process has asked for: whoever ends the process in between has to say
 * so. Layer 0: no I/O.
 *
 * @module
 */

/** What is known of the changes so far; dry runs do not count. */
export interface WriteTally {
  /** How many were answered. */
  readonly answered: number;
  /** How many are under way. */
  readonly underWay: number;
}

let answered = 0;
let underWay = 0;
let held = false;
let onIdle: (() => void) | undefined;

/** Counts the changes so far. */
export function writeTally(): WriteTally {
  return { answered, underWay };
}

/**
 * Sends a change, and counts it.
 *
 * @param send Sends it.
 * @returns What it gives; never settles once {@link holdWrites} was called.
 */
export async function tallied<T>(send: () => Promise<T>): Promise<T> {
  if (held) await new Promise<never>(() => {});
  underWay++;
  try {
    const answer = await send();
    answered++;
    return answer;
  } finally {
    underWay--;
    if (underWay === 0) onIdle?.();
  }
}

/**
 * Lets no further change begin.
 *
 * @param whenIdle Called once none is under way any more; at once where none is.
 */
export function holdWrites(whenIdle: () => void): void {
  held = true;
  onIdle = whenIdle;
  if (underWay === 0) whenIdle();
}
