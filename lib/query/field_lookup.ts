/**
 * Finding fields in the schema of a kind, and saying what is wrong where there is no such field.
 * Layer 2: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { showStep } from "../core/field_path.ts";
import { suggest } from "../core/suggest.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import type { FieldPath } from "./ast.ts";
import { METADATA_SCHEMA, TYPE_SCHEMA } from "./metadata_schema.ts";

/** A field that a filter speaks of, while the filter is read. */
export interface Field {
  /** The path relative to the object, or to the item of the surrounding list. */
  readonly path: FieldPath;
  /** The whole path as messages show it, lists marked by `[]`. */
  readonly shown: string;
  /** What is known about the field; `undefined` where nothing is. */
  readonly schema: FieldSchema | undefined;
  /** Whether this is the object itself. */
  readonly root: boolean;
  /** What is being queried, for messages, e.g. `pods`. */
  readonly what: string;
  /** What is done by the field, for messages; default `filter`. */
  readonly verb?: "sort" | undefined;
  /** The present in milliseconds since 1970, for `ago()`; left out: the machine's. */
  readonly nowMs?: number | undefined;
}

/** Begins at the object itself. */
export function rootField(schema: FieldSchema | undefined, what: string): Field {
  return { path: [], shown: "", schema: known(schema), root: true, what };
}

/**
 * Goes to one field of a field.
 *
 * @param field Where to begin.
 * @param name The field's name, or the key of a map.
 * @throws {QueryError} when the schema is known and has no such field.
 */
export function stepInto(field: Field, name: string): Field {
  const shown = showStep(field.shown, name);
  const path = [...field.path, name];
  return { ...field, path, shown, schema: childSchema(field, name, shown), root: false };
}

/**
 * Goes to the items of a list: their paths begin anew.
 *
 * @throws {QueryError} when the schema says that the field is no list.
 */
export function itemsOf(field: Field): Field {
  const { schema } = field;
  if (schema !== undefined && schema.type !== "list") {
    throw refusal(field, `it is ${describe(schema)}: only lists have $some, $every and $size`);
  }
  const shown = `${field.shown}[]`;
  return { ...field, path: [], shown, schema: known(schema?.item()), root: false };
}

/** Tells whether no schema vouches for the field. */
export function isUnchecked({ schema, root }: Field): boolean {
  return schema === undefined && !root;
}

/**
 * Makes the error for a field that cannot be filtered or sorted by as asked.
 *
 * @param field The field.
 * @param why The state, and what would help.
 */
export function refusal(field: Field, why: string): QueryError {
  const by = field.shown === "" ? "" : ` by ${JSON.stringify(field.shown)}`;
  return new QueryError(`Cannot ${field.verb ?? "filter"} ${field.what}${by}: ${why}`, {
    verb: "list",
  });
}

/** Says in words what a schema stands for, e.g. `a list`. */
export function describe({ type, format }: FieldSchema): string {
  if (format === "date-time") return "a time";
  if (format === "quantity") return "an amount";
  if (format === "int-or-string") return "a number or text";
  return {
    object: "an object with fields",
    map: "a map",
    list: "a list",
    string: "text",
    number: "a number",
    boolean: "true or false",
    any: "not described",
  }[type];
}

function childSchema(field: Field, name: string, shown: string): FieldSchema | undefined {
  const { schema, root } = field;
  if (root && name === "metadata") {
    const own = schema?.field(name);
    return own === undefined || own.fieldNames().length === 0 ? METADATA_SCHEMA : own;
  }
  if (root && (name === "apiVersion" || name === "kind")) return TYPE_SCHEMA;
  if (schema === undefined) return undefined;
  if (schema.type === "object" || schema.type === "map") {
    const child = schema.field(name);
    if (child !== undefined) return known(child);
    const near = nearField(field, name);
    const hint = near === undefined ? "" : `: did you mean ${JSON.stringify(near)}`;
    throw refusal({ ...field, shown }, `no such field${hint}`);
  }
  if (schema.type === "list") {
    throw refusal(
      { ...field, shown },
      `${JSON.stringify(field.shown)} is a list: ` +
        `ask of its items with { ${lastName(field)}: { $some: { ${name}: … } } }`,
    );
  }
  throw refusal(
    { ...field, shown },
    `${JSON.stringify(field.shown)} is ${describe(schema)} and has no fields`,
  );
}

/** A schema that says nothing is the same as none. */
function known(schema: FieldSchema | undefined): FieldSchema | undefined {
  return schema?.type === "any" && schema.format === undefined ? undefined : schema;
}

function lastName({ path }: Field): string {
  return path.at(-1) ?? "";
}

/** How deep and how far to look for a field that was written in the wrong place. */
const SEARCH_DEPTH = 4;
const SEARCH_LIMIT = 2000;

function nearField(field: Field, name: string): string | undefined {
  const { schema, shown } = field;
  if (schema === undefined) return undefined;
  const near = suggest(name, schema.fieldNames());
  return near === undefined ? misplacedField(schema, name, shown) : showStep(shown, near);
}

/** Finds a field of the same name further down, the nearest to the top first. */
function misplacedField(schema: FieldSchema, name: string, shown: string): string | undefined {
  let level = [{ schema, shown }];
  let seen = 0;
  for (let depth = 0; depth < SEARCH_DEPTH; depth++) {
    const next: typeof level = [];
    for (const place of level) {
      for (const childName of place.schema.fieldNames()) {
        const child = place.schema.field(childName);
        if (child === undefined || seen++ > SEARCH_LIMIT) continue;
        const childShown = showStep(place.shown, childName);
        if (childName === name && depth > 0) return childShown;
        if (child.type === "object") next.push({ schema: child, shown: childShown });
      }
    }
    level = next;
  }
  return undefined;
}
