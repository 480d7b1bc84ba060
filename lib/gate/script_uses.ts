/**
 * What a script does in the cluster and asks of Deno, as far as that can be seen without running it. Layer 6.
 *
 * @module
 */
import type { AnyNode } from "npm:acorn@8.19.0";
import { QueryError } from "../core/errors.ts";
import { builtinKind } from "../kinds/builtin.ts";
import { attributesOf } from "../policy/attributes.ts";
import { parseTarget } from "../policy/target.ts";
import { type DenoUse, denoUse } from "./deno_uses.ts";
import { type ParsedModule, walk } from "./script_syntax.ts";
import { type Known, literalOf, ModuleScope, type ScriptValue } from "./script_values.ts";
import { ITERATION, QUERY_VERBS, REF_VERBS, type VerbUse } from "./verb_rights.ts";

/** A place in a script; line and column are counted from 1, and absent where they are not known. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One use of a right. */
export interface ClusterUse {
  readonly place: Place;
  readonly verb: string;
  readonly group: string;
  /** The plural; `undefined`: not known before the script runs. */
  readonly resource: Known;
  readonly subresource: string;
  /** `""`: the context's; `"*"`: all, or the kind has none; `undefined`: not known before it runs. */
  readonly namespace: Known;
  /** `""`: none is named; `undefined`: not known before it runs. */
  readonly name: Known;
}

/** What was found in one module. */
export interface ModuleUses {
  readonly cluster: readonly ClusterUse[];
  readonly deno: readonly (DenoUse & { readonly place: Place })[];
}

/**
 * Looks through a module.
 *
 * @param module The module.
 * @param file Its name in places.
 */
export function findUses({ program, hasPlaces }: ParsedModule, file: string): ModuleUses {
  const scope = new ModuleScope(program);
  const cluster: ClusterUse[] = [];
  const deno: (DenoUse & { readonly place: Place })[] = [];
  function placeOf({ loc }: AnyNode): Place {
    if (!hasPlaces || loc == null) return { file };
    return { file, line: loc.start.line, column: loc.start.column + 1 };
  }
  walk(program, (node) => {
    for (const use of clusterUses(node, scope)) {
      cluster.push({ place: placeOf(use.at), ...use.use });
    }
    const asked = denoUse(node);
    if (asked !== undefined) deno.push({ ...asked, place: placeOf(node) });
  });
  return { cluster, deno };
}

interface Found {
  readonly at: AnyNode;
  readonly use: Omit<ClusterUse, "place">;
}

function clusterUses(node: AnyNode, scope: ModuleScope): Found[] {
  if (node.type === "ForOfStatement" && node.await) {
    const value = scope.valueOf(node.right);
    return value?.type === "query" ? asUses(node.right, value, ITERATION) : [];
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return [];
  const { object, property } = node.callee;
  if (property.type !== "Identifier") return [];
  const value = scope.valueOf(object);
  const [first, second] = node.arguments;
  switch (value?.type) {
    case "query": {
      const uses = QUERY_VERBS.get(property.name) ?? [];
      const name = property.name === "get" ? literalOf(first) : "";
      return asUses(property, { ...value, name }, uses);
    }
    case "ref":
      return asUses(property, value, REF_VERBS.get(property.name) ?? []);
    case "cluster":
    case "namespace":
      if (property.name === "create") return [createUse(property, value, first)];
      if (property.name === "raw" && value.type === "cluster") {
        return rawUses(property, first, second);
      }
      return [];
    default:
      return [];
  }
}

function asUses(
  at: AnyNode,
  { resource, namespace, name }: Extract<ScriptValue, { type: "query" | "ref" }>,
  uses: readonly VerbUse[],
): Found[] {
  return uses.map(({ verb, subresource = "" }) => ({
    at,
    use: {
      verb,
      group: resource?.group ?? "",
      resource: resource?.resource,
      subresource,
      namespace,
      name,
    },
  }));
}

function createUse(
  at: AnyNode,
  value: Extract<ScriptValue, { type: "cluster" | "namespace" }>,
  object: AnyNode | undefined,
): Found {
  const apiVersion = propertyOf(object, "apiVersion");
  const kind = propertyOf(object, "kind");
  const known = apiVersion === undefined || kind === undefined
    ? undefined
    : builtinKind(apiVersion, kind);
  const namespace = known?.namespaced === false
    ? "*"
    : value.type === "namespace"
    ? value.namespace
    : undefined;
  const resource = { group: known?.group ?? "", resource: known?.plural };
  return { at, use: { verb: "create", ...resource, subresource: "", namespace, name: "" } };
}

function rawUses(
  at: AnyNode,
  path: AnyNode | undefined,
  options: AnyNode | undefined,
): Found[] {
  const target = literalOf(path);
  const method = options === undefined ? "GET" : propertyOf(options, "method") ?? "GET";
  const unknown = { group: "", resource: undefined, subresource: "", namespace: undefined };
  if (target === undefined) return [{ at, use: { verb: method, ...unknown, name: undefined } }];
  try {
    const attributes = attributesOf(method.toUpperCase(), parseTarget(target));
    // What is no resource needs no right that a role for objects gives.
    if (!attributes.isResource) return [];
    const { verb, group, resource, subresource, name } = attributes;
    const namespace = attributes.namespace === "" ? "*" : attributes.namespace;
    return [{ at, use: { verb, group, resource, subresource, namespace, name } }];
  } catch (error) {
    if (error instanceof QueryError) return [];
    throw error;
  }
}

function propertyOf(node: AnyNode | undefined, name: string): string | undefined {
  if (node?.type !== "ObjectExpression") return undefined;
  for (const property of node.properties) {
    if (property.type !== "Property" || property.computed) continue;
    const { key } = property;
    const known = key.type === "Identifier" ? key.name : literalOf(key);
    if (known === name) return literalOf(property.value);
  }
  return undefined;
}
