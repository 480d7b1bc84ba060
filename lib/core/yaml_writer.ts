/**
 * YAML as `kubectl -o yaml` prints it: sorted keys, lists not indented under their key, quotes where
 * a text would be read as something else, lines folded after 80 columns. Layer 0: pure.
 *
 * Three texts are in double quotes that kubectl writes otherwise, because they would not be read back
 * everywhere: the key `<<`, what holds U+2028 or U+2029, and a whole document that is one text with
 * several lines of which the first is indented or empty.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { formatGoNumber } from "./go_number.ts";
import { needsYamlQuotes } from "./yaml_scalar.ts";

type Style = "plain" | "single" | "double" | "literal";

const INDENT = 2;
const WIDTH = 80;
const MAX_KEY_BYTES = 128;
const MAX_DEPTH = 1000;
/** What may not stand at the start of a plain text. */
const START_REGEXP = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|---|\.\.\.)/;
const INSIDE_REGEXP = /:(?:[ \t\n]|$)|[ \t\n]#/;
/** Control characters, but also all beyond U+FFFF: go-yaml escapes them. */
const SPECIAL_REGEXP = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\x1b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x85", "\\N"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

/**
 * Prints a JSON value as a YAML document that ends with a line break.
 *
 * @param value Objects, lists, texts, numbers, booleans, `null`, and what a `toJSON()` gives; members that
 * are `undefined` are left out.
 * @throws {QueryError} when the value holds what JSON cannot hold, or itself.
 */
export function writeYaml(value: unknown): string {
  const writer = new YamlWriter();
  writer.node(value, "root");
  return writer.finish();
}

class YamlWriter {
  readonly #output: string[] = [];
  readonly #path = new Set<object>();
  #column = 0;
  #indent = -1;
  /** Whether the last thing written separates what follows. */
  #separated = true;
  /** Whether only indentation and indicators stand in the line. */
  #fresh = true;

  finish(): string {
    if (this.#column > 0) this.#break();
    return this.#output.join("");
  }

  node(value: unknown, context: "root" | "item" | "value"): void {
    switch (typeof value) {
      case "string":
        return this.#scalar(value, styleOf(value, context === "root" ? "root" : "value"), false);
      case "boolean":
        return this.#scalar(String(value), "plain", false);
      case "number":
        if (!Number.isFinite(value)) throw failure(`${value} is not a number that JSON knows`);
        return this.#scalar(formatGoNumber(value, 2 ** 64), "plain", false);
      case "object":
        if (value === null) return this.#scalar("null", "plain", false);
        // What says itself how it is to be shown as data, e.g. a secret or a date, is shown so.
        if ("toJSON" in value && typeof value.toJSON === "function") {
          return this.node(value.toJSON(), context);
        }
        return this.#collection(value, context);
      default:
        throw failure(`a ${typeof value} has no form in JSON`);
    }
  }

  #collection(value: object, context: "root" | "item" | "value"): void {
    if (this.#path.has(value)) throw failure("an object holds itself");
    if (this.#path.size >= MAX_DEPTH) throw failure(`it is nested deeper than ${MAX_DEPTH}`);
    this.#path.add(value);
    const outer = this.#indent;
    if (Array.isArray(value)) this.#list(value, context === "value");
    else this.#map(value);
    this.#indent = outer;
    this.#path.delete(value);
  }

  #list(items: readonly unknown[], asValue: boolean): void {
    if (items.length === 0) return this.#indicator("[]", false, false);
    if (this.#indent < 0) this.#indent = 0;
    else if (!asValue || this.#fresh) this.#indent += INDENT;
    for (const item of items) {
      this.#startLine();
      this.#indicator("-", false, true);
      this.node(item === undefined ? null : item, "item");
    }
  }

  #map(map: object): void {
    const entries = Object.entries(map).filter(([, value]) => value !== undefined);
    if (entries.length === 0) return this.#indicator("{}", false, false);
    entries.sort(([left], [right]) => compareKeys(left, right));
    this.#indent = this.#indent < 0 ? 0 : this.#indent + INDENT;
    for (const [key, value] of entries) {
      this.#startLine();
      if (isSimpleKey(key)) {
        this.#scalar(key, styleOf(key, "key"), true);
        this.#write(":");
        this.#separated = false;
        this.#fresh = false;
      } else {
        this.#indicator("?", false, true);
        this.#scalar(key, styleOf(key, "value"), false);
        this.#startLine();
        this.#indicator(":", false, true);
      }
      this.node(value, "value");
    }
  }

  #scalar(text: string, style: Style, isKey: boolean): void {
    if (!this.#separated) this.#write(" ");
    const outer = this.#indent;
    this.#indent = outer < 0 ? INDENT : outer + INDENT;
    switch (style) {
      case "plain":
        this.#folded(text, !isKey);
        break;
      case "single":
        this.#write("'");
        this.#folded(text.replaceAll("'", "''"), !isKey);
        this.#write("'");
        break;
      case "double":
        this.#doubleQuoted(text, !isKey);
        break;
      case "literal":
        this.#literal(text);
        break;
    }
    this.#indent = outer;
    this.#separated = style === "literal";
    this.#fresh = style === "literal";
  }

  #folded(text: string, mayBreak: boolean): void {
    if (!mayBreak || this.#column + text.length <= WIDTH) return this.#write(text);
    const pieces = text.split(/(?<! ) (?! )/);
    pieces.forEach((piece, index) => {
      const inside = index > 1 || index === 1 && pieces[0] !== "";
      if (
        index > 0 && this.#column > WIDTH && inside && (index < pieces.length - 1 || piece !== "")
      ) {
        this.#fresh = false;
        this.#startLine();
      } else if (index > 0) {
        this.#write(" ");
      }
      this.#write(piece);
    });
  }

  #doubleQuoted(text: string, mayBreak: boolean): void {
    this.#write('"');
    // go-yaml escapes every character of a text that begins with a byte order mark.
    const escapeAll = text.startsWith("\ufeff");
    const chars = [...text];
    let afterSpace = false;
    chars.forEach((char, index) => {
      const inside = index > 0 && index < chars.length - 1;
      if (
        escapeAll || char === '"' || char === "\\" || char === "\n" || SPECIAL_REGEXP.test(char)
      ) {
        this.#write(escapeChar(char));
        afterSpace = false;
      } else if (char === " " && mayBreak && !afterSpace && this.#column > WIDTH && inside) {
        this.#fresh = false;
        this.#startLine();
        if (chars[index + 1] === " ") this.#write("\\");
        afterSpace = true;
      } else {
        this.#write(char);
        afterSpace = char === " ";
      }
    });
    this.#write('"');
  }

  #literal(text: string): void {
    const indentHint = /^[ \n]/.test(text) ? String(INDENT) : "";
    const chomping = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
    this.#write(`|${indentHint}${chomping}`);
    this.#break();
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      if (line !== "") this.#write(" ".repeat(this.#indent) + line);
      if (index < lines.length - 1) this.#break();
    });
  }

  #startLine(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#fresh || this.#column > indent || this.#column === indent && !this.#separated) {
      this.#break();
    }
    if (this.#column < indent) this.#write(" ".repeat(indent - this.#column));
    this.#separated = true;
    this.#fresh = true;
  }

  #indicator(text: string, separates: boolean, keepsFresh: boolean): void {
    this.#write(this.#separated ? text : ` ${text}`);
    this.#separated = separates;
    this.#fresh &&= keepsFresh;
  }

  #break(): void {
    this.#output.push("\n");
    this.#column = 0;
  }

  #write(text: string): void {
    this.#output.push(text);
    this.#column += codePoints(text);
  }
}

