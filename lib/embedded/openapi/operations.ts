/**
 * The paths of a kind and what can be done there, as OpenAPI version 3 writes them. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import type { JsonObject } from "../json.ts";
import { subresourceKind, subresourceVerbs } from "../subresources/served.ts";
import { SCHEMA_PREFIX } from "./builtin_schemas.ts";

/** A kind with what its objects and their lists are called in documents. */
export interface DescribedKind {
  readonly kind: Kind;
  readonly model: string;
  readonly listModel: string;
  readonly isCustom: boolean;
  /** The model of a kind that a subresource takes, where documents know it. */
  subresourceModel(subresource: string): string | undefined;
}

const OBJECT_TYPES = ["application/json", "application/yaml"];
const PATCH_TYPES = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
];
const STRATEGIC = "application/strategic-merge-patch+json";
const META = "io.k8s.apimachinery.pkg.apis.meta.v1";
/** The models that deletes take and answer with, whatever the kind. */
export const DELETE_MODELS: readonly string[] = [`${META}.DeleteOptions`, `${META}.Status`];
/** What a body of no kind in particular is. */
const FREE_FORM: JsonObject = { type: "object" };

type Action = "get" | "list" | "post" | "put" | "patch" | "delete" | "deletecollection" | "connect";

const METHODS: Readonly<Record<Action, string>> = {
  get: "get",
  list: "get",
  post: "post",
  put: "put",
  patch: "patch",
  delete: "delete",
  deletecollection: "delete",
  connect: "get",
};

/** The actions of the verbs of discovery. */
const ACTIONS: Readonly<Record<string, Action>> = {
  get: "get",
  list: "list",
  create: "post",
  update: "put",
  patch: "patch",
  delete: "delete",
  deletecollection: "deletecollection",
};

const WORDS: Readonly<Record<Action, string>> = {
  get: "read",
  list: "list",
  post: "create",
  put: "replace",
  patch: "patch",
  delete: "delete",
  deletecollection: "deleteCollection",
  connect: "connectGet",
};

/** The parameters of the query, with their types. */
const QUERY: Readonly<Record<Action, readonly (readonly [string, string])[]>> = {
  get: [],
  list: [
    ["allowWatchBookmarks", "boolean"],
    ["continue", "string"],
    ["fieldSelector", "string"],
    ["labelSelector", "string"],
    ["limit", "integer"],
    ["resourceVersion", "string"],
    ["resourceVersionMatch", "string"],
    ["sendInitialEvents", "boolean"],
    ["timeoutSeconds", "integer"],
    ["watch", "boolean"],
  ],
  post: [["dryRun", "string"], ["fieldManager", "string"], ["fieldValidation", "string"]],
  put: [["dryRun", "string"], ["fieldManager", "string"], ["fieldValidation", "string"]],
  patch: [
    ["dryRun", "string"],
    ["fieldManager", "string"],
    ["fieldValidation", "string"],
    ["force", "boolean"],
  ],
  delete: [
    ["dryRun", "string"],
    ["gracePeriodSeconds", "integer"],
    ["orphanDependents", "boolean"],
    ["propagationPolicy", "string"],
  ],
  deletecollection: [
    ["continue", "string"],
    ["dryRun", "string"],
    ["fieldSelector", "string"],
    ["gracePeriodSeconds", "integer"],
    ["labelSelector", "string"],
    ["limit", "integer"],
    ["propagationPolicy", "string"],
    ["resourceVersion", "string"],
    ["resourceVersionMatch", "string"],
    ["timeoutSeconds", "integer"],
  ],
  connect: [],
};

/**
 * Lists the paths of a kind.
 *
 * @param described The kind.
 * @returns Path items by path.
 */
