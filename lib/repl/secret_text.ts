/**
 * Tells from the text of a line that somebody has written down what a Secret is to hold. Layer 7: pure.
 *
 * @module
 */

/**
 * Whether a text holds `stringData`, or the `data` of a Secret.
 *
 * @param text What was typed.
 * @param writesSecret Whether it is known to write a Secret; default: where it makes an object of that kind.
 */
export function holdsSecretText(text: string, writesSecret = false): boolean {
  if (/\bstringData\b/.test(text)) return true;
  if (!/\bdata\b/.test(text)) return false;
  return writesSecret || /\bkind\b["']?\s*:\s*["'`]?Secret\b/.test(text);
}

/**
 * Whether a text may hold what a Secret is to hold, told before it runs: a Secret is named in it, and `data` given.
 *
 * @param text What was typed, all of its lines.
 */
export function mayHoldSecretText(text: string): boolean {
  return holdsSecretText(text, /\bsecrets?\b/.test(text) && /\bdata\b["']?\s*:/.test(text));
}
