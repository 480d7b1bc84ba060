/**
 * The options and arguments of a script as data, read from the JSON Schema of its schemas. Layer 6.
 *
 * @module
 */
import type { ScriptSchema } from "./schema.ts";

/** What a word on the command line may become. */
export type ScalarType = "string" | "number" | "integer" | "boolean";

/** What is proposed while a value is typed: names of a kind's objects, or fixed words. */
export type Proposals = string | readonly string[];

/** A value that the command line takes, by an option or by its place. */
export interface Parameter {
  /** The key in the schema. */
  readonly key: string;
  /** What `--help` says of it. */
  readonly brief: string;
  /** What its words may become; none: text that the schema itself makes something of. */
  readonly types: readonly ScalarType[];
  /** Values that are taken as they are. */
  readonly values: readonly (string | number | boolean)[];
  /** Whether it may be given several times: each time one more, or one more `KEY=VALUE`. */
  readonly many: "list" | "pairs" | undefined;
  readonly required: boolean;
  /** What it is when it was not given, where the schema says so. */
  readonly fallback?: unknown;
  readonly complete?: Proposals | undefined;
}

/** An option: `--flag VALUE`, or a switch `--flag`. */
export interface Option extends Parameter {
  /** The name without its dashes. */
  readonly flag: string;
  /** The letter of the short form. */
  readonly short?: string | undefined;
  /** What `--help` calls its value; left out: a switch. */
  readonly placeholder?: string | undefined;
}

/** An argument that is known by its place. */
export interface Argument extends Parameter {
  /** What `--help` calls it. */
  readonly placeholder: string;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | boolean;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** From `.meta({ short, complete, placeholder })`. */
  readonly short?: unknown;
  readonly complete?: unknown;
  readonly placeholder?: unknown;
}

/**
 * Reads the options of a script.
 *
 * @param script The script's name, for messages.
 * @param schema The schema of an object.
 * @throws {TypeError} when the command line has no way to say what the schema wants.
 */
export function readOptions(script: string, schema: ScriptSchema): readonly Option[] {
  return readProperties(script, "option", schema).map(({ key, property, required }): Option => {
    const parameter = readParameter(script, { what: `option "${key}"`, key, property, required });
    const { short, placeholder } = property;
    if (short !== undefined && (typeof short !== "string" || !/^[a-zA-Z]$/.test(short))) {
      throw new TypeError(
        `Cannot make the script "${script}": the short form of option "${key}" is not one letter`,
      );
    }
    const option = { ...parameter, flag: kebab(key), short };
    if (isSwitch(parameter)) return option;
    return { ...option, placeholder: nameOf(placeholder) ?? placeholderOf(parameter) };
  });
}

/**
 * Reads the arguments of a script, in their order.
 *
 * @param script The script's name, for messages.
 * @param schema The schema of an object.
 * @throws {TypeError} when they cannot be told apart by their places.
 */
export function readArguments(script: string, schema: ScriptSchema): readonly Argument[] {
  const found = readProperties(script, "argument", schema);
  const read = found.map(({ key, property, required }): Argument => ({
    ...readParameter(script, { what: `argument "${key}"`, key, property, required }),
    placeholder: nameOf(property.placeholder) ?? kebab(key).replaceAll("-", "_").toUpperCase(),
  }));
  for (const [index, argument] of read.entries()) {
    const next = read[index + 1];
    if (next === undefined) continue;
    const why = argument.many !== undefined
      ? `"${argument.key}" takes all that follow, so it has to be the last`
      : !argument.required && next.required
      ? `"${argument.key}" may be left out, so "${next.key}" after it has to be optional, too`
      : undefined;
    if (why !== undefined) throw new TypeError(`Cannot make the script "${script}": ${why}`);
  }
  return read;
}

/** Tells whether an option takes no value. */
export function isSwitch({ types, values, many }: Parameter): boolean {
  return types.length === 1 && types[0] === "boolean" && values.length === 0 && many === undefined;
}

interface Property {
  readonly key: string;
  readonly property: JsonSchema;
  readonly required: boolean;
}

function readProperties(
  script: string,
  what: "option" | "argument",
  schema: ScriptSchema,
): readonly Property[] {
  const root = describe(script, schema);
  const all = [root, ...root.allOf ?? []].map((part) => resolve(part, root));
  const properties = all.flatMap((part) => Object.entries(part.properties ?? {}));
  if (!all.some(({ type }) => type === "object")) {
    throw new TypeError(
      `Cannot make the script "${script}": its ${what}s are not the schema of an object: z.object({})`,
    );
  }
  const required = new Set(all.flatMap((part) => part.required ?? []));
  return properties.map(([key, property]) => ({
    key,
    property: resolve(property, root),
    required: required.has(key),
  }));
}

