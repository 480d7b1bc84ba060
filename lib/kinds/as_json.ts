/**
 * The JSON shape of an object whose model is a class of client-node. Layer 1: types only.
 *
 * The models hold timestamps as `Date` and rename fields that are words of the language; the API serves
 * timestamps as strings and fields under their own names, and so does Skiff.
 *
 * @module
 */

/**
 * The plain JSON that a model of client-node stands for.
 *
 * @typeParam T A model class, e.g. `V1Pod`.
 */
export type AsJson<T> = 0 extends 1 & T ? T
  : T extends Date ? string
  : T extends readonly (infer Item)[] ? AsJson<Item>[]
  : T extends object ? { [Name in keyof T as WireName<Name>]: AsJson<T[Name]> }
  : T;

/**
 * The name that a field has in JSON.
 *
 * @typeParam Name The field's name in the model: `_from`, `x_kubernetes_list_type`.
 */
export type WireName<Name> = Name extends `x_kubernetes_${infer Rest}`
  ? `x-kubernetes-${Dashed<Rest>}`
  : Name extends `_${infer Rest}` ? Rest
  : Name;

/**
 * The text with dashes in place of underscores.
 *
 * @typeParam Text Any text.
 */
export type Dashed<Text extends string> = Text extends `${infer Head}_${infer Tail}`
  ? `${Head}-${Dashed<Tail>}`
  : Text;
