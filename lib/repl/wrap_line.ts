/**
 * Long notes on a terminal, which would cut them in the middle of words. Layer 7: pure.
 *
 * @module
 */
import { displayWidth } from "../core/terminal.ts";

/**
 * Breaks a line between words.
 *
 * @param line One line.
 * @param width Columns of the terminal; left out where it has none.
 * @returns The line, or several; a word that is longer than that is left whole.
 */
export function wrapLine(line: string, width: number | undefined): string {
  if (width === undefined || displayWidth(line) <= width) return line;
  const lines: string[] = [];
  let current: string | undefined;
  for (const word of line.split(" ")) {
    const longer: string = current === undefined ? word : `${current} ${word}`;
    if (current === undefined || displayWidth(longer) <= width) current = longer;
    else {
      lines.push(current);
      current = `  ${word}`;
    }
  }
  return [...lines, current ?? ""].join("\n");
}