/**
 * The keys that a schema knows.
 *
 * @param schema The schema of an object.
 * @returns `undefined` where it takes every key, or does not describe itself.
 */
export function knownKeys(schema: ScriptSchema): readonly string[] | undefined {
  if (schema["~standard"].jsonSchema === undefined) return undefined;
  const root = describe("", schema);
  const all = [root, ...root.allOf ?? []].map((part) => resolve(part, root));
  const isOpen = all.some(({ type, anyOf, oneOf, additionalProperties: more }) =>
    type !== "object" || anyOf !== undefined || oneOf !== undefined ||
    (more !== undefined && more !== false)
  );
  return isOpen ? undefined : all.flatMap((part) => Object.keys(part.properties ?? {}));
}

function describe(script: string, schema: ScriptSchema): JsonSchema {
  const { jsonSchema } = schema["~standard"];
  // Not there in zod before 4.2, whatever the types say.
  if (jsonSchema === undefined) {
    throw new TypeError(
      `Cannot make the script "${script}": its schema does not describe itself: use zod 4.2 or later`,
    );
  }
  return jsonSchema.input({
    target: "draft-2020-12",
    // Dates and the like have no JSON form: their words go to the schema as they are.
    libraryOptions: { unrepresentable: "any" },
  });
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  const found = name === undefined ? undefined : root.$defs?.[name];
  return found === undefined ? schema : { ...found, ...schema };
}

function readParameter(
  script: string,
  { what, key, property, required }: Property & { readonly what: string },
): Parameter {
  const { items, additionalProperties, properties } = property;
  const kinds = typesOf(property);
  const isList = kinds.includes("array");
  const isPairs = kinds.includes("object") && properties === undefined;
  if (kinds.includes("object") && !isPairs) {
    throw new TypeError(
      `Cannot make the script "${script}": ${what} is an object, which no words can say: ` +
        "use text, numbers, booleans, lists or z.record()",
    );
  }
  const element = isList ? items : isPairs ? additionalProperties : property;
  const leaf: JsonSchema = typeof element === "object" ? element : {};
  return {
    key,
    brief: property.description ?? "",
    types: typesOf(leaf).filter(isScalar),
    values: valuesOf(leaf),
    many: isList ? "list" : isPairs ? "pairs" : undefined,
    required,
    fallback: property.default,
    complete: proposalsOf(property.complete ?? leaf.complete),
  };
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf } = schema;
  const found = [...anyOf ?? [], ...oneOf ?? []];
  return found.length === 0 ? [schema] : found.flatMap(branches);
}

function typesOf(schema: JsonSchema): readonly string[] {
  const found = branches(schema).filter((branch) => !isFixed(branch)).flatMap(({ type }) =>
    type ?? []
  );
  return [...new Set(found)];
}

function valuesOf(schema: JsonSchema): Parameter["values"] {
  const found = branches(schema).flatMap((branch) =>
    "const" in branch ? [branch.const] : branch.enum ?? []
  );
  return found.filter((value) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
  );
}

function isFixed(schema: JsonSchema): boolean {
  return schema.enum !== undefined || "const" in schema;
}

function isScalar(type: string): type is ScalarType {
  return ["string", "number", "integer", "boolean"].includes(type);
}

function proposalsOf(complete: unknown): Proposals | undefined {
  if (typeof complete === "string") return complete;
  if (!Array.isArray(complete)) return undefined;
  return complete.filter((word): word is string => typeof word === "string");
}

function nameOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

const LONGEST_CHOICE = 40;

function placeholderOf({ types, values, many }: Parameter): string {
  const choice = values.join("|");
  if (values.length > 0 && types.length === 0 && choice.length <= LONGEST_CHOICE) return choice;
  const [type] = types;
  const isNumber = values.length === 0 && types.length === 1 &&
    (type === "number" || type === "integer");
  const value = isNumber ? "NUMBER" : "VALUE";
  return many === "pairs" ? `KEY=${value}` : value;
}

/** `maxRestarts` as `max-restarts`. */
function kebab(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replaceAll("_", "-").toLowerCase();
}
