/**
 * The columns that the definition of a custom kind asks for. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { evaluateJsonPath, parseJsonPath } from "../../core/jsonpath.ts";
import type { ApiObject, JsonObject, JsonValue } from "../json.ts";
import { textOf } from "../json.ts";
import { formatAge } from "../tables/age.ts";
import { AGE, type Column, NAME } from "../tables/cells.ts";

/** The columns of a version. */
export function printerColumns(columns: readonly JsonObject[]): readonly Column[] {
  if (columns.length === 0) return [NAME, AGE];
  return [NAME, ...columns.map(columnOf)];
}

function columnOf(column: JsonObject): Column {
  const type = textOf(column["type"]);
  const read = readerOf(textOf(column["jsonPath"]));
  return {
    name: textOf(column["name"]),
    type,
    format: textOf(column["format"]),
    priority: typeof column["priority"] === "number" ? column["priority"] : 0,
    cell: (object, nowMs) => cellOf(type, read(object), nowMs),
  };
}

function readerOf(path: string): (object: ApiObject) => JsonValue | undefined {
  const template = parseJsonPath(path, { relaxed: true });
  return (object) => {
    try {
      const [first] = evaluateJsonPath(template, object);
      return first as JsonValue | undefined;
    } catch (error) {
      if (error instanceof QueryError) return undefined;
      throw error;
    }
  };
}

function cellOf(type: string, value: JsonValue | undefined, nowMs: number): JsonValue {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value))
        ? formatAge(value, nowMs)
        : "<unknown>";
    case "integer":
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}
