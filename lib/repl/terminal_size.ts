/**
 * How much room there is. Layer 7.
 *
 * @module
 */

/** The size of the terminal of this process, where it is known. */
export function terminalSize(): { readonly columns: number; readonly rows: number } | undefined {
  try {
    return Deno.consoleSize();
  } catch {
    // A terminal may have no size, e.g. under some editors.
    return undefined;
  }
}
