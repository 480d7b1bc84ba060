/**
 * Reads the YAML that kubectl and its like write kubeconfigs in: nested keys and lists of plain words.
 * That is done before the parser for all of YAML is even loaded; whatever is not certain is left to it.
 * Layer 1.
 *
 * @module
 */

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Something that only the whole parser can judge. */
class Uncertain extends Error {}

const KEY_REGEXP = /^([A-Za-z][A-Za-z0-9_./-]*):(?: +(\S.*))?$/;
/** Cannot be anything but a text: it starts as a word, a path or a flag, and has no mark of YAML in it. */
const TEXT_REGEXP = /^(?:--)?[A-Za-z/][A-Za-z0-9+/=_.@-]*(?::[A-Za-z0-9+/=_.@-]+)*$/;
const QUOTED_REGEXP = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]*)"|'([\x20-\x26\x28-\x7e]*)')$/;
/** Words that are truth values or nothing to some reader of YAML. */
const WORD_REGEXP = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * Reads a document of plain nested keys and lists.
 *
 * @param text The text.
 * @returns The document, or `undefined` where the text is anything but plain.
 */
export function parsePlainYaml(text: string): unknown {
  try {
    const reader = new PlainReader(linesOf(text));
    return reader.document();
  } catch (error) {
    if (error instanceof Uncertain) return undefined;
    throw error;
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const line of text.split(/\r?\n/)) {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - content.length;
    if (line.slice(0, indent) !== " ".repeat(indent)) throw new Uncertain();
    if (indent === 0 && content === "---" && lines.length === 0) continue;
    lines.push({ indent, text: content.trimEnd() });
  }
  return lines;
}

class PlainReader {
  readonly #lines: Line[];
  #next = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  document(): unknown {
    const first = this.#lines[0];
    if (first === undefined || first.indent !== 0) throw new Uncertain();
    const value = this.#mapping(0);
    if (this.#next < this.#lines.length) throw new Uncertain();
    return value;
  }

  #mapping(indent: number): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    for (let line = this.#at(indent); line !== undefined; line = this.#at(indent)) {
      if (isItem(line)) break;
      const [, key, value] = KEY_REGEXP.exec(line.text) ?? [];
      if (key === undefined || WORD_REGEXP.test(key) || Object.hasOwn(mapping, key)) {
        throw new Uncertain();
      }
      this.#next++;
      mapping[key] = value === undefined ? this.#nested(indent) : scalar(value);
    }
    return mapping;
  }

  /** What stands below a key: deeper, or a list as deep as the key. */
  #nested(indent: number): unknown {
    const line = this.#lines[this.#next];
    if (line === undefined || line.indent < indent) return null;
    if (isItem(line)) return this.#list(line.indent);
    return line.indent > indent ? this.#mapping(line.indent) : null;
  }

  #list(indent: number): unknown[] {
    const items: unknown[] = [];
    for (let line = this.#at(indent); line !== undefined; line = this.#at(indent)) {
      if (!isItem(line)) break;
      if (!line.text.startsWith("- ")) throw new Uncertain();
      const text = line.text.slice(2);
      if (KEY_REGEXP.test(text)) {
        this.#lines[this.#next] = { indent: indent + 2, text };
        items.push(this.#mapping(indent + 2));
      } else {
        this.#next++;
        items.push(scalar(text));
      }
    }
    return items;
  }

  /** The next line where it stands here, nothing where it stands further out. */
  #at(indent: number): Line | undefined {
    const line = this.#lines[this.#next];
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw new Uncertain();
    return line;
  }
}

function isItem(line: Line): boolean {
  return line.text.startsWith("-");
}

function scalar(text: string): unknown {
  if (text === "{}") return {};
  if (text === "[]") return [];
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  const quoted = QUOTED_REGEXP.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  if (TEXT_REGEXP.test(text) && !WORD_REGEXP.test(text)) return text;
  throw new Uncertain();
}