function styleOf(text: string, place: "root" | "key" | "value"): Style {
  if (SPECIAL_REGEXP.test(text) || / \n/.test(text)) return "double";
  if (text.includes("\n")) {
    const literal = place === "value" || place === "root" && !/^[ \n]/.test(text);
    return literal && !text.endsWith(" ") ? "literal" : "double";
  }
  if (needsYamlQuotes(text) || place === "key" && text === "<<") return "double";
  if (/^ | $/.test(text) || START_REGEXP.test(text) || INSIDE_REGEXP.test(text)) return "single";
  return "plain";
}

function isSimpleKey(key: string): boolean {
  return !/[\n\r\x85\u2028\u2029]/.test(key) &&
    new TextEncoder().encode(key).length <= MAX_KEY_BYTES;
}

function escapeChar(char: string): string {
  const known = ESCAPES.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  // A lone surrogate is no character; Go holds U+FFFD in its place.
  const point = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
  const [letter, digits] = point <= 0xff ? ["x", 2] : point <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${letter}${point.toString(16).toUpperCase().padStart(digits, "0")}`;
}

/** Orders keys as go-yaml does: numbers in them by value, letters after everything else. */
function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [charA = "", charB = ""] = [a[index], b[index]];
    if (charA === charB) continue;
    const [letterA, letterB] = [isLetter(charA), isLetter(charB)];
    if (letterA && letterB) return compareChars(charA, charB);
    if (letterA || letterB) return letterA ? 1 : -1;
    const [runA, runB] = [digitsFrom(a, index), digitsFrom(b, index)];
    const after = (charA === "0" || charB === "0") && followsNumber(a, index) ? "1" : "";
    const [numberA, numberB] = [BigInt(after + runA || "0"), BigInt(after + runB || "0")];
    if (numberA !== numberB) return numberA < numberB ? -1 : 1;
    if (runA.length !== runB.length) return runA.length - runB.length;
    return compareChars(charA, charB);
  }
  return a.length - b.length;
}

function digitsFrom(chars: readonly string[], start: number): string {
  let end = start;
  while (/^[0-9]$/.test(chars[end] ?? "")) end++;
  return chars.slice(start, end).join("");
}

function followsNumber(chars: readonly string[], index: number): boolean {
  for (let before = index - 1; /^[0-9]$/.test(chars[before] ?? ""); before--) {
    if (chars[before] !== "0") return true;
  }
  return false;
}

function isLetter(char: string): boolean {
  return /^\p{L}$/u.test(char);
}

function compareChars(left: string, right: string): number {
  return (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function failure(fault: string): QueryError {
  return new QueryError(`Cannot format YAML: ${fault}`);
}
