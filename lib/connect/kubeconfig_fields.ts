/**
 * Reads fields of a kubeconfig entry by type, and says which file, entry and field is wrong without
 * showing its value. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";

/** Where fields stand, for messages. */
export interface FieldOrigin {
  /** The kubeconfig file. */
  readonly file: string;
  /** The entry: `cluster "prod"`; empty at the top of the file. */
  readonly entry: string;
}

/** A mapping of a kubeconfig with typed access; absent and `null` fields read as empty. */
export class KubeconfigFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #origin: FieldOrigin;
  readonly #prefix: string;

  /**
   * Takes a mapping.
   *
   * @param value The mapping; absent or `null` counts as empty.
   * @param origin Where it stands.
   * @param prefix Path of the mapping within its entry, e.g. `exec.`.
   * @throws {ConfigError} when it is something else.
   */
  constructor(value: unknown, origin: FieldOrigin, prefix = "") {
    this.#origin = origin;
    this.#prefix = prefix;
    if (value === undefined || value === null) this.#fields = {};
    else if (isRecord(value)) this.#fields = value;
    else {
      const what = prefix === ""
        ? origin.entry
        : `field "${prefix.slice(0, -1)}" of ${origin.entry}`;
      throw fault(origin, `${what} is ${shapeOf(value)}, a mapping is expected`);
    }
  }

  /** The field as text, `""` where it is absent. */
  text(name: string): string {
    const value = this.#get(name);
    if (value === undefined) return "";
    if (typeof value !== "string") throw this.#wrongShape(name, value, "a string");
    return value;
  }

  /** The field as truth value, `false` where it is absent. */
  flag(name: string): boolean {
    const value = this.#get(name);
    if (value === undefined) return false;
    if (typeof value !== "boolean") throw this.#wrongShape(name, value, "true or false");
    return value;
  }

  /** The field decoded from base64 to text, `""` where it is absent. */
  base64(name: string): string {
    const text = this.text(name).replace(/[\r\n]/g, "");
    if (text === "") return "";
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
      throw this.fault(name, `is not valid base64 (${text.length} characters)`);
    }
    return atob(text);
  }

  /** The field as list, empty where it is absent. */
  list(name: string): readonly unknown[] {
    const value = this.#get(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.#wrongShape(name, value, "a list");
    return value;
  }

  /** The field as list of strings, empty where it is absent. */
  texts(name: string): string[] {
    return this.list(name).map((item, index) => {
      if (typeof item === "string") return item;
      throw this.#wrongShape(`${name}[${index}]`, item, "a string");
    });
  }

  /** The field as mapping; empty where it is absent. */
  fields(name: string): KubeconfigFields {
    return new KubeconfigFields(this.#get(name), this.#origin, `${this.#prefix}${name}.`);
  }

  /** Each item of a list field as mapping. */
  items(name: string): KubeconfigFields[] {
    return this.list(name).map((item, index) =>
      new KubeconfigFields(item, this.#origin, `${this.#prefix}${name}[${index}].`)
    );
  }

  /** The names of the fields that are present. */
  names(): string[] {
    return Object.keys(this.#fields).filter((name) => this.has(name));
  }

  /** Whether the field is present and not `null`. */
  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** The field as it is. */
  value(name: string): unknown {
    return this.#get(name);
  }

  /**
   * Makes the error about a field; the caller throws it.
   *
   * @param name The field.
   * @param state What is wrong, completing `field "x" of cluster "y" …`; never the value.
   */
  fault(name: string, state: string): ConfigError {
    const of = this.#origin.entry === "" ? "" : ` of ${this.#origin.entry}`;
    return fault(this.#origin, `field "${this.#prefix}${name}"${of} ${state}`);
  }

  #get(name: string): unknown {
    if (!Object.hasOwn(this.#fields, name)) return undefined;
    return this.#fields[name] ?? undefined;
  }

  #wrongShape(name: string, value: unknown, expected: string): ConfigError {
    return this.fault(name, `is ${shapeOf(value)}, ${expected} is expected`);
  }
}

/** Says what a value is without showing it: `a number`, `a mapping`. */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "boolean" ? "true or false" : `a ${typeof value}`;
}

/** Tells whether a value is a mapping. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(origin: FieldOrigin, state: string): ConfigError {
  return new ConfigError(`Cannot use kubeconfig ${quote(origin.file)}: ${state}`);
}
