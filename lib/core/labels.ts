/**
 * Label selectors: one type that is parsed, printed and matched with the rules of Kubernetes.
 * Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { quote } from "./message.ts";

/** How a requirement compares a label: as kubectl writes it, `exists` being the bare key. */
export type LabelOperator = "=" | "!=" | "in" | "notin" | "exists" | "!" | ">" | "<";

/** One condition on one label; all conditions of a selector must hold. Frozen data. */
export interface LabelRequirement {
  /** The label's key, prefix included. */
  readonly key: string;
  /** How the label is compared. */
  readonly operator: LabelOperator;
  /** One value for `=`, `!=`, `>`, `<`; one or more, sorted, for `in`, `notin`; none otherwise. */
  readonly values: readonly string[];
}

/** A selector as manifests hold it, e.g. in `spec.selector` of a Deployment. */
export interface LabelSelectorObject {
  /** Labels that must have exactly these values. */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Further conditions. */
  readonly matchExpressions?: readonly LabelSelectorExpression[] | undefined;
}

/** One entry of `matchExpressions`. */
export interface LabelSelectorExpression {
  /** The label's key. */
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  /** The values of `In` and `NotIn`. */
  readonly values?: readonly string[] | undefined;
}

const MAX_PART_LENGTH = 63;
const MAX_PREFIX_LENGTH = 253;
const MAX_INT64 = 2n ** 63n - 1n;
const NAME_REGEXP = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX_REGEXP = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const TOKEN_REGEXP = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+)/y;
const BLANK_REGEXP = /^[ \t\r\n]*$/;

/**
 * Reads a label selector in the grammar that `kubectl -l` takes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const requirements = parseLabelSelector("app in (web, api),!legacy");
 * assert.deepEqual(requirements, [
 *   { key: "app", operator: "in", values: ["api", "web"] },
 *   { key: "legacy", operator: "!", values: [] },
 * ]);
 * ```
 *
 * @param text E.g. `app=web,tier in (a,b),!legacy`; an empty text selects everything.
 * @returns The requirements in the order they were written.
 * @throws {QueryError} when the text is not a selector, or a key or value breaks the rules of labels.
 * @see k8s.io/apimachinery/pkg/labels/selector.go
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  const tokens = tokenize(text);
  const requirements: LabelRequirement[] = [];
  if (tokens.peek() === undefined) return Object.freeze(requirements);
  for (;;) {
    requirements.push(parseRequirement(tokens));
    if (tokens.peek() === undefined) return Object.freeze(requirements);
    tokens.expect(",", 'expected "," or the end');
    if (tokens.peek() === undefined) tokens.fail("expected a label key");
  }
}

/**
 * Prints requirements as a selector that {@link parseLabelSelector} and every API server read.
 *
 * @param requirements The requirements.
 * @returns E.g. `app in (api,web),!legacy`; `""` for none.
 */
export function formatLabelSelector(requirements: readonly LabelRequirement[]): string {
  return requirements.map(formatRequirement).join(",");
}

/**
 * Tells whether labels meet all requirements. As in Kubernetes, `!=` and `notin` hold where the label
 * is absent, and `>` and `<` hold only where it is an integer.
 *
 * @param requirements The requirements; none match everything.
 * @param labels The object's labels; `undefined` is the same as none.
 */
export function matchLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every((requirement) => {
    const { key } = requirement;
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    return matchRequirement(requirement, value);
  });
}

/**
 * Turns the selector of a manifest into requirements, sorted by key within `matchLabels`.
 *
 * @param selector `matchLabels` and `matchExpressions`; an empty object selects everything.
 * @throws {QueryError} when an operator is unknown or a key, value or number of values is not allowed.
 */
export function fromLabelSelectorObject(
  selector: LabelSelectorObject,
): readonly LabelRequirement[] {
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}).sort(byKey)) {
    requirements.push(labelRequirement(key, "=", [value]));
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const own = EXPRESSION_OPERATORS.get(operator);
    if (own === undefined) {
      throw new QueryError(
        `Cannot use label selector on ${quote(key)}: unknown operator ${quote(operator)}: ` +
          `the operators are ${[...EXPRESSION_OPERATORS.keys()].join(", ")}`,
      );
    }
    requirements.push(labelRequirement(key, own, values ?? []));
  }
  return Object.freeze(requirements);
}

/**
 * Makes one checked, frozen requirement.
 *
 * @param key The label's key.
 * @param operator How to compare.
 * @param values The values the operator needs; sorted and without repeats in the result.
 * @throws {QueryError} when the key, a value or the number of values is not allowed.
 */
export function labelRequirement(
  key: string,
  operator: LabelOperator,
  values: readonly string[] = [],
): LabelRequirement {
  checkLabelKey(key);
  for (const value of values) checkLabelValue(value, key);
  const unique = [...new Set(values)].sort();
  const fault = operator === "exists" || operator === "!"
    ? unique.length > 0 && "it takes no values"
    : operator === "in" || operator === "notin"
    ? unique.length === 0 && "it needs at least one value"
    : unique.length !== 1
    ? "it needs exactly one value"
    : (operator === ">" || operator === "<") && parseInteger(unique[0] ?? "") === undefined &&
      "its value must be an integer";
  if (fault !== false) {
    throw new QueryError(
      `Cannot use operator ${quote(operator)} on label ${quote(key)}: ${fault}`,
    );
  }
  return Object.freeze({ key, operator, values: Object.freeze(unique) });
}

