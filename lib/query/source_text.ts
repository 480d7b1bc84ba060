/**
 * The source of a predicate on one short line, for people. Layer 2: pure.
 *
 * @module
 */
import { safeLine } from "../core/message.ts";

const MAX_LENGTH = 60;
const CLOSING: ReadonlyMap<string, string> = new Map([["(", ")"], ["[", "]"], ["{", "}"]]);

/**
 * Shortens source text to one line: where it is too long, the smallest bracket whose content can be
 * left out to make it fit loses that content.
 *
 * @param source The source of a function.
 * @returns At most 60 characters without line breaks or control characters.
 */
export function shortenSource(source: string): string {
  const line = safeLine(source);
  if (line.length <= MAX_LENGTH) return line;
  const excess = line.length - MAX_LENGTH + 1;
  let best: { start: number; end: number } | undefined;
  for (const { start, end } of brackets(line)) {
    const size = end - start;
    if (size >= excess && (best === undefined || size < best.end - best.start)) {
      best = { start, end };
    }
  }
  return best === undefined
    ? `${line.slice(0, MAX_LENGTH - 1)}…`
    : `${line.slice(0, best.start)}…${line.slice(best.end)}`;
}

/** The ranges between matching brackets. Brackets inside strings only make the result less pretty. */
function* brackets(line: string): Generator<{ start: number; end: number }> {
  const open: { close: string; start: number }[] = [];
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index);
    const close = CLOSING.get(char);
    if (close !== undefined) {
      open.push({ close, start: index + 1 });
    } else if (open.at(-1)?.close === char) {
      const start = open.pop()?.start ?? index;
      yield { start, end: index };
    }
  }
}
