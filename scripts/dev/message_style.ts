/**
 * How an error message has to read.
 *
 * @module
 */

const CONTRACTION_REGEXP =
  /\b(?:\w+n['’]t|(?:it|that|there|what|he|she|let)['’]s|\w+['’](?:re|ve|ll)|i['’]m)\b/i;

/**
 * Says what is wrong with a message; undefined when nothing is.
 *
 * @param text The message, with "…" for what is put in when it is made.
 */
export function messageProblem(text: string): string | undefined {
  const contraction = CONTRACTION_REGEXP.exec(text)?.[0];
  if (contraction !== undefined) return `An error message writes "${contraction}" in full`;
  if (/[.!]$/.test(text.trimEnd()) && !text.endsWith("...")) {
    return "An error message ends without a period";
  }
  if (/^\p{Ll}/u.test(text)) return "An error message starts with a capital letter";
  if (/^\s|\s$/.test(text)) return "An error message has no space around it";
  return undefined;
}
