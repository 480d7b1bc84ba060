/**
 * What a script makes of the words behind it, as far as its text tells. Layer 6.
 *
 * @module
 */

/** Such a script knows its options, and refuses all others before it sends anything. */
const TOOL = /^\s*import\s*\{[^}]*\bscript\b[^}]*\}\s*from\b[^]*\.main\(/m;

/**
 * Tells whether a script makes a command-line tool of itself, by `script()`.
 *
 * @param text The script.
 */
export function isTool(text: string): boolean {
  return TOOL.test(text);
}

/**
 * Tells whether a script reads its words: false only where it is certain that it does not, since it does not
 * speak of arguments, and imports nothing but Skiff.
 *
 * @param text The script.
 */
export function readsWords(text: string): boolean {
  if (/arg[sv]|\.main\s*\(|\bimport\s*\(/i.test(text)) return true;
  const imported = text.matchAll(/\b(?:from|import)\s*["']([^"']*)["']/g);
  return [...imported].some(([, name = ""]) => !/^skiff(?:\/|$)/.test(name));
}
