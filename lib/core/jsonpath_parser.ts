/**
 * The grammar of kubectl's JSONPath templates; `jsonpath.ts` evaluates what is parsed here.
 * Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { unquote } from "./jsonpath_quote.ts";

/** One step of a path; each step maps a list of values to a list of values. */
export type PathStep =
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "slice"; readonly slice: Slice }
  | { readonly type: "filter"; readonly condition: Condition }
  | { readonly type: "union"; readonly paths: readonly (readonly PathStep[])[] }
  | { readonly type: "wildcard" }
  | { readonly type: "recursive" }
  | { readonly type: "literal"; readonly value: string | number | boolean };

/** A part of a list: from `start` up to, not including, `end`; negative counts from the end. */
export interface Slice {
  /** The first index; the beginning where left out. */
  readonly start: number | undefined;
  /** The index after the last; the end where left out. */
  readonly end: number | undefined;
  /** Every how many items; 1 where left out. */
  readonly step: number | undefined;
  /** Whether it was written as one index, `[n]`. */
  readonly single: boolean;
}

/** The comparisons a filter knows. */
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a filter asks of each item. */
export type Condition =
  | { readonly type: "exists"; readonly path: readonly PathStep[] }
  | {
    readonly type: "compare";
    readonly operator: Comparison;
    readonly left: readonly PathStep[];
    readonly right: readonly PathStep[];
  }
  | { readonly type: "and" | "or"; readonly conditions: readonly Condition[] };

/** A part of a template: text as it stands, a path in braces, or a range with its body. */
export type TemplatePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "path"; readonly steps: readonly PathStep[] }
  | {
    readonly type: "range";
    readonly steps: readonly PathStep[];
    readonly body: readonly TemplatePart[];
  };

type Keyword = "range" | "end";

