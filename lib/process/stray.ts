/**
 * What becomes of failures that nobody waits for: a promise that the user's own code left alone, an
 * exception in a timer. Layer 2.
 *
 * @module
 */

type FailureListener = (error: unknown) => void;

let listener: FailureListener | undefined;

/**
 * Hands stray failures to a function instead of ending the process with a stack trace.
 *
 * @param onFailure Takes each failure; replaces the function given before.
 */
export function onStrayFailure(onFailure: FailureListener): void {
  if (listener === undefined) {
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      listener?.(event.reason);
    });
    addEventListener("error", (event) => {
      event.preventDefault();
      listener?.(event.error);
    });
  }
  listener = onFailure;
}
