/**
 * What runs in a script's process before the script: a failure of the cluster or of Skiff that the script
 * does not handle ends it in one line and with its exit code, as with every command, and so does an output
 * that nobody reads any more. Layer 6.
 *
 * Nothing here confines the script; what does are the flags of its process, and the gate.
 *
 * @module
 */
import { watchConsole } from "../process/console_output.ts";
import { endInOneLine } from "../process/uncaught.ts";

// Little is loaded here, and nothing of Node: every script waits for it.
const LIBRARY = new URL("../../", import.meta.url).href;
/** In a build all lies in one folder, and nothing else. */
const OWN_REGEXP = import.meta.url.endsWith(".js") ? /^/ : /^(?:lib\/|mod\.ts$)/;

watchConsole();
endInOneLine(placeOf);

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
