/**
 * What stands around the cursor in a text that is not finished: open brackets and strings, the expression
 * before it. Layer 7: pure.
 *
 * @module
 */

/** An open bracket. */
export interface OpenBracket {
  readonly bracket: "(" | "[" | "{";
  /** Where it stands. */
  readonly at: number;
}

/** What stands around the end of a text. */
export interface Cursor {
  /** The string that the cursor is in: its quote, and where it begins. */
  readonly string: { readonly quote: string; readonly at: number } | undefined;
  /** The brackets that are open, outermost first. */
  readonly open: readonly OpenBracket[];
  /** Where the bracket stands that a closing one belongs to. */
  readonly pairs: ReadonlyMap<number, number>;
}

const CLOSING: ReadonlyMap<string, string> = new Map([[")", "("], ["]", "["], ["}", "{"]]);

/**
 * Reads a text up to the cursor.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { string, open } = readCursor('ns("shop").pod("we');
 * assert.deepEqual(string, { quote: '"', at: 15 });
 * assert.deepEqual(open, [{ bracket: "(", at: 14 }]);
 * ```
 *
 * @param text The text before the cursor.
 */
export function readCursor(text: string): Cursor {
  const open: OpenBracket[] = [];
  const pairs = new Map<number, number>();
  let string: { quote: string; at: number } | undefined;
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (string !== undefined) {
      if (char === "\\") index++;
      else if (char === string.quote) string = undefined;
      continue;
    }
    if (char === '"' || char === "'" || char === "`") string = { quote: char, at: index };
    else if (char === "(" || char === "[" || char === "{") open.push({ bracket: char, at: index });
    else if (CLOSING.has(char)) {
      if (CLOSING.get(char) === open.at(-1)?.bracket) pairs.set(index, open.pop()!.at);
    } else if (char === "/" && text.charAt(index + 1) === "/") {
      const end = text.indexOf("\n", index);
      index = end < 0 ? text.length : end;
    }
  }
  return { string, open, pairs };
}

/**
 * Finds where the expression begins that ends at a place: names joined by dots, calls, indexes.
 *
 * @param text The text.
 * @param end Behind its last character.
 * @param pairs See {@link Cursor.pairs}.
 * @returns Its beginning; `end` where there is none.
 */
export function chainStart(
  text: string,
  end: number,
  pairs: ReadonlyMap<number, number>,
): number {
  let start = end;
  let position = skipBlanks(text, end);
  for (;;) {
    const last = text.charAt(position - 1);
    if (last === ")" || last === "]") {
      const opening = pairs.get(position - 1);
      if (opening === undefined) return start;
      start = opening;
      position = opening;
      // What is called or indexed stands right before the bracket, or the bracket only groups.
      if (!/[\w$)\]]/.test(text.charAt(position - 1))) return start;
      continue;
    }
    const name = /[\w$]+$/.exec(text.slice(0, position))?.[0];
    if (name === undefined) return start;
    start = position - name.length;
    const before = skipBlanks(text, start);
    if (text.charAt(before - 1) !== ".") return start;
    position = skipBlanks(text, text.charAt(before - 2) === "?" ? before - 2 : before - 1);
  }
}

function skipBlanks(text: string, end: number): number {
  let position = end;
  while (position > 0 && /\s/.test(text.charAt(position - 1))) position--;
  return position;
}
