/**
 * The OpenAPI documents of a server: one of version 3 for each version of a group, and one of version 2 for
 * all. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { isObject, objectOf } from "../json.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import type { Resource } from "../resources/resource.ts";
import { builtinModels, modelOfKind } from "../schema/types.ts";
import { subresourceKind } from "../subresources/served.ts";
import { builtinSchema, type Describe, SCHEMA_PREFIX } from "./builtin_schemas.ts";
import { customModel, customSchema } from "./custom_schemas.ts";
import { DELETE_MODELS, type DescribedKind, pathsOf } from "./operations.ts";

/** What all documents are made of: paths, and schemas by the names of their models. */
export interface OpenApiParts {
  readonly paths: Record<string, JsonObject>;
  readonly schemas: Record<string, JsonObject>;
}

/** What documents are made from. */
export interface OpenApiSource {
  readonly resources: ResourceRegistry;
  /** What the server says it is. */
  readonly version: string;
  /** Finds the words for a model; without it documents have none. */
  readonly describe?: Describe | undefined;
}

const GVK = "x-kubernetes-group-version-kind";
const LIST_META = `${SCHEMA_PREFIX}io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta`;

/**
 * The versions of groups that have documents, as their paths: `api/v1`, `apis/apps/v1`.
 *
 * @param source The server.
 */
export function documentPaths({ resources }: OpenApiSource): string[] {
  return [...new Set(resources.kinds().map(pathOf))].sort();
}

function pathOf({ group, version }: Kind): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

/**
 * Writes the document of one version of a group.
 *
 * @param source The server.
 * @param path E.g. `apis/apps/v1`.
 * @returns A document of OpenAPI version 3, or `undefined` where that version is not served.
 */
export function documentAt(source: OpenApiSource, path: string): JsonObject | undefined {
  const kinds = source.resources.kinds().filter((kind) => pathOf(kind) === path);
  if (kinds.length === 0) return undefined;
  const { paths, schemas } = partsOf(source, kinds);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: source.version },
    paths,
    components: { schemas },
  };
}

/**
 * Gathers the paths and schemas of kinds.
 *
 * @param source The server.
 * @param kinds The kinds; every one that is served when left out.
 */
export function partsOf(
  source: OpenApiSource,
  kinds: readonly Kind[] = source.resources.kinds(),
): OpenApiParts {
  const paths: Record<string, JsonObject> = {};
  const schemas: Record<string, JsonObject> = {};
  for (const kind of kinds) {
    const resource = source.resources.find(kind.group, kind.version, kind.plural);
    if (resource === undefined) continue;
    const described = describeKind(resource);
    Object.assign(paths, pathsOf(described));
    addKind(source, schemas, resource, described);
    if (kind.verbs.includes("delete")) {
      for (const model of DELETE_MODELS) addBuiltin(source, schemas, model);
    }
    for (const subresource of kind.subresources) {
      const model = described.subresourceModel(subresource);
      if (model !== undefined) addBuiltin(source, schemas, model);
    }
  }
  return { paths: sorted(paths), schemas: sorted(schemas) };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1));
}

function describeKind(resource: Resource): DescribedKind {
  const { kind, isCustom } = resource;
  const { group, version } = kind;
  const model = isCustom
    ? customModel(group, version, kind.kind)
    : modelOfKind(group, version, kind.kind) ?? kind.kind;
  const listName = resource.listKind ?? `${kind.kind}List`;
  return {
    kind,
    model,
    listModel: isCustom ? customModel(group, version, listName) : `${model}List`,
    isCustom,
    subresourceModel(subresource) {
      const own = subresourceKind(kind, subresource);
      if (own.kind === kind.kind && own.group === group) return model;
      return modelOfKind(own.group, own.version, own.kind);
    },
  };
}

function addKind(
  source: OpenApiSource,
  schemas: Record<string, JsonObject>,
  resource: Resource,
  { kind, model, listModel, isCustom }: DescribedKind,
): void {
  if (isCustom) {
    const schema = customSchema(resource.openApi ?? {});
    schemas[model] = { ...schema, [GVK]: [gvk(kind, kind.kind)] };
    addReferences(source, schemas, schemas[model]);
  } else addBuiltin(source, schemas, model);
  if (!kind.verbs.includes("list")) return;
  const listKind = listModel.slice(listModel.lastIndexOf(".") + 1);
  const list: JsonObject = {
    type: "object",
    required: ["items"],
    properties: {
      apiVersion: { type: "string" },
      items: {
        type: "array",
        items: isCustom
          ? { $ref: `${SCHEMA_PREFIX}${model}` }
          : { default: {}, allOf: [{ $ref: `${SCHEMA_PREFIX}${model}` }] },
      },
      kind: { type: "string" },
      metadata: isCustom
        ? { allOf: [{ $ref: LIST_META }] }
        : { default: {}, allOf: [{ $ref: LIST_META }] },
    },
    [GVK]: [gvk(kind, listKind)],
  };
  schemas[listModel] = withWords(list, source.describe?.(listModel));
  addReferences(source, schemas, list);
}

function withWords(schema: JsonObject, words: ReturnType<Describe>): JsonObject {
  if (words === undefined) return schema;
  const properties = Object.entries(objectOf(schema["properties"])).map(([name, property]) => {
    const description = words.fields.get(name);
    return [name, description === undefined ? property : { description, ...objectOf(property) }];
  });
  return {
    ...(words.description === undefined ? {} : { description: words.description }),
    ...schema,
    properties: Object.fromEntries(properties),
  };
}

function gvk({ group, version }: Kind, kind: string): JsonObject {
  return { group, version, kind };
}

function addBuiltin(
  source: OpenApiSource,
  schemas: Record<string, JsonObject>,
  model: string,
): void {
  if (schemas[model] !== undefined) return;
  const schema = builtinSchema(model, source.describe);
  if (schema === undefined) return;
  const kinds = kindsOfModel(model);
  schemas[model] = kinds.length === 0 ? schema : { ...schema, [GVK]: kinds };
  addReferences(source, schemas, schema);
}

function addReferences(
  source: OpenApiSource,
  schemas: Record<string, JsonObject>,
  value: JsonValue | undefined,
): void {
  if (Array.isArray(value)) {
    for (const item of value) addReferences(source, schemas, item);
    return;
  }
  if (!isObject(value)) return;
  const reference = value["$ref"];
  if (typeof reference === "string") {
    addBuiltin(source, schemas, reference.slice(SCHEMA_PREFIX.length));
    return;
  }
  for (const inner of Object.values(value)) addReferences(source, schemas, inner);
}

let byModel: ReadonlyMap<string, JsonObject[]> | undefined;

/** The kinds whose objects are of a model. */
function kindsOfModel(model: string): JsonObject[] {
  if (byModel === undefined) {
    const found = new Map<string, JsonObject[]>();
    for (const { group, version, kind, model: name } of builtinModels()) {
      found.set(name, [...found.get(name) ?? [], { group, version, kind }]);
    }
    byModel = found;
  }
  return byModel.get(model) ?? [];
}
