/**
 * Label selectors in specs. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { fromLabelSelectorObject, matchLabels } from "../../core/labels.ts";
import { isObject, type JsonObject, listOf, objectsOf, textOf, textsOf } from "../json.ts";
import { type FieldFault, forbiddenField, invalid, required } from "../validation/field_fault.ts";
import { labelKeyFaults, labelValueFaults } from "../validation/formats.ts";
import { labelsFaults } from "../validation/metadata.ts";

/** What is wrong with a selector at a path. */
export function selectorFaults(selector: JsonObject, path: string): FieldFault[] {
  const faults = labelsFaults(`${path}.matchLabels`, textsOf(selector["matchLabels"]));
  for (const [index, expression] of objectsOf(selector["matchExpressions"]).entries()) {
    const place = `${path}.matchExpressions[${index}]`;
    const operator = textOf(expression["operator"]);
    const values = listOf(expression["values"]).map(textOf);
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0) {
        faults.push(
          required(`${place}.values`, "must be specified when `operator` is 'In' or 'NotIn'"),
        );
      }
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0) {
        faults.push(
          forbiddenField(
            `${place}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      }
    } else faults.push(invalid(`${place}.operator`, operator, "not a valid selector operator"));
    const key = textOf(expression["key"]);
    for (const fault of labelKeyFaults(key)) faults.push(invalid(`${place}.key`, key, fault));
    for (const [position, value] of values.entries()) {
      for (const fault of labelValueFaults(value)) {
        faults.push(invalid(`${place}.values[${position}]`, value, fault));
      }
    }
  }
  return faults;
}

/** Whether a selector selects nothing in particular. */
export function isEmptySelector(selector: JsonObject): boolean {
  return Object.keys(textsOf(selector["matchLabels"])).length === 0 &&
    objectsOf(selector["matchExpressions"]).length === 0;
}

/** Whether a selector can be used at all. */
export function isReadable(selector: JsonObject): boolean {
  return selectorFaults(selector, "").length === 0;
}

/** Whether a selector of a spec matches labels; nothing matches a selector that is none. */
export function selects(selector: unknown, labels: Record<string, string>): boolean {
  if (!isObject(selector)) return false;
  try {
    return matchLabels(
      fromLabelSelectorObject({
        matchLabels: textsOf(selector["matchLabels"]),
        matchExpressions: objectsOf(selector["matchExpressions"]).map((expression) => ({
          key: textOf(expression["key"]),
          operator: textOf(expression["operator"]),
          values: listOf(expression["values"]).map(textOf),
        })),
      }),
      labels,
    );
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}
