/**
 * What a JSON parser of Go says of a text, and which fields come twice in it. Layer 3.
 *
 * @module
 */

const WHITE = /[ \t\r\n]/;

/** One walk through a text. */
class Scanner {
  readonly text: string;
  position = 0;
  readonly duplicates: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is no blank, not taken. */
  peek(): string {
    while (WHITE.test(this.text[this.position] ?? "")) this.position++;
    return this.text[this.position] ?? "";
  }

  fail(where: string): never {
    const found = this.text[this.position];
    throw new ScanFault(
      found === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${quoteCharacter(found)} ${where}`,
    );
  }

  value(path: string): void {
    const next = this.peek();
    if (next === "{") return this.object(path);
    if (next === "[") return this.array(path);
    if (next === '"') return void this.string();
    const word = ["true", "false", "null"].find((literal) => literal[0] === next);
    if (word !== undefined) return this.literal(word);
    if (/[-0-9]/.test(next)) return this.number();
    this.fail("looking for beginning of value");
  }

  object(path: string): void {
    this.position++;
    const seen = new Set<string>();
    if (this.peek() === "}") return void this.position++;
    for (;;) {
      if (this.peek() !== '"') this.fail("looking for beginning of object key string");
      const key = this.string();
      const inner = path === "" ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.push(inner);
      seen.add(key);
      if (this.peek() !== ":") this.fail("after object key");
      this.position++;
      this.value(inner);
      const next = this.peek();
      if (next !== "," && next !== "}") this.fail("after object key:value pair");
      this.position++;
      if (next === "}") return;
    }
  }

  array(path: string): void {
    this.position++;
    if (this.peek() === "]") return void this.position++;
    for (let index = 0;; index++) {
      this.value(`${path}[${index}]`);
      const next = this.peek();
      if (next !== "," && next !== "]") this.fail("after array element");
      this.position++;
      if (next === "]") return;
    }
  }

  string(): string {
    const start = this.position++;
    for (;;) {
      const character = this.text[this.position];
      if (character === undefined || character < " ") this.fail("in string literal");
      this.position++;
      if (character === "\\") this.position++;
      if (character === '"') break;
    }
    const raw = this.text.slice(start, this.position);
    return raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
  }

  literal(word: string): void {
    for (const [index, letter] of [...word].entries()) {
      if (this.text[this.position] !== letter) {
        this.fail(`in literal ${word} (expecting ${quoteCharacter(word[index] ?? "")})`);
      }
      this.position++;
    }
  }

  number(): void {
    const match = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/.exec(
      this.text.slice(this.position),
    );
    if (match === null) {
      this.position++;
      this.fail("in numeric literal");
    }
    this.position += match[0].length;
  }
}

class ScanFault extends Error {}

function quoteCharacter(character: string): string {
  return character === "'" ? "'\\''" : character === '"' ? "'\"'" : `'${character}'`;
}

/**
 * Says what is wrong with a text that is no JSON.
 *
 * @param text The text.
 * @returns E.g. `unexpected end of JSON input`.
 */
export function describeJsonFault(text: string): string {
  const scanner = new Scanner(text);
  try {
    scanner.value("");
    if (scanner.peek() !== "") scanner.fail("after top-level value");
  } catch (error) {
    if (error instanceof ScanFault) return error.message;
    throw error;
  }
  return "invalid JSON";
}

/** How deep a body may be nested: what walks through it calls itself for each level. */
const MAX_DEPTH = 1000;

/**
 * Finds where a text is nested deeper than a body may be.
 *
 * @param text JSON, or YAML that is written like it.
 * @returns The brace or bracket that is one too many.
 */
export function findTooDeep(text: string): string | undefined {
  if (text.length <= MAX_DEPTH) return undefined;
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted) {
      if (character === "\\") index++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === "{" || character === "[") {
      if (++depth > MAX_DEPTH) return character;
    } else if (character === "}" || character === "]") depth--;
  }
  return undefined;
}

/**
 * Finds the fields that come twice in an object.
 *
 * @param text JSON.
 * @returns Their paths in the order of the text.
 */
export function findDuplicateFields(text: string): string[] {
  const scanner = new Scanner(text);
  scanner.value("");
  return [...new Set(scanner.duplicates)];
}
