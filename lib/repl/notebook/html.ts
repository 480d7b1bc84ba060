/**
 * HTML for a notebook: text of a cluster is text in it and never markup. Layer 7: pure.
 *
 * @module
 */
import { sanitize } from "../../core/terminal.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/**
 * Writes text so that it is only text in HTML, whether between tags or in a quoted attribute.
 *
 * @param text Any text.
 * @returns Markup in which nothing moves or hides other text.
 */
export function escapeHtml(text: string): string {
  return sanitize(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}

/**
 * Cuts long text, so that one object cannot fill a page.
 *
 * @param text Any text.
 * @param limit The most characters to keep.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit);
  return `${kept}\u2026 (${(text.length - limit).toLocaleString("en")} characters more)`;
}
