/**
 * YAML written in a script, with values filled in that cannot change its structure. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import type { YamlValue } from "./yaml_fill.ts";

/** YAML with values filled in; made by {@link yaml}. It is read when it is applied. */
export class YamlTemplate {
  readonly #strings: readonly string[];
  readonly #values: readonly YamlValue[];

  /** Made by {@link yaml}. */
  constructor(strings: readonly string[], values: readonly YamlValue[]) {
    this.#strings = strings;
    this.#values = values;
  }

  /**
   * Reads the YAML and fills the values in. Sends nothing.
   *
   * @returns The documents in order, empty ones left out.
   * @throws {QueryError} with line and column when it is no YAML, or when a value does not fit its place.
   */
  async documents(): Promise<unknown[]> {
    const { readTemplate } = await import("./yaml_fill.ts");
    return readTemplate(this.#strings, this.#values);
  }

  /** What the console and the REPL show: values may be secret. */
  [Symbol.for("Deno.customInspect")](): string {
    return `yaml\`${this.#strings.join("${…}")}\``;
  }
}

/**
 * Writes YAML for `apply()`, with values filled in after it was read: whatever a value holds, it stays one
 * value. Sends nothing.
 *
 * A value that stands alone is filled in as it is, objects and lists included; one within quotes or beside
 * other text as text. Lines may be indented as the code around them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { yaml } from "skiff";
 *
 * const [name, tag, replicas] = ["web", "1.29", 3];
 * const labels = { app: name, note: "a: b # c" };
 * const template = yaml`
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata: { name: ${name}, labels: ${labels} }
 *   spec:
 *     replicas: ${replicas}
 *     template: { spec: { containers: [{ name: main, image: nginx:${tag} }] } }
 * `;
 * assert.deepEqual(await template.documents(), [{
 *   apiVersion: "apps/v1",
 *   kind: "Deployment",
 *   metadata: { name: "web", labels: { app: "web", note: "a: b # c" } },
 *   spec: {
 *     replicas: 3,
 *     template: { spec: { containers: [{ name: "main", image: "nginx:1.29" }] } },
 *   },
 * }]);
 * ```
 *
 * @param strings The YAML around the values.
 * @param values What is filled in.
 * @returns What `apply()` takes; what is wrong with it is said there.
 * @throws {QueryError} when a value is none, such as `undefined`.
 */
export function yaml(
  strings: TemplateStringsArray,
  ...values: readonly YamlValue[]
): YamlTemplate {
  const bad = strings.findIndex((text) => (text as string | undefined) === undefined);
  if (bad >= 0) {
    throw new QueryError("Cannot read a YAML template: it has an escape that is none: write \\\\");
  }
  for (const [index, value] of values.entries()) checkValue(value, index);
  return new YamlTemplate([...strings], values);
}

function checkValue(value: unknown, index: number): void {
  const isNone = value === undefined || typeof value === "function" || typeof value === "symbol" ||
    typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ||
    value instanceof YamlTemplate || value instanceof Promise;
  if (!isNone) return;
  const what = value instanceof YamlTemplate
    ? "a template"
    : value instanceof Promise
    ? "a promise: await it"
    : typeof value === "number" || value === undefined
    ? String(value)
    : `a ${typeof value}`;
  throw new QueryError(`Cannot fill value ${index + 1} into a YAML template: it is ${what}`);
}
