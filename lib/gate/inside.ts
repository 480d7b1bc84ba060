/**
 * What runs in a script's process before the script: a failure of the cluster or of Skiff that the script
 * does not handle ends it in one line and with its exit code, as with every command. Layer 6.
 *
 * Nothing here confines the script; what does are the flags of its process, and the gate.
 *
 * @module
 */
import { KubeError } from "../core/errors.ts";
import { describeFailure } from "../process/failure.ts";

// Little is loaded here, and nothing of Node: every script waits for it.
const LIBRARY = new URL("../../", import.meta.url).href;
/** In a build all lies in one folder, and nothing else. */
const OWN_REGEXP = import.meta.url.endsWith(".js") ? /^/ : /^(?:lib\/|mod\.ts$)/;

/** Events that were made here, to ask the script's own listeners first. */
const asked = new WeakSet<Event>();

addEventListener("unhandledrejection", (event) => {
  const { promise, reason } = event;
  if (asked.has(event) || !(reason instanceof KubeError)) return;
  const again = new PromiseRejectionEvent(event.type, { promise, reason, cancelable: true });
  endUnlessHandled(event, again, reason);
});
addEventListener("error", (event) => {
  const { error, message, filename, lineno, colno } = event;
  if (asked.has(event) || !(error instanceof KubeError)) return;
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

/** Lets the script's own listeners see the event; where none handles it, this is the end. */
function endUnlessHandled(event: Event, again: Event, error: KubeError): void {
  event.stopImmediatePropagation();
  event.preventDefault();
  asked.add(again);
  if (!globalThis.dispatchEvent(again)) return;
  const { line, exitCode } = describeFailure(error);
  const place = placeOf(error);
  const text = `error: ${line ?? ""}\n${place === undefined ? "" : `    at ${place}\n`}`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
  Deno.exit(exitCode);
}

/** The first place of the stack that is not the library's. */
function placeOf({ stack }: Error): string | undefined {
  for (
    const [, place = "", module = ""] of (stack ?? "").matchAll(
      /\(?((\w+:[^\s()]*?):\d+:\d+)\)?$/gm,
    )
  ) {
    const isOwn = module.startsWith(LIBRARY) && OWN_REGEXP.test(module.slice(LIBRARY.length));
    if (!isOwn && !module.startsWith("ext:")) return place;
  }
  return undefined;
}
