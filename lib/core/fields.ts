/**
 * Field selectors: parsed, printed and matched with apimachinery's rules. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { quote } from "./message.ts";

/** One condition on one field; all conditions of a selector must hold. Frozen data. */
export interface FieldRequirement {
  /** The field's name in selectors, e.g. `status.phase`. */
  readonly field: string;
  /** How the field is compared. */
  readonly operator: "=" | "!=";
  /** The value, unescaped. */
  readonly value: string;
}

const FIELD_REGEXP = /^[^\s=,!\\]+$/;
const TERM_REGEXP = /(?:\\[^]|[^,\\])*\\?/y;
const OPERATOR_REGEXP = /!=|==|=/;

/**
 * Reads a field selector as `kubectl --field-selector` takes it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseFieldSelector("status.phase!=Running"), [
 *   { field: "status.phase", operator: "!=", value: "Running" },
 * ]);
 * ```
 *
 * @param text E.g. `status.phase=Running,spec.nodeName!=`; `\`, `,` and `=` in values are escaped by `\`.
 * @returns The requirements in the order they were written; none for an empty text.
 * @throws {QueryError} when the text is not a field selector.
 * @see k8s.io/apimachinery/pkg/fields/selector.go
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text.trimStart())) {
    if (term === "") continue;
    const operator = OPERATOR_REGEXP.exec(term);
    if (operator === null) {
      throw failure(text, `${quote(term)} has no operator: write field=value or field!=value`);
    }
    const field = term.slice(0, operator.index);
    if (!FIELD_REGEXP.test(field)) throw failure(text, fieldFault(field));
    requirements.push(Object.freeze({
      field,
      operator: operator[0] === "!=" ? "!=" : "=",
      value: unescapeValue(text, term.slice(operator.index + operator[0].length)),
    }));
  }
  return Object.freeze(requirements);
}

/**
 * Prints requirements as a field selector, with `\`, `,` and `=` in values escaped.
 *
 * @param requirements The requirements.
 * @returns E.g. `status.phase=Running,metadata.name!=a`; `""` for none.
 * @throws {QueryError} when a field's name cannot be written in a selector.
 */
export function formatFieldSelector(requirements: readonly FieldRequirement[]): string {
  return requirements.map(({ field, operator, value }) => {
    if (!FIELD_REGEXP.test(field)) {
      throw new QueryError(`Cannot use ${quote(field)} in a field selector: ${fieldFault(field)}`);
    }
    return `${field}${operator}${escapeFieldValue(value)}`;
  }).join(",");
}

/**
 * Tells whether fields meet all requirements, as a server does that knows every one of the fields.
 *
 * @param requirements The requirements; none match everything.
 * @param valueOf Gives the text the server compares for a field, `""` where the field is absent.
 */
export function matchFields(
  requirements: readonly FieldRequirement[],
  valueOf: (field: string) => string,
): boolean {
  return requirements.every(({ field, operator, value }) =>
    (valueOf(field) === value) === (operator === "=")
  );
}

/**
 * Escapes a value for a field selector.
 *
 * @returns The value with a backslash before each `\`, `,` and `=`.
 */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  for (let start = 0; start <= text.length;) {
    TERM_REGEXP.lastIndex = start;
    const term = TERM_REGEXP.exec(text)?.[0] ?? "";
    terms.push(term);
    start += term.length + 1;
  }
  return terms;
}

function unescapeValue(text: string, value: string): string {
  return value.replace(/\\([^]?)|[,=]/g, (found: string, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw failure(text, `${quote(found)} in a value must be written as \\${found}`);
    }
    if (escaped === "" || !"\\,=".includes(escaped)) {
      throw failure(text, `unknown escape ${quote(found)}: only \\\\ \\, and \\= are known`);
    }
    return escaped;
  });
}

function fieldFault(field: string): string {
  return field === ""
    ? "a field name is missing"
    : `the field name ${quote(field)} may not hold blanks, "=", ",", "!" or "\\"`;
}

function failure(text: string, fault: string): QueryError {
  return new QueryError(`Cannot parse field selector ${quote(text)}: ${fault}`);
}
