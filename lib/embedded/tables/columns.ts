/**
 * The columns of each kind. Layer 3.
 *
 * @module
 */
import type { ApiObject, JsonValue } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
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

/** The column that names the object. */
export const NAME: Column = {
  name: "Name",
  type: "string",
  format: "name",
  cell: ({ metadata }) => metadata.name ?? "",
};

/** How long ago the object was made. */
export const AGE: Column = {
  name: "Age",
  type: "string",
  cell: ({ metadata }, nowMs) => formatAge(metadata.creationTimestamp, nowMs),
};

const CREATED: Column = {
  name: "Created At",
  type: "date",
  cell: ({ metadata }) => metadata.creationTimestamp ?? "",
};

/** The columns of a resource. */
export function columnsOf(_resource: Resource): readonly Column[] {
  return [NAME, CREATED];
}
