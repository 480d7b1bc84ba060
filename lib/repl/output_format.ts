/**
 * The ways to print a result, as `-o` names them. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { JsonPathTemplate } from "../core/jsonpath.ts";
import { suggest } from "../core/suggest.ts";

/** How a result is printed. */
export type OutputFormat =
  | { readonly type: "auto" | "table" | "wide" | "json" | "yaml" | "name" | "csv" }
  | { readonly type: "jsonpath"; readonly template: JsonPathTemplate };

/** The names that `-o` takes; `jsonpath` is followed by `=` and a template. */
export const FORMAT_NAMES = ["table", "wide", "json", "yaml", "name", "csv", "jsonpath"] as const;

/**
 * Reads the value of `-o`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(await parseOutputFormat("json"), { type: "json" });
 * ```
 *
 * @param text The value; `undefined` where the option was not given.
 * @returns The format; `auto` where nothing was asked for.
 * @throws {QueryError} when there is no such format, or its template is not JSONPath.
 */
export async function parseOutputFormat(text: string | undefined): Promise<OutputFormat> {
  if (text === undefined) return { type: "auto" };
  const equals = text.indexOf("=");
  const word = equals < 0 ? text : text.slice(0, equals);
  const name = FORMAT_NAMES.find((known) => known === word);
  if (name === undefined) {
    const near = suggest(word, FORMAT_NAMES);
    const help = near === undefined
      ? `one of ${FORMAT_NAMES.join(", ")}`
      : `did you mean "${near}"`;
    throw new QueryError(`Cannot print as "${word}": no such format: ${help}`);
  }
  if (name === "jsonpath") {
    if (equals < 0 || equals === text.length - 1) {
      throw new QueryError(
        `Cannot print as "jsonpath": the template is missing: write -o jsonpath='{.metadata.name}'`,
      );
    }
    const { parseJsonPath } = await import("../core/jsonpath.ts");
    return { type: name, template: parseJsonPath(text.slice(equals + 1)) };
  }
  if (equals >= 0) throw new QueryError(`Cannot print as "${text}": ${name} takes no value`);
  return { type: name };
}
