/**
 * Quoted texts of JSONPath templates, with the escapes of Go strings. Layer 0: pure.
 *
 * @module
 */

const PIECE_REGEXP =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|[^\\]/uy;
const CONTROLS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * Replaces the escapes of a quoted text by what they stand for.
 *
 * @param content What stands between the quotes.
 * @param quote The quote around it: the other one may not be escaped.
 * @param fail Called with the index of an escape that Go does not know.
 */
export function unquote(content: string, quote: string, fail: (index: number) => never): string {
  // Escapes give bytes, so that two of them can make up one character.
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 0; index < content.length; index = PIECE_REGEXP.lastIndex) {
    PIECE_REGEXP.lastIndex = index;
    const [piece, letter, hex, octal, short, long] = PIECE_REGEXP.exec(content) ?? fail(index);
    if ((letter === '"' || letter === "'") && letter !== quote) fail(index);
    if (hex !== undefined || octal !== undefined) {
      const byte = hex === undefined ? parseInt(octal ?? "", 8) : parseInt(hex, 16);
      if (byte > 0xff) fail(index);
      bytes.push(byte);
      continue;
    }
    const code = short ?? long;
    const point = code === undefined ? undefined : parseInt(code, 16);
    if (point !== undefined && (point > 0x10ffff || point >= 0xd800 && point < 0xe000)) fail(index);
    const text = point !== undefined
      ? String.fromCodePoint(point)
      : letter === undefined
      ? piece ?? ""
      : CONTROLS[letter] ?? letter;
    bytes.push(...encoder.encode(text));
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
