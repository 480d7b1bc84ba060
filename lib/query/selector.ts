/**
 * Selectors written as text, as `kubectl -l` and `--field-selector` take them. Layer 2: pure.
 *
 * @module
 */
import { parseFieldSelector } from "../core/fields.ts";
import { parseLabelSelector } from "../core/labels.ts";
import { QueryError } from "../core/errors.ts";
import { and, annotate, compare, type FilterNode } from "./ast.ts";

/** Selectors as text; both must hold. */
export interface SelectorText {
  /** E.g. `app in (web,api),!legacy`. */
  readonly labels?: string;
  /** E.g. `status.phase!=Running`; names of fields go to the server as they are. */
  readonly fields?: string;
}

/**
 * Turns selectors into a filter. The server carries out every part of it; where it refuses a field,
 * the field is compared here by the same rule.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatFilter } from "./format.ts";
 * const node = selectorFilter({ labels: "app in (b,a)", fields: "status.phase!=Running" });
 * assert.equal(
 *   formatFilter(node),
 *   'metadata.labels.app in ("a", "b") and status.phase != "Running"',
 * );
 * ```
 *
 * @param selector The selectors.
 * @returns The filter, frozen.
 * @throws {TypeError} when neither selector is given, or one is `undefined`.
 * @throws {QueryError} when a text is no selector.
 */
export function selectorFilter(selector: SelectorText): FilterNode {
  checkSelector(selector);
  const { labels = "", fields = "" } = selector;
  return and([
    ...parseLabelSelector(labels).map(({ key, operator, values }) =>
      annotate(
        compare(["metadata", "labels", key], operator === "!" ? "absent" : operator, values),
        { via: "label" },
      )
    ),
    ...parseFieldSelector(fields).map(({ field, operator, value }) =>
      annotate(compare([field], operator, [value]), { via: "field" })
    ),
  ]);
}

function checkSelector(selector: unknown): void {
  if (typeof selector !== "object" || selector === null) {
    throw new QueryError(
      'Cannot use the selector: it is no object: write selector({ labels: "app=web" })',
    );
  }
  const entries = Object.entries(selector);
  if (entries.length === 0) {
    throw new TypeError(
      'Cannot use the selector: give labels or fields, e.g. { labels: "app=web" }',
    );
  }
  for (const [name, value] of entries) {
    if (name !== "labels" && name !== "fields") {
      throw new QueryError(
        `Cannot use the selector: unknown part ${JSON.stringify(name)}: write labels or fields`,
      );
    }
    if (value === undefined) throw new TypeError(`Cannot use the selector: ${name} is undefined`);
    if (typeof value !== "string") {
      throw new QueryError(`Cannot use the selector: ${name} must be text, e.g. "app=web"`);
    }
  }
}
