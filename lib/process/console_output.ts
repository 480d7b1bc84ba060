/**
 * Ends the process when code of the user prints to a reader that has gone, as every program in a pipe
 * does: Deno's own `console.log` says nothing about it and would print on for ever. Layer 2.
 *
 * @module
 */

/**
 * Replaces `console.log`, `info` and `debug`. What they print stays the same; text with format directives
 * and text within groups goes on to the functions of Deno.
 *
 * @param onClosed Called when nobody reads standard output any more.
 */
export function watchConsole(onClosed: () => void): void {
  const encoder = new TextEncoder();
  const colors = Deno.stdout.isTerminal() && !Deno.noColor;
  let groups = 0;
  const { group, groupCollapsed, groupEnd } = console;
  console.group = function (...values: unknown[]) {
    groups++;
    group(...values);
  };
  console.groupCollapsed = function (...values: unknown[]) {
    groups++;
    groupCollapsed(...values);
  };
  console.groupEnd = function () {
    groups = Math.max(0, groups - 1);
    groupEnd();
  };
  function printer(original: (...values: unknown[]) => void): (...values: unknown[]) => void {
    return function (...values) {
      const [first] = values;
      const hasDirective = typeof first === "string" && first.includes("%") && values.length > 1;
      if (groups > 0 || hasDirective) return original(...values);
      const text = values.map((value) =>
        typeof value === "string" ? value : Deno.inspect(value, { colors })
      ).join(" ");
      try {
        let bytes = encoder.encode(`${text}\n`);
        while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        onClosed();
      }
    };
  }
  console.log = printer(console.log);
  console.info = printer(console.info);
  console.debug = printer(console.debug);
}

/** The sequences that colour text. */
// deno-lint-ignore no-control-regex -- they begin with ESC
const SGR_REGEXP = /(\x1b\[[0-9;]*m)/;
const PRINTERS = ["log", "info", "debug", "warn", "error"] as const;

/**
 * Makes the console harmless for a terminal: text that is printed may be of a cluster, so nothing in it
 * controls the terminal. What the console colours itself stays coloured.
 */
export async function sanitizeConsole(): Promise<void> {
  const { sanitize } = await import("../core/terminal.ts");
  const colors = !Deno.noColor;
  function harmless(value: unknown): unknown {
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
}
