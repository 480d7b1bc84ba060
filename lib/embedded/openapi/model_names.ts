/**
 * What the types of the server are called in OpenAPI documents, and what documents say of them beside what
 * the server decodes by. Layer 3.
 *
 * @module
 */
import type { JsonObject } from "../json.ts";
import type { StructType } from "../schema/types.ts";
import { OPENAPI_DATA } from "./data.ts";

interface Names {
  /** The model of each type. */
  readonly models: ReadonlyMap<string, string>;
  /** The type of each model. */
  readonly types: ReadonlyMap<string, string>;
  /** What else is said of `Type` or `Type.field`, as JSON. */
  readonly extras: ReadonlyMap<string, string>;
}

let names: Names | undefined;

function readNames(): Names {
  if (names === undefined) {
    const models = new Map<string, string>();
    const types = new Map<string, string>();
    const extras = new Map<string, string>();
    for (const line of OPENAPI_DATA.trim().split("\n")) {
      const [first = "", ...words] = line.split(" ");
      if (!first.startsWith("@")) {
        extras.set(first, words.join(" "));
        continue;
      }
      for (const word of words) {
        const [type = "", own = type] = word.split("/");
        const model = `${first.slice(1)}.${own}`;
        models.set(type, model);
        types.set(model, type);
      }
    }
    names = { models, types, extras };
  }
  return names;
}

/** The types by the names of their models. */
export function typeNames(): ReadonlyMap<string, string> {
  return readNames().types;
}

/**
 * The model of a type.
 *
 * @throws {TypeError} when documents do not know it.
 */
export function modelOf({ name }: StructType): string {
  const model = readNames().models.get(name);
  if (model === undefined) throw new TypeError(`Cannot name the type "${name}" in documents`);
  return model;
}

/** What documents say beside what the server decodes by, of a type or of `Type.field`. */
export function extrasOf(place: string): JsonObject {
  const text = readNames().extras.get(place);
  return text === undefined ? {} : JSON.parse(text);
}
