/**
 * What the cells of tables have in common. Layer 3.
 *
 * @module
 */
import {
  type ApiObject,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import { formatAge } from "./age.ts";

/** One column. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  /** Above 0: shown only when wide. */
  readonly priority?: number;
  cell(object: ApiObject, nowMs: number): JsonValue;
}

/** A column of text. */
export function text(name: string, cell: Column["cell"], priority = 0): Column {
  return { name, type: "string", priority, cell };
}

/** A column of whole numbers. */
export function count(name: string, cell: Column["cell"], priority = 0): Column {
  return { name, type: "integer", priority, cell };
}

/** A column that is true or false. */
export function flag(name: string, cell: (object: ApiObject) => boolean): Column {
  return { name, type: "boolean", cell };
}

/** The column that names the object. */
export const NAME: Column = {
  name: "Name",
  type: "string",
  format: "name",
  cell: ({ metadata }) => metadata.name ?? "",
};

/** How long ago the object was made. */
export const AGE: Column = text(
  "Age",
  ({ metadata }, nowMs) => formatAge(metadata.creationTimestamp, nowMs),
);

/** The spec. */
export function spec(object: ApiObject): JsonObject {
  return objectOf(object["spec"]);
}

/** The status. */
export function status(object: ApiObject): JsonObject {
  return objectOf(object["status"]);
}

/** A number, 0 where there is none. */
export function numberIn(value: JsonValue | undefined): number {
  return typeof value === "number" ? value : 0;
}

/** A text, or what stands for none. */
export function orElse(value: JsonValue | undefined, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}

/** The containers of a pod's template or spec: names and images. */
export const CONTAINERS: readonly Column[] = [
  text("Containers", (object) => containerField(object, "name"), 1),
  text("Images", (object) => containerField(object, "image"), 1),
];

function containerField(object: ApiObject, field: string): string {
  const template = objectOf(objectOf(spec(object)["template"])["spec"]);
  return objectsOf(template["containers"]).map((container) => textOf(container[field])).join(",");
}

/** The selector of a workload. */
export const SELECTOR: Column = text(
  "Selector",
  (object) => selectorText(spec(object)["selector"]),
  1,
);

const OPERATORS: Readonly<Record<string, string>> = { In: "in", NotIn: "notin" };

/** A selector as kubectl takes it. */
export function selectorText(selector: JsonValue | undefined): string {
  if (!isObject(selector)) return "<none>";
  const labels = labelsText(textsOf(selector["matchLabels"]), "");
  const expressions = objectsOf(selector["matchExpressions"]).map((expression) => {
    const key = textOf(expression["key"]);
    const operator = textOf(expression["operator"]);
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    const values = listOf(expression["values"]).map(textOf).sort().join(",");
    return `${key} ${OPERATORS[operator] ?? operator} (${values})`;
  });
  return [...(labels === "" ? [] : [labels]), ...expressions].join(",") || "<none>";
}

/** Labels as text. */
export function labelsText(labels: Record<string, string>, none = "<none>"): string {
  return Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => `${key}=${value}`).join(",") || none;
}
