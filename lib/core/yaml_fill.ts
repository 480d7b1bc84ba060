/**
 * Reads a YAML template: marks stand for the values while it is parsed. Loaded by the first one that is read.
 * Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { isObject } from "./merge_patch.ts";
import { parseYamlDocuments } from "./yaml.ts";

/** What can be filled into YAML: JSON values, and what an object may hold beside them, such as a `SecretValue`. */
export type YamlValue = string | number | boolean | null | object;

/** The value that a mark stands for. */
interface Marked {
  /** Counted from 1, for messages. */
  readonly place: number;
  readonly value: YamlValue;
  /** Whether it stands within quotes, so that it is text. */
  readonly quoted: boolean;
}

/** Marks and what they stand for. */
interface Marks {
  readonly regexp: RegExp;
  readonly values: ReadonlyMap<string, Marked>;
}

/**
 * Reads a template.
 *
 * @param strings The YAML around the values.
 * @param values The values.
 * @throws {QueryError} when it is no YAML, or a value does not fit its place.
 */
export function readTemplate(
  strings: readonly string[],
  values: readonly YamlValue[],
): unknown[] {
  const word = unusedWord(strings);
  const marked = new Map<string, Marked>();
  let text = strings[0] ?? "";
  for (const [index, value] of values.entries()) {
    const before = strings[index] ?? "";
    const after = strings[index + 1] ?? "";
    const mark = `${word}${index}_`;
    const quote = /["']$/.exec(before)?.[0];
    const quoted = quote !== undefined && after.startsWith(quote);
    marked.set(mark, { place: index + 1, value, quoted });
    text += mark + after;
  }
  const marks = { regexp: new RegExp(`${word}\\d+_`, "g"), values: marked };
  return parseYamlDocuments(dedent(text)).map((document) => fill(document, marks));
}

/** A word that YAML takes as text anywhere, and that the template does not have. */
function unusedWord(strings: readonly string[]): string {
  for (let attempt = 0;; attempt++) {
    const word = `skiff_value_${attempt}_`;
    if (!strings.some((text) => text.includes(word))) return word;
  }
}

/** Takes the indentation away that all lines have: `---` has to begin its line. */
function dedent(text: string): string {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) =>
    /^ */.exec(line)?.[0].length ?? 0
  );
  const common = Math.min(...indents);
  return Number.isFinite(common) ? lines.map((line) => line.slice(common)).join("\n") : text;
}

function fill(node: unknown, marks: Marks): unknown {
  if (typeof node === "string") return fillScalar(node, marks);
  if (Array.isArray(node)) return node.map((item) => fill(item, marks));
  if (!isObject(node)) return node;
  const entries = Object.entries(node).map(([key, value]) =>
    [fillText(key, marks), fill(value, marks)] as const
  );
  return Object.fromEntries(entries);
}

function fillScalar(text: string, marks: Marks): unknown {
  const whole = marks.values.get(text);
  return whole === undefined || whole.quoted ? fillText(text, marks) : whole.value;
}

function fillText(text: string, { regexp, values }: Marks): string {
  return text.replace(regexp, (mark) => {
    const marked = values.get(mark);
    return marked === undefined ? mark : textOf(marked);
  });
}

function textOf({ value, place }: Marked): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const what = value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
  throw new QueryError(
    `Cannot fill value ${place} into a YAML template: it is ${what}, and stands within a text: ` +
      "let it stand alone",
  );
}
