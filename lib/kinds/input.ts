/**
 * The types of what is written: whole objects, parts of them to be applied, and patches. Layer 1: types
 * only.
 *
 * @module
 */
import type { SecretInput } from "../core/secret_data.ts";

/** Where a Secret's values are written: text and bytes under `stringData`; base64 only as it was read. */
export interface SecretDataInput {
  /** Values as they were read: base64; bytes are encoded on the way. */
  data?: Readonly<Record<string, string | Uint8Array>>;
  /** Values as text or bytes, and as `value()` gave them. */
  stringData?: Readonly<Record<string, SecretInput>>;
}

/** The same where single values can be removed by `null`. */
export interface SecretDataPatch {
  /** Values as they were read: base64; `null` removes. */
  data?: Readonly<Record<string, string | Uint8Array | null>> | null;
  /** Values as text or bytes; `null` removes. */
  stringData?: Readonly<Record<string, SecretInput | null>> | null;
}

/**
 * A whole object to be created or put in another's place; type, name and namespace may be left out where
 * the call says them.
 *
 * @typeParam T The object's type.
 */
export type NewObject<T> = "stringData" extends keyof T
  ? string extends keyof T ? T : Omit<T, "data" | "stringData"> & SecretDataInput
  : T;

/**
 * The fields of an object that are to be applied.
 *
 * @typeParam T The object's type.
 */
export type ApplyObject<T> = "stringData" extends keyof T
  ? string extends keyof T ? PartOf<T> : PartOf<Omit<T, "data" | "stringData">> & SecretDataInput
  : PartOf<T>;

/**
 * A merge or strategic patch with the shape of the object: `null` removes a field, and keys that begin with
 * `$` are directives of a strategic patch.
 *
 * @typeParam T The object's type.
 */
export type ObjectPatch<T> = "stringData" extends keyof T ? string extends keyof T ? PatchOf<T>
  : PatchOf<Omit<T, "data" | "stringData">> & SecretDataPatch
  : PatchOf<T>;

/**
 * Any part of a value.
 *
 * @typeParam V The value's type.
 */
export type PartOf<V> = V extends readonly (infer Item)[] ? readonly PartOf<Item>[]
  : V extends object ? { readonly [Name in keyof V]?: PartOf<V[Name]> }
  : V;

/**
 * Any part of a value, with `null` for what goes.
 *
 * @typeParam V The value's type.
 */
export type PatchOf<V> = V extends readonly (infer Item)[] ? readonly PatchOf<Item>[]
  : V extends object ?
      & { readonly [Name in keyof V]?: PatchOf<V[Name]> | null }
      & { readonly [Directive in `$${string}`]?: unknown }
  : V;