const END = "";
const MAX_TEMPLATE_LENGTH = 100_000;
const MAX_DEPTH = 100;
const TERMINATORS = " \t\r\n.,[]$@{}";
const COMPARISONS: readonly Comparison[] = ["==", "!=", "<", "<=", ">", ">="];
const COMPARE_REGEXP = /^([^!<>=]+)([!<>=]+)(.+)$/s;
const SLICE_REGEXP = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/;
/**
 * Parses a whole template.
 *
 * @throws {QueryError} with the column, when it is not a template.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    throw new QueryError(`Cannot parse JSONPath: it has ${text.length} characters`);
  }
  const root: TemplatePart[] = [];
  const open: { body: TemplatePart[]; column: number }[] = [];
  let body = root;
  for (let position = 0; position < text.length;) {
    const brace = text.indexOf("{", position);
    const textEnd = brace < 0 ? text.length : brace;
    if (textEnd > position) body.push({ type: "text", text: text.slice(position, textEnd) });
    if (brace < 0) break;
    const parser = new PathParser(text, text, 0, brace + 1);
    const { steps, keyword } = parser.parseAction();
    position = parser.position;
    if (keyword === "range") {
      const inner: TemplatePart[] = [];
      body.push({ type: "range", steps, body: inner });
      open.push({ body, column: brace });
      if (open.length > MAX_DEPTH) throw failure(text, brace, "it is nested too deeply");
      body = inner;
    } else if (keyword === "end") {
      const outer = open.pop();
      if (outer === undefined) throw failure(text, brace, "{end} without {range}");
      body = outer.body;
    } else {
      body.push({ type: "path", steps });
    }
  }
  const unclosed = open.pop();
  if (unclosed !== undefined) throw failure(text, unclosed.column, "{range} without {end}");
  return root;
}

class PathParser {
  readonly #template: string;
  readonly #text: string;
  readonly #offset: number;
  readonly #depth: number;
  #position: number;

  /** Parses `text`, which begins at `offset` of `template`, from `position` on. */
  constructor(template: string, text: string, offset: number, position = 0, depth = 0) {
    this.#template = template;
    this.#text = text;
    this.#offset = offset;
    this.#position = position;
    this.#depth = depth;
  }

  get position(): number {
    return this.#position;
  }

  /** Reads what stands in braces, up to and with the closing one. */
  parseAction(): { steps: readonly PathStep[]; keyword: Keyword | undefined } {
    const steps: PathStep[] = [];
    let keyword: Keyword | undefined;
    while (!this.#take("}")) {
      const next = this.#peek();
      if (next === END || next === "\n" || next === "\r") this.#fail('expected "}"');
      const word = this.#parseStep(steps);
      if (word === "range" || word === "end") keyword = word;
      else if (word !== undefined) this.#failWord(word);
    }
    return { steps, keyword };
  }

  /** Reads steps up to the end of the text. */
  parsePath(): readonly PathStep[] {
    const steps: PathStep[] = [];
    while (this.#peek() !== END) {
      const word = this.#parseStep(steps);
      if (word !== undefined) this.#failWord(word);
    }
    return steps;
  }

  /** Reads one step, or gives back the word that stands there. */
  #parseStep(steps: PathStep[]): string | undefined {
    if (this.#take("[?(")) {
      steps.push({ type: "filter", condition: this.#parseFilter() });
    } else if (this.#take("..")) {
      if (steps.at(-1)?.type === "recursive") {
        this.#failAt(this.#position - 2, '".." may not follow ".."');
      }
      steps.push({ type: "recursive" });
      if (/^[\p{L}\p{Nd}_]/u.test(this.#rest())) steps.push(this.#parseField());
    } else if (this.#take(" ") || this.#take("@") || this.#take("$")) {
      return undefined;
    } else if (this.#take("[")) {
      this.#parseBrackets(steps);
    } else if (this.#peek() === '"' || this.#peek() === "'") {
      steps.push({ type: "literal", value: this.#parseQuoted() });
    } else if (this.#take(".")) {
      steps.push(this.#parseField());
    } else {
      return this.#parseWord(steps);
    }
    return undefined;
  }

  #parseField(): PathStep {
    const start = this.#position;
    while (!TERMINATORS.includes(this.#peek())) {
      this.#position += this.#peek() === "\\" ? 2 : 1;
    }
    const name = this.#text.slice(start, this.#position);
    this.#position = Math.min(this.#position, this.#text.length);
    if (name === "*") return { type: "wildcard" };
    return { type: "field", name: name.replaceAll("\\", "") };
  }

  #parseWord(steps: PathStep[]): string | undefined {
    const number = /^[+-]?[0-9.]+|^[+-]/.exec(this.#rest())?.[0];
    if (number !== undefined) {
      if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(number)) {
        this.#fail(`${JSON.stringify(number)} is not a number`);
      }
      this.#position += number.length;
      steps.push({ type: "literal", value: Number(number) });
      return undefined;
    }
    if (!/^[\p{L}\p{Nd}_]/u.test(this.#rest())) {
      this.#fail(`unexpected ${JSON.stringify(this.#peek())}`);
    }
    const start = this.#position;
    while (!TERMINATORS.includes(this.#peek())) this.#position++;
    const word = this.#text.slice(start, this.#position);
    if (word !== "true" && word !== "false") return word;
    steps.push({ type: "literal", value: word === "true" });
    return undefined;
  }

  #parseBrackets(steps: PathStep[]): void {
    const start = this.#position;
    const length = this.#rest().search(/[\]\n]/);
    if (length < 0 || this.#text[start + length] !== "]") this.#fail('expected "]"');
    const content = this.#text.slice(start, start + length);
    this.#position = start + length + 1;
    const items = content.split(",");
    if (items.length === 1) {
      steps.push(...this.#parseSelector(content, start));
      return;
    }
    let offset = start;
    const paths = items.map((item) => {
      const path = this.#parseSelector(item.replace(/^ +| +$/g, ""), offset);
      offset += item.length + 1;
      return path;
    });
    steps.push({ type: "union", paths });
  }

  #parseSelector(content: string, start: number): readonly PathStep[] {
    const key = /^'([^']*)'$/.exec(content)?.[1];
    if (key !== undefined) {
      return new PathParser(this.#template, `.${key}`, this.#offset + start).parsePath();
    }
    const text = content === "*" ? ":" : content;
    const [match, first = "", second, third] = SLICE_REGEXP.exec(text) ?? [];
    if (match === undefined) {
      const hint = content.startsWith('"') ? ": keys stand in single quotes" : "";
      this.#failAt(start, `${JSON.stringify(content)} is not an index, slice or key${hint}`);
    }
    const [from, to, step] = [first, second?.slice(1) ?? "", third?.slice(1) ?? ""].map((part) => {
      if (part === "-") this.#failAt(start, '"-" is not an index');
      return part === "" ? undefined : Number(part);
    });
    const single = second === undefined;
    const slice = { start: from, end: single ? (from ?? 0) + 1 : to, step, single };
    return [{ type: "slice", slice }];
  }

  #parseFilter(): Condition {
    const start = this.#position;
    let depth = 1;
    let quote = "";
    for (;; this.#position++) {
      const char = this.#peek();
      if (char === END || char === "\n") this.#failAt(start, "the filter is not closed");
      if (quote !== "") {
        if (char === quote && this.#text[this.#position - 1] !== "\\") quote = "";
      } else if (char === '"' || char === "'") {
        quote = char;
      } else if (char === "(") {
        depth++;
      } else if (char === ")" && --depth === 0) {
        break;
      }
    }
    const content = this.#text.slice(start, this.#position);
    this.#position++;
    if (!this.#take("]")) this.#fail('expected "]"');
    return this.#parseCondition(content, start, this.#depth + 1);
  }

  #parseCondition(text: string, start: number, depth: number): Condition {
    if (depth > MAX_DEPTH) this.#failAt(start, "it is nested too deeply");
    for (const [operator, type] of [["||", "or"], ["&&", "and"]] as const) {
      const parts = splitOutside(text, operator);
      if (parts.length > 1) {
        const conditions = parts.map((part) =>
          this.#parseCondition(part.text, start + part.start, depth + 1)
        );
        return { type, conditions };
      }
    }
    const group = /^( *\()(.*)\) *$/s.exec(text);
    if (group !== null) {
      return this.#parseCondition(group[2] ?? "", start + (group[1] ?? "").length, depth + 1);
    }
    const [, left, sign = "", right = ""] = COMPARE_REGEXP.exec(text) ?? [];
    if (left === undefined) return { type: "exists", path: this.#parseOperand(text, start, depth) };
    const operator = COMPARISONS.find((known) => known === sign);
    if (operator === undefined) {
      const known = COMPARISONS.join(" ");
      this.#failAt(start + left.length, `unknown operator ${JSON.stringify(sign)}: use ${known}`);
    }
    return {
      type: "compare",
      operator,
      left: this.#parseOperand(left, start, depth),
      right: this.#parseOperand(right, start + left.length + sign.length, depth),
    };
  }

  #parseOperand(text: string, start: number, depth: number): readonly PathStep[] {
    return new PathParser(this.#template, text, this.#offset + start, 0, depth).parsePath();
  }

  #parseQuoted(): string {
    const quote = this.#peek();
    const start = this.#position;
    do {
      this.#position++;
      const char = this.#peek();
      if (char === END || char === "\n") this.#failAt(start, "the quoted text is not closed");
    } while (this.#peek() !== quote || this.#text[this.#position - 1] === "\\");
    const content = this.#text.slice(start + 1, this.#position);
    this.#position++;
    return unquote(content, quote, (index) => {
      this.#failAt(start + 1 + index, "unknown escape in quoted text");
    });
  }

  #peek(): string {
    return this.#text[this.#position] ?? END;
  }

  #rest(): string {
    return this.#text.slice(this.#position);
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }

  #failWord(word: string): never {
    this.#failAt(
      this.#position - word.length,
      `unknown word ${JSON.stringify(word)}: a path starts with ".", a text stands in quotes`,
    );
  }

  #fail(fault: string): never {
    this.#failAt(this.#position, fault);
  }

  #failAt(position: number, fault: string): never {
    throw failure(this.#template, this.#offset + position, fault);
  }
}

function splitOutside(text: string, separator: string): { text: string; start: number }[] {
  const parts: { text: string; start: number }[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (quote !== "") {
      if (char === quote && text[index - 1] !== "\\") quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (depth === 0 && text.startsWith(separator, index)) {
      parts.push({ text: text.slice(start, index), start });
      index += separator.length - 1;
      start = index + 1;
    }
  }
  parts.push({ text: text.slice(start), start });
  return parts;
}

function failure(template: string, position: number, fault: string): QueryError {
  const excerpt = template.length > 80 ? `${template.slice(0, 77)}...` : template;
  return new QueryError(
    `Cannot parse JSONPath ${JSON.stringify(excerpt)}: column ${position + 1}: ${fault}`,
  );
}
