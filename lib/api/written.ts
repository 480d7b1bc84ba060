/**
 * What was done to an object that a verb has just given back, so that a shell can say it as kubectl does
 * instead of printing the object. Layer 5.
 *
 * @module
 */

/** What was done to an object. */
export interface Written {
  /** The object as kubectl names it, e.g. `deployment/web`. */
  readonly name: string;
  /** What became of it, e.g. `labeled`. */
  readonly state: string;
  /** Whether the server only said what would become of it. */
  readonly dryRun: boolean;
}

let written = new WeakMap<object, Written>();

/** Remembers what was done to an object. */
export function rememberWritten<T extends object>(object: T, what: Written): T {
  written.set(object, what);
  return object;
}

/** Tells what was done to an object since {@link forgetWritten}. */
export function writtenOf(object: object): Written | undefined {
  return written.get(object);
}

/** Forgets what was done: an object that is shown later is shown for itself. */
export function forgetWritten(): void {
  written = new WeakMap();
}