export function pathsOf(described: DescribedKind): Record<string, JsonObject> {
  const { kind } = described;
  const base = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced ? `${base}/namespaces/{namespace}` : base;
  const collection = `${scope}/${kind.plural}`;
  const actions = kind.verbs.flatMap((verb) => ACTIONS[verb] ?? []);
  const paths: Record<string, JsonObject> = {};
  if (kind.namespaced && actions.includes("list")) {
    paths[`${base}/${kind.plural}`] = {
      get: operation(described, "list", { path: [], isForAll: true }),
    };
  }
  const onCollection: readonly Action[] = actions.filter((action) =>
    action === "list" || action === "post" || action === "deletecollection"
  );
  const onObject = actions.filter((action) => !onCollection.includes(action));
  const place = kind.namespaced ? ["namespace"] : [];
  if (onCollection.length > 0) {
    paths[collection] = item(described, onCollection, place);
  }
  if (onObject.length > 0) {
    paths[`${collection}/{name}`] = item(described, onObject, [...place, "name"]);
  }
  for (const subresource of kind.subresources) {
    const verbs = subresourceVerbs(subresource).flatMap((verb) => ACTIONS[verb] ?? []);
    paths[`${collection}/{name}/${subresource}`] = item(
      described,
      verbs,
      [...place, "name"],
      subresource,
    );
  }
  return paths;
}

function item(
  described: DescribedKind,
  actions: readonly Action[],
  path: readonly string[],
  subresource?: string,
): JsonObject {
  const entries = actions.map((action) =>
    [METHODS[action], operation(described, action, { path, subresource })] as const
  );
  return {
    ...Object.fromEntries(entries),
    parameters: path.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string", uniqueItems: true },
    })),
  };
}

interface Place {
  /** The parameters of the path. */
  readonly path: readonly string[];
  readonly subresource?: string | undefined;
  /** Whether it is the list of all namespaces. */
  readonly isForAll?: boolean;
}

function operation(described: DescribedKind, action: Action, place: Place): JsonObject {
  const { kind } = described;
  const { subresource } = place;
  const subject = subresource === undefined
    ? { group: kind.group, version: kind.version, kind: kind.kind }
    : { ...subresourceKind(kind, subresource) };
  const model = subresource === undefined
    ? described.model
    : described.subresourceModel(subresource);
  const isList = action === "list";
  const answer = isList
    ? reference(described.listModel)
    : action === "delete" || action === "deletecollection"
    ? reference(`${META}.Status`)
    : model === undefined
    ? FREE_FORM
    : reference(model);
  const content = contentOf(OBJECT_TYPES, answer);
  const body = bodyOf(described, action, model);
  return {
    tags: [tagOf(kind)],
    operationId: operationId(described, action, place),
    parameters: QUERY[action].map(([name, type]) => ({
      name,
      in: "query",
      schema: { type, uniqueItems: true },
    })),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      "200": { description: "OK", content },
      ...(action === "post" || action === "put" || action === "patch"
        ? { "201": { description: "Created", content } }
        : {}),
      "401": { description: "Unauthorized" },
    },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": subject,
  };
}

function bodyOf(
  described: DescribedKind,
  action: Action,
  model: string | undefined,
): JsonObject | undefined {
  if (action === "patch") {
    const types = described.isCustom ? PATCH_TYPES : [...PATCH_TYPES, STRATEGIC];
    return { required: true, content: contentOf(types, FREE_FORM) };
  }
  if (action === "post" || action === "put") {
    const schema = model === undefined ? FREE_FORM : reference(model);
    return { required: true, content: contentOf(OBJECT_TYPES, schema) };
  }
  return action === "delete" || action === "deletecollection"
    ? { content: contentOf(OBJECT_TYPES, reference(`${META}.DeleteOptions`)) }
    : undefined;
}

function contentOf(types: readonly string[], schema: JsonObject): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function reference(model: string): JsonObject {
  return { $ref: `${SCHEMA_PREFIX}${model}` };
}

function operationId({ kind }: DescribedKind, action: Action, place: Place): string {
  const { subresource, isForAll } = place;
  const scope = kind.namespaced && isForAll !== true ? "Namespaced" : "";
  const tail = isForAll ? "ForAllNamespaces" : subresource === undefined ? "" : camel(subresource);
  const word = WORDS[action];
  const [verb = "", middle = ""] = word.split(/(?=Collection)/);
  return `${verb}${camelGroup(kind)}${middle}${scope}${kind.kind}${tail}`;
}

function tagOf(kind: Kind): string {
  const text = camelGroup(kind);
  const version = camel(kind.version);
  const group = text.slice(0, -version.length);
  return `${group.charAt(0).toLowerCase()}${group.slice(1)}_${kind.version}`;
}

function camelGroup({ group, version }: Kind): string {
  const own = group === "" ? "core" : group.replace(/\.k8s\.io$/, "");
  return `${own.split(/[.-]/).map(camel).join("")}${camel(version)}`;
}

function camel(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
