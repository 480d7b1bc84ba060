/**
 * Keeps secrets out of what people print: objects stay plain data, yet show less. Layer 1.
 *
 * @module
 */

import { HIDDEN, safeLine } from "../core/message.ts";

/**
 * Makes an object that holds secrets print a substitute in `Deno.inspect`, `console.log` and JSON.
 *
 * The properties themselves are untouched; the hooks are not enumerable, so that comparing, spreading
 * and iterating see plain data.
 *
 * @param value The object; it is changed in place.
 * @param shown What is printed instead.
 * @returns The same object.
 */
export function hideSecrets<T extends object>(value: T, shown: object): T {
  function inspectShown(inspect: (value: unknown, options: unknown) => string, options: unknown) {
    return inspect(shown, options);
  }
  function inspectShownForNode(
    _depth: number,
    options: unknown,
    inspect: (value: unknown, options: unknown) => string,
  ) {
    return inspect(shown, options);
  }
  function shownForJson() {
    return shown;
  }
  Object.defineProperties(value, {
    [Symbol.for("Deno.customInspect")]: { value: inspectShown },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: inspectShownForNode },
    toJSON: { value: shownForJson },
  });
  return value;
}

/** Long runs of base64 with both letters and digits, and JSON web tokens: paths and words are neither. */
const TOKEN_REGEXP =
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)*|(?=[A-Za-z_+=-]*\d)(?=[\d_+=-]*[A-Za-z])[A-Za-z0-9_+=-]{24,}/g;
const PEM_REGEXP = /-----BEGIN [\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g;
const MAX_OUTPUT_LENGTH = 300;

/**
 * Makes what another program said fit for a message: the end of it in one line, without what could
 * control a terminal, without the values given, and without what looks like a token or a key.
 *
 * @param text What it said.
 * @param values Secrets that it was given; those shorter than six characters are words, and stay.
 * @returns The line; may be empty.
 */
export function redactOutput(text: string, values: readonly string[]): string {
  let shown = text;
  for (const value of values) {
    if (value.length >= 6) shown = shown.replaceAll(value, HIDDEN);
  }
  shown = safeLine(shown.replace(PEM_REGEXP, HIDDEN).replace(TOKEN_REGEXP, HIDDEN));
  return shown.length > MAX_OUTPUT_LENGTH ? `...${shown.slice(3 - MAX_OUTPUT_LENGTH)}` : shown;
}
