/**
 * How earlier inputs stand in a file and on the screen: as at the prompt, with dots before each further line.
 * Layer 7: pure.
 *
 * @module
 */

const MARK = "...";

/**
 * Writes an input.
 *
 * @param input What was typed, of one line or several.
 * @returns Its lines, the further ones behind dots; without a line break at the end.
 */
export function formatInput(input: string): string {
  const [first = "", ...rest] = input.split("\n");
  return [first, ...rest.map((line) => line === "" ? MARK : `${MARK} ${line}`)].join("\n");
}

/**
 * Reads inputs.
 *
 * @param text What {@link formatInput} wrote, each with a line break behind it.
 * @returns The inputs, in their order.
 */
export function parseInputs(text: string): readonly string[] {
  const inputs: string[] = [];
  for (const line of text.split("\n")) {
    const last = inputs.length - 1;
    if (isFurtherLine(line) && last >= 0) inputs[last] += `\n${line.slice(MARK.length + 1)}`;
    else if (line !== "") inputs.push(line);
  }
  return inputs;
}

/** Tells whether a line would be read as one more of the input before it. */
export function isFurtherLine(line: string): boolean {
  return line === MARK || line.startsWith(`${MARK} `);
}
