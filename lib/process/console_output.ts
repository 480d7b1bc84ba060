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
