/**
 * The end of a process by a failure that its own code does not handle: one line and the exit code of every
 * command, where it is one of the cluster or of Skiff. Any other failure is Deno's to tell. Layer 2.
 *
 * @module
 */
import { KubeError } from "../core/errors.ts";
import { endForClosedPipe } from "./console_output.ts";
import { describeFailure, isClosedPipe } from "./failure.ts";

/** Events that were made here, to ask the code's own listeners first. */
const asked = new WeakSet<Event>();

/**
 * Listens for failures that nobody handles, for as long as the process lasts.
 *
 * @param placeOf Finds where in the code it happened.
 */
export function endInOneLine(placeOf: (error: KubeError) => string | undefined): void {
  function endUnlessHandled(event: Event, again: Event, error: unknown): void {
    event.stopImmediatePropagation();
    event.preventDefault();
    asked.add(again);
    // Lets the code's own listeners see the event; where none handles it, this is the end.
    if (!globalThis.dispatchEvent(again)) return;
    if (!(error instanceof KubeError)) return endForClosedPipe();
    const { line, exitCode } = describeFailure(error);
    const place = placeOf(error);
    const text = `error: ${line ?? ""}\n${place === undefined ? "" : `    at ${place}\n`}`;
    Deno.stderr.writeSync(new TextEncoder().encode(text));
    Deno.exit(exitCode);
  }
  addEventListener("unhandledrejection", (event) => {
    const { promise, reason } = event;
    if (asked.has(event) || !isEnding(reason)) return;
    const again = new PromiseRejectionEvent(event.type, { promise, reason, cancelable: true });
    endUnlessHandled(event, again, reason);
  });
  addEventListener("error", (event) => {
    const { error, message, filename, lineno, colno } = event;
    if (asked.has(event) || !isEnding(error)) return;
    const again = new ErrorEvent(event.type, {
      error,
      message,
      filename,
      lineno,
      colno,
      cancelable: true,
    });
    endUnlessHandled(event, again, error);
  });
}

function isEnding(error: unknown): boolean {
  return error instanceof KubeError || isClosedPipe(error);
}
