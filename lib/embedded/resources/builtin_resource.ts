/**
 * The resources of built-in kinds. Layer 3.
 *
 * @module
 */
import { formatApiVersion } from "../../core/gvk.ts";
import type { Kind } from "../../kinds/kind.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import { decodeObject } from "../schema/decode.ts";
import { type StructType, typeOfKind } from "../schema/types.ts";
import { schemaOfStruct, type ValueSchema } from "../schema/value_schema.ts";
import type { DecodeResult, Resource, Strategy } from "./resource.ts";

/** The collection of a resource: where its objects of all versions are stored. */
export function collectionOf({ group, plural }: { group: string; plural: string }): string {
  return group === "" ? plural : `${group}/${plural}`;
}

/** A resource whose type is known. */
export class BuiltinResource implements Resource {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly collection: string;
  readonly strategy: Strategy;
  readonly isCustom = false;
  #struct: StructType | undefined;
  #schema: ValueSchema | undefined;

  constructor(kind: Kind, strategy: Strategy) {
    this.kind = kind;
    this.apiVersion = formatApiVersion(kind);
    this.collection = collectionOf(kind);
    this.strategy = strategy;
  }

  get schema(): ValueSchema {
    return this.#schema ??= schemaOfStruct(this.#type());
  }

  decode(value: JsonObject): DecodeResult {
    const unknown: string[] = [];
    const decoded = decodeObject(this.#type(), value, { unknown });
    const object = decoded as ApiObject;
    object.kind = this.kind.kind;
    object.apiVersion = this.apiVersion;
    this.strategy.defaults?.(object);
    return { object, unknown };
  }

  empty(): ApiObject {
    const object = decodeObject(this.#type(), {}, { unknown: [], isBare: true }) as ApiObject;
    object.kind = this.kind.kind;
    object.apiVersion = this.apiVersion;
    return object;
  }

  toVersion(object: ApiObject): ApiObject {
    return object;
  }

  toStorage(object: ApiObject): ApiObject {
    return object;
  }

  #type(): StructType {
    const { group, version, kind } = this.kind;
    this.#struct ??= typeOfKind(group, version, kind);
    if (this.#struct === undefined) {
      throw new TypeError(`Cannot serve ${kind}: its type is unknown`);
    }
    return this.#struct;
  }
}
