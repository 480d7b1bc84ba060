/**
 * The documentation of kinds that a cluster serves: its OpenAPI documents. Layer 7.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import { readJson } from "../connect/body.ts";
import type { Kind } from "../kinds/kind.ts";

/** A part of a document. */
export type Schema = Readonly<Record<string, unknown>>;

/** A field, and where its references lead. */
export interface DocumentedField {
  readonly schema: Schema;
  /** What it is, e.g. `[]Toleration`. */
  readonly type: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** Documents are large and change with the server only. */
const DOCUMENTS = new WeakMap<Cluster, Map<string, Promise<Schema | undefined>>>();

/** The documentation of one kind. */
export class KindDocument {
  readonly #document: Schema;
  /** The kind itself. */
  readonly root: Schema;

  private constructor(document: Schema, root: Schema) {
    this.#document = document;
    this.root = root;
  }

  /**
   * Reads the documentation of a kind: one GET for each group and version, kept afterwards.
   *
   * @returns `undefined` where the cluster serves none.
   */
  static async read(
    cluster: Cluster,
    kind: Kind,
    signal: AbortSignal | undefined,
  ): Promise<KindDocument | undefined> {
    const { group, version } = kind;
    const path = group === "" ? `api/${version}` : `apis/${group}/${version}`;
    const documents = DOCUMENTS.get(cluster) ?? new Map<string, Promise<Schema | undefined>>();
    DOCUMENTS.set(cluster, documents);
    const reading = documents.get(path) ?? fetchDocument(cluster, path, signal);
    documents.set(path, reading);
    let document: Schema | undefined;
    try {
      document = await reading;
    } catch (error) {
      documents.delete(path);
      throw error;
    }
    if (document === undefined) return undefined;
    const root = Object.values(schemasOf(document)).filter(isRecord).find((schema) =>
      listOf(schema["x-kubernetes-group-version-kind"]).some((type) =>
        isRecord(type) && type["group"] === group && type["version"] === version &&
        type["kind"] === kind.kind
      )
    );
    return root === undefined ? undefined : new KindDocument(document, root);
  }

  /** The fields of a schema, by name. */
  fields(schema: Schema): ReadonlyMap<string, DocumentedField> {
    const whole = this.#resolve(schema);
    const required = listOf(whole["required"]);
    const properties = isRecord(whole["properties"]) ? whole["properties"] : {};
    return new Map(
      Object.keys(properties).sort().map((name) => [
        name,
        this.#describe(properties[name], required.includes(name)),
      ]),
    );
  }

  /** The field of a name in a schema, through lists and maps. */
  field(schema: Schema, name: string): DocumentedField | undefined {
    const inner = this.inner(schema);
    return this.fields(inner).get(name);
  }

  /** What the items of a list or the values of a map are; anything else is itself. */
  inner(schema: Schema): Schema {
    const whole = this.#resolve(schema);
    const next = whole["items"] ?? whole["additionalProperties"];
    return isRecord(next) && !isRecord(whole["properties"]) ? this.inner(next) : whole;
  }

  #describe(given: unknown, isRequired: boolean): DocumentedField {
    const schema = isRecord(given) ? given : {};
    const whole = this.#resolve(schema);
    const description = textOf(schema["description"]) || textOf(whole["description"]);
    return { schema, type: this.#typeOf(schema), description, isRequired };
  }

  #typeOf(schema: Schema): string {
    const reference = referenceOf(schema);
    if (reference !== undefined) return reference.split(".").at(-1) ?? "";
    if (isRecord(schema["items"])) return `[]${this.#typeOf(schema["items"])}`;
    if (isRecord(schema["additionalProperties"])) {
      return `map[string]${this.#typeOf(schema["additionalProperties"])}`;
    }
    if (isRecord(schema["properties"])) return "Object";
    return textOf(schema["type"]) || "any";
  }

  #resolve(schema: Schema): Schema {
    const reference = referenceOf(schema);
    const found = reference === undefined ? undefined : schemasOf(this.#document)[reference];
    return isRecord(found) ? found : schema;
  }
}

async function fetchDocument(
  cluster: Cluster,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Schema | undefined> {
  const response = await cluster.raw(`/openapi/v3/${path}`, {
    headers: { accept: "application/json" },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const document = await readJson(response);
  return isRecord(document) ? document : undefined;
}

function schemasOf(document: Schema): Schema {
  const components = document["components"];
  const schemas = isRecord(components) ? components["schemas"] : undefined;
  return isRecord(schemas) ? schemas : {};
}

function referenceOf(schema: Schema): string | undefined {
  const [first] = listOf(schema["allOf"]);
  const reference = schema["$ref"] ?? (isRecord(first) ? first["$ref"] : undefined);
  return typeof reference === "string" ? reference.split("/").at(-1) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
