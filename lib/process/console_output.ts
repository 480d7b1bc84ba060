/**
 * Ends the process when code of the user prints to a reader that has gone, as every program in a pipe
 * does: Deno's own console says nothing about it and would print on for ever. Layer 2.
 *
 * @module
 */
import { holdWrites, writeTally } from "../core/write_tally.ts";
import { CLOSED_PIPE_EXIT_CODE } from "./failure.ts";

/** Makes a console that hands over what it would print; level 2 and above is for standard error. */
type ConsoleConstructor = new (print: (text: string, level: number) => void) => object;

let watched = false;

/**
 * Replaces the methods of the global console by those of one that formats likewise, since it is of Deno too,
 * and prints by writes that fail where nobody reads: then the process ends.
 */
export function watchConsole(): void {
  const Console = denoConsole();
  if (watched || Console === undefined) return;
  watched = true;
  const encoder = new TextEncoder();
  const own = new Console((text, level) => {
    const file = level > 1 ? Deno.stderr : Deno.stdout;
    try {
      let bytes = encoder.encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      // A message that nobody reads is no reason to stop.
      if (level <= 1) endForClosedPipe();
    }
  });
  for (const [name, method] of Object.entries(own)) {
    if (typeof method === "function") Reflect.set(console, name, method);
  }
}

/** The class of Deno's own console, which has no public name. */
function denoConsole(): ConsoleConstructor | undefined {
  const internal: unknown = Reflect.get(Deno, Reflect.get(Deno, "internal"));
  const found: unknown = typeof internal === "object" && internal !== null
    ? Reflect.get(internal, "Console")
    : undefined;
  return typeof found === "function" ? found as ConsoleConstructor : undefined;
}

/** The sequences that colour text. */
// deno-lint-ignore no-control-regex -- they begin with ESC
const SGR_REGEXP = /(\x1b\[[0-9;]*m)/;
const PRINTERS = ["log", "info", "debug", "warn", "error"] as const;
/** Those that need the values themselves. */
const FORMERS = ["dir", "dirxml", "table", "trace", "assert", "group", "groupCollapsed"] as const;

/**
 * Makes the console harmless for a terminal: text that is printed may be of a cluster, so nothing in it
 * controls the terminal. What the console colours itself stays coloured.
 *
 * @param mask Hides what is not to be printed; left out: nothing is hidden.
 */
export async function sanitizeConsole(mask?: (value: unknown) => unknown): Promise<void> {
  const { sanitize } = await import("../core/terminal.ts");
  const colors = !Deno.noColor;
  function harmless(given: unknown): unknown {
    const value = mask === undefined ? given : mask(given);
    if (typeof value === "string") return sanitize(value);
    if (typeof value !== "object" || value === null) return value;
    // A message of an error stands in it as it is.
    return Deno.inspect(value, { colors }).split(SGR_REGEXP)
      .map((part, index) => index % 2 === 0 ? sanitize(part) : part).join("");
  }
  for (const name of PRINTERS) {
    const print = console[name];
    console[name] = (...values: unknown[]) => print(...values.map(harmless));
  }
  if (mask === undefined) return;
  for (const name of FORMERS) {
    const print = console[name] as (...values: unknown[]) => void;
    console[name] = (...values: unknown[]) => print(...values.map(mask));
  }
}

/** So long the answers to changes that were sent already are waited for. */
const PATIENCE_MS = 5000;

let since: number | undefined;

/**
 * Ends the process as every program in a pipe ends: without a word where it has only read. No further change
 * of the cluster is begun, those under way are waited for, and what was changed until then is said, so that
 * nobody takes the half for the whole.
 */
export function endForClosedPipe(): void {
  if (since !== undefined) {
    // Code that never waits would print on and on.
    if (Date.now() - since > PATIENCE_MS) end();
    return;
  }
  since = Date.now();
  setTimeout(end, PATIENCE_MS);
  holdWrites(end);
}

function end(): never {
  const { answered, underWay } = writeTally();
  if (answered + underWay > 0) {
    const lost = underWay === 0 ? "" : `, and ${underWay} more without an answer`;
    const text = "error: Cannot print: nobody reads the output any more: ended after " +
      `${answered} ${answered === 1 ? "change" : "changes"} in the cluster${lost}\n`;
    try {
      Deno.stderr.writeSync(new TextEncoder().encode(text));
    } catch {
      // Nobody reads standard error either.
    }
  }
  return Deno.exit(CLOSED_PIPE_EXIT_CODE);
}
