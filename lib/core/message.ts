/**
 * Text of other origin in messages. Layer 0: pure.
 *
 * @module
 */

/** What stands in the place of a secret wherever something is shown. */
export const HIDDEN = "[hidden]";

/**
 * Makes a sentence of somebody else fit into a message: on one line, without control characters and
 * without its full stop.
 *
 * @param text Any text, e.g. what a server said.
 */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out here
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim().replace(/\.$/, "");
}