/**
 * Checks a label key: an optional DNS prefix with `/`, and a name of at most 63 characters.
 *
 * @param key The key.
 * @param what What the key is of, for the message: annotations have the same keys.
 * @returns The key.
 * @throws {QueryError} when it is not allowed.
 */
export function checkLabelKey(key: string, what = "label"): string {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const fault = prefix !== undefined && prefixFault(prefix) || nameFault(name);
  if (fault) throw new QueryError(`Cannot use ${quote(key)} as ${what} key: ${fault}`);
  return key;
}

/**
 * Checks a label value: empty, or at most 63 letters, digits, `-`, `_` and `.`.
 *
 * @param value The value.
 * @param key The label's key, for the message.
 * @returns The value.
 * @throws {QueryError} when it is not allowed.
 */
export function checkLabelValue(value: string, key?: string): string {
  const fault = value === "" ? undefined : nameFault(value);
  if (fault) {
    const whose = key === undefined ? "" : ` of ${quote(key)}`;
    throw new QueryError(`Cannot use ${quote(value)} as label value${whose}: ${fault}`);
  }
  return value;
}

const EXPRESSION_OPERATORS: ReadonlyMap<string, LabelOperator> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

function prefixFault(prefix: string): string | undefined {
  if (prefix === "") return 'the part before "/" is empty';
  if (prefix.length > MAX_PREFIX_LENGTH) {
    return `the part before "/" has ${prefix.length} characters, at most ${MAX_PREFIX_LENGTH} are allowed`;
  }
  return PREFIX_REGEXP.test(prefix)
    ? undefined
    : 'the part before "/" must be a DNS name in lower case';
}

function nameFault(name: string): string | undefined {
  if (name === "") return "the name is empty";
  if (name.length > MAX_PART_LENGTH) {
    return `it has ${name.length} characters, at most ${MAX_PART_LENGTH} are allowed`;
  }
  return NAME_REGEXP.test(name)
    ? undefined
    : 'it may hold letters, digits, "-", "_" and ".", and starts and ends with a letter or digit';
}

function matchRequirement({ operator, values }: LabelRequirement, value?: string): boolean {
  switch (operator) {
    case "=":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case ">":
    case "<": {
      const left = value === undefined ? undefined : parseInteger(value);
      const right = parseInteger(values[0] ?? "");
      if (left === undefined || right === undefined) return false;
      return operator === ">" ? left > right : left < right;
    }
  }
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    default:
      return `${key}${operator}${values[0] ?? ""}`;
  }
}

function parseInteger(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX_INT64 ? value : undefined;
}

/** The words of a selector, read from left to right. */
interface TokenReader {
  /** The next token, or `undefined` at the end. */
  peek(): string | undefined;
  /** Takes the next token. */
  next(): string | undefined;
  /** Takes the next token, which must be this one. */
  expect(token: string, complaint: string): void;
  /** Reports a fault at the next token. */
  fail(complaint: string): never;
}

function tokenize(text: string): TokenReader {
  const tokens: { text: string; column: number }[] = [];
  TOKEN_REGEXP.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN_REGEXP.exec(text); match !== null; match = TOKEN_REGEXP.exec(text)) {
    const token = match[1] ?? "";
    end = TOKEN_REGEXP.lastIndex;
    tokens.push({ text: token, column: end - token.length + 1 });
  }
  let position = 0;
  const fail = (complaint: string): never => {
    const found = tokens[position];
    const where = found === undefined
      ? "but the text ends"
      : `but found ${quote(found.text)} at column ${found.column}`;
    throw new QueryError(`Cannot parse label selector ${quote(text)}: ${complaint}, ${where}`);
  };
  if (!BLANK_REGEXP.test(text.slice(end))) fail("expected a label key");
  return {
    peek: () => tokens[position]?.text,
    next: () => tokens[position++]?.text,
    expect(token, complaint) {
      if (tokens[position]?.text !== token) fail(complaint);
      position++;
    },
    fail,
  };
}

function parseRequirement(tokens: TokenReader): LabelRequirement {
  const absent = tokens.peek() === "!";
  if (absent) tokens.next();
  const key = takeWord(tokens, "expected a label key");
  if (absent) return labelRequirement(key, "!");
  const operator = tokens.peek();
  switch (operator) {
    case undefined:
    case ",":
      return labelRequirement(key, "exists");
    case "in":
    case "notin":
      tokens.next();
      return labelRequirement(key, operator, parseValueList(tokens));
    case "=":
    case "==":
    case "!=":
    case ">":
    case "<": {
      tokens.next();
      const end = tokens.peek() === undefined || tokens.peek() === ",";
      const value = end ? "" : takeWord(tokens, "expected a value");
      return labelRequirement(key, operator === "==" ? "=" : operator, [value]);
    }
    default:
      return tokens.fail("expected one of = == != in notin > < or a comma");
  }
}

function parseValueList(tokens: TokenReader): string[] {
  tokens.expect("(", 'expected "("');
  const values: string[] = [];
  for (;;) {
    const token = tokens.peek();
    const empty = token === "," || token === ")";
    values.push(empty ? "" : takeWord(tokens, 'expected a value or ")"'));
    if (tokens.peek() === ")") {
      tokens.next();
      return values;
    }
    tokens.expect(",", 'expected "," or ")"');
  }
}

function takeWord(tokens: TokenReader, complaint: string): string {
  const token = tokens.peek();
  if (token === undefined || /^[=!(),<>]/.test(token)) return tokens.fail(complaint);
  tokens.next();
  return token;
}

function byKey(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0;
}
