/**
 * What the server says of a text that is no selector. Layer 3.
 *
 * Selectors are read by `core`; this walk only finds the server's words for what is wrong.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/labels/selector.go
 */
import { quoteGo } from "../validation/field_fault.ts";
import { labelKeyFaults, labelValueFaults } from "../validation/formats.ts";

const OPERATORS = ["in", "notin", "=", "==", "!=", "gt", "lt"];
const BINARY: ReadonlySet<string> = new Set(["in", "notin", "=", "==", "!=", ">", "<"]);
const TOKEN_REGEXP = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+)/y;
const SYMBOL_REGEXP = /^[=!(),<>]/;

class SelectorFault extends Error {}

class Words {
  readonly #words: string[] = [];
  #position = 0;

  constructor(text: string) {
    TOKEN_REGEXP.lastIndex = 0;
    for (let match = TOKEN_REGEXP.exec(text); match; match = TOKEN_REGEXP.exec(text)) {
      this.#words.push(match[1] ?? "");
    }
  }

  peek(): string {
    return this.#words[this.#position] ?? "";
  }

  next(): string {
    return this.#words[this.#position++] ?? "";
  }
}

function isIdentifier(word: string): boolean {
  return word !== "" && !SYMBOL_REGEXP.test(word);
}

/**
 * Says what is wrong with a label selector.
 *
 * @param text The selector.
 * @param otherwise What to say where the walk finds nothing.
 */
export function describeLabelFault(text: string, otherwise: string): string {
  try {
    parseSelector(new Words(text));
  } catch (error) {
    if (error instanceof SelectorFault) return error.message;
    throw error;
  }
  return otherwise;
}

function parseSelector(words: Words): void {
  for (;;) {
    const first = words.peek();
    if (first === "") return;
    if (!isIdentifier(first) && first !== "!") {
      throw new SelectorFault(
        `found '${first}', expected: !, identifier, or 'end of string'`,
      );
    }
    try {
      parseRequirement(words);
    } catch (error) {
      if (!(error instanceof SelectorFault)) throw error;
      throw new SelectorFault(`unable to parse requirement: ${error.message}`);
    }
    const next = words.next();
    if (next === "") return;
    if (next !== ",") throw new SelectorFault(`found '${next}', expected: ',' or 'end of string'`);
    const after = words.peek();
    if (!isIdentifier(after) && after !== "!") {
      throw new SelectorFault(`found '${after}', expected: identifier after ','`);
    }
  }
}

function parseRequirement(words: Words): void {
  let key = words.next();
  const isAbsent = key === "!";
  if (isAbsent) key = words.next();
  if (!isIdentifier(key)) throw new SelectorFault(`found '${key}', expected: identifier`);
  for (const fault of labelKeyFaults(key).slice(0, 1)) {
    throw new SelectorFault(`<nil>: Invalid value: ${quoteGo(key)}: ${fault}`);
  }
  if (isAbsent || words.peek() === "" || words.peek() === ",") return;
  const operator = words.next();
  if (!BINARY.has(operator)) {
    throw new SelectorFault(`found '${operator}', expected: ${OPERATORS.join(", ")}`);
  }
  const values = operator === "in" || operator === "notin"
    ? parseValues(words)
    : parseExactValue(words);
  if (operator === ">" || operator === "<") {
    if (!/^[-+]?\d+$/.test(values[0] ?? "")) {
      throw new SelectorFault(
        `values[0]: Invalid value: ${
          quoteGo(values[0] ?? "")
        }: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  }
  for (const [index, value] of [...new Set(values)].sort().entries()) {
    for (const fault of labelValueFaults(value).slice(0, 1)) {
      throw new SelectorFault(
        `values[${index}][${key}]: Invalid value: ${quoteGo(value)}: ${fault}`,
      );
    }
  }
}

function parseExactValue(words: Words): string[] {
  const next = words.peek();
  if (next === "" || next === ",") return [""];
  words.next();
  if (!isIdentifier(next)) throw new SelectorFault(`found '${next}', expected: identifier`);
  return [next];
}

function parseValues(words: Words): string[] {
  const open = words.next();
  if (open !== "(") throw new SelectorFault(`found '${open}' expected: '('`);
  const first = words.peek();
  if (first === ")") {
    words.next();
    return [""];
  }
  if (!isIdentifier(first) && first !== ",") {
    throw new SelectorFault(`found '${first}', expected: ',', ')' or identifier`);
  }
  const values: string[] = [];
  for (;;) {
    const word = words.next();
    if (isIdentifier(word)) {
      values.push(word);
      const next = words.peek();
      if (next === ",") continue;
      if (next === ")") break;
      throw new SelectorFault(`found '${next}', expected: ',' or ')'`);
    }
    if (word !== ",") {
      throw new SelectorFault(`found '${word}', expected: ',', or identifier`);
    }
    if (values.length === 0) values.push("");
    if (words.peek() === ")") {
      values.push("");
      break;
    }
  }
  words.next();
  return values;
}

/** Says what is wrong with a field selector. */
export function describeFieldFault(text: string, otherwise: string): string {
  for (const term of text.match(/(?:\\[^]|[^,\\])+\\?/g) ?? []) {
    const operator = /!=|==|=/.exec(term);
    if (operator === null) return `invalid selector: '${text}'; can't understand '${term}'`;
    const value = term.slice(operator.index + operator[0].length);
    for (const match of value.matchAll(/\\([^]?)|[=,]/g)) {
      const [found, escaped] = match;
      if (escaped === undefined) {
        return `invalid field selector: unescaped character in value: ${found.charCodeAt(0)}`;
      }
      if (escaped === "" || !"\\,=".includes(escaped)) {
        return `invalid field selector: invalid escape sequence: ${found}`;
      }
    }
  }
  return otherwise;
}
