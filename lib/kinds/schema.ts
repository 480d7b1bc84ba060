/**
 * The field names and types of kinds, for validation, suggestions and completion: no sentences, and
 * no objects of client-node at run time. Layer 1: pure.
 *
 * @module
 */

/** What is known about a field of an object, or about the object itself. */
export interface FieldSchema {
  /** The JSON shape; `any` where nothing is known below this point. */
  readonly type: "object" | "map" | "list" | "string" | "number" | "boolean" | "any";
  /** What the value means beyond its shape: `date-time`, `quantity`, `int-or-string`, `byte`, … */
  readonly format?: string;
  /**
   * The schema of one field.
   *
   * @param name The field of an object, or any key of a map.
   * @returns Its schema, or `undefined` where there is no such field.
   */
  field(name: string): FieldSchema | undefined;
  /** The names of an object's fields; empty for everything else. */
  fieldNames(): readonly string[];
  /** The schema of a list's items; `undefined` for everything else. */
  item(): FieldSchema | undefined;
}
