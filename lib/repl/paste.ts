/**
 * What a terminal marks as pasted, kept apart from what was typed ("bracketed paste"). Layer 7: pure.
 *
 * @module
 */

/** Asks the terminal to mark what is pasted. */
export const MARK_PASTES = "\x1b[?2004h";
/** Asks it to pass on what is pasted like any keys. */
export const LEAVE_PASTES = "\x1b[?2004l";

/** Text that came from the terminal, and how. */
export interface TerminalInput {
  readonly type: "keys" | "paste";
  readonly text: string;
}

const BEGIN = "\x1b[200~";
const END = "\x1b[201~";

/** Finds what was pasted; its marks may come in several parts. */
export class PasteReader {
  #pasted: string | undefined;
  #rest = "";

  /**
   * Takes what the terminal sent.
   *
   * @returns Keys and whole pastes in their order; what is not complete comes later.
   */
  read(text: string): readonly TerminalInput[] {
    const found: TerminalInput[] = [];
    let left = this.#rest + text;
    this.#rest = "";
    while (left !== "") {
      const mark = this.#pasted === undefined ? BEGIN : END;
      const at = left.indexOf(mark);
      const length = at < 0 ? left.length - beginningOf(mark, left) : at;
      const before = left.slice(0, length);
      if (this.#pasted !== undefined) this.#pasted += before;
      else if (before !== "") found.push({ type: "keys", text: before });
      if (at < 0) {
        this.#rest = left.slice(length);
        break;
      }
      left = left.slice(at + mark.length);
      if (this.#pasted === undefined) this.#pasted = "";
      else {
        found.push({ type: "paste", text: this.#pasted });
        this.#pasted = undefined;
      }
    }
    return found;
  }
}

/** How much of a mark stands at the end of a text; Escape alone is a key. */
function beginningOf(mark: string, text: string): number {
  for (let length = mark.length - 1; length > 1; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** Controls, and what reorders text unseen; line breaks are left. */
const CONTROL_REGEXP =
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g;

/**
 * Takes from a pasted text what would act as a key or would not be seen.
 *
 * @param text What was pasted.
 * @returns Its lines, without the empty ones at the end; at least one.
 */
export function pastedLines(text: string): readonly string[] {
  const plain = text
    .replace(/\r\n?/g, "\n")
    .replaceAll("\t", "  ")
    .replace(CONTROL_REGEXP, "")
    .replace(/(?:\n[ ]*)+$/, "");
  return plain.split("\n");
}
