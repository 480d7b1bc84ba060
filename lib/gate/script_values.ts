/**
 * What an expression of a script stands for, as far as that can be seen without running it: a namespace, a
 * query, a ref. Layer 6.
 *
 * @module
 */
import type { AnyNode, AssignmentProperty, Program, Property } from "npm:acorn@8.19.0";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { BuiltinKind } from "../kinds/builtin_row.ts";
import { KindRegistry } from "../kinds/registry.ts";
import { librarySpecifier } from "./library.ts";
import { walk } from "./script_syntax.ts";
import { QUERY_STEPS } from "./verb_rights.ts";

/** The group and the plural of a kind. */
export interface ResourceName {
  readonly group: string;
  readonly resource: string;
}

/** Part of a request: known, or only when the script runs. */
export type Known = string | undefined;

/** What an expression stands for. */
export type ScriptValue =
  | { readonly type: "cluster" }
  | { readonly type: "namespace"; readonly namespace: Known }
  | {
    readonly type: "query" | "ref";
    /** `undefined`: not known before it runs. */
    readonly resource: ResourceName | undefined;
    /** `""`: the context's; `"*"`: all, or the kind has none; `undefined`: not known before it runs. */
    readonly namespace: Known;
    /** `""`: none is named; `undefined`: not known before it runs. */
    readonly name: Known;
  };

/** What the names of a module stand for. */
export class ModuleScope {
  readonly #imports = new Map<string, string>();
  readonly #constants = new Map<string, AnyNode>();
  readonly #open = new Set<AnyNode>();

  /** Reads imports and declarations. */
  constructor(program: Program) {
    const declared = new Map<string, number>();
    walk(program, (node) => {
      if (node.type === "ImportDeclaration") this.#addImport(node);
      for (const name of declaredNames(node)) declared.set(name, (declared.get(name) ?? 0) + 1);
    });
    walk(program, (node) => {
      if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier") return;
      const { id: { name }, init } = node;
      // Of two variables of one name it is not known which one is meant.
      if (init != null && declared.get(name) === 1) this.#constants.set(name, init);
    });
    walk(program, (node) => this.#addGiven(node));
    for (const [name, count] of declared) if (count > 1) this.#imports.delete(name);
  }

  /**
   * Tells what an expression stands for.
   *
   * @param node The expression.
   */
  valueOf(node: AnyNode): ScriptValue | undefined {
    // A variable may be declared by itself.
    if (this.#open.has(node)) return undefined;
    this.#open.add(node);
    try {
      return this.#evaluate(node);
    } finally {
      this.#open.delete(node);
    }
  }

  /** The name under which the library exports what an identifier stands for. */
  exportOf(node: AnyNode): string | undefined {
    return node.type === "Identifier" ? this.#imports.get(node.name) : undefined;
  }

  #addImport(node: Extract<AnyNode, { type: "ImportDeclaration" }>): void {
    if (typeof node.source.value !== "string") return;
    const library = librarySpecifier(node.source.value);
    const isMod = (library !== undefined && "entry" in library) ||
      /(?:^|\/)mod\.ts$/.test(node.source.value);
    if (!isMod) return;
    for (const specifier of node.specifiers) {
      if (specifier.type !== "ImportSpecifier") continue;
      const { imported, local } = specifier;
      const name = imported.type === "Identifier" ? imported.name : String(imported.value);
      this.#imports.set(local.name, name);
    }
  }

  /** What `script({ run({ ns, cluster }) {} })` hands to its function is what the library exports. */
  #addGiven(node: AnyNode): void {
    if (node.type !== "CallExpression" || this.exportOf(node.callee) !== "script") return;
    const [definition] = node.arguments;
    if (definition?.type !== "ObjectExpression") return;
    for (const property of definition.properties) {
      if (property.type !== "Property" || keyOf(property) !== "run") continue;
      const run = property.value;
      if (run.type !== "FunctionExpression" && run.type !== "ArrowFunctionExpression") continue;
      const [given] = run.params;
      if (given?.type !== "ObjectPattern") continue;
      for (const part of given.properties) {
        if (part.type !== "Property" || part.value.type !== "Identifier") continue;
        const key = keyOf(part);
        if (key === "ns" || key === "cluster") this.#imports.set(part.value.name, key);
      }
    }
  }

  #evaluate(node: AnyNode): ScriptValue | undefined {
    switch (node.type) {
      case "Identifier": {
        const init = this.#constants.get(node.name);
        if (init !== undefined) return this.valueOf(init);
        return this.exportOf(node) === "cluster" ? { type: "cluster" } : undefined;
      }
      case "AwaitExpression":
        return isConnect(this, node.argument) ? { type: "cluster" } : undefined;
      case "MemberExpression":
        return node.property.type === "Identifier" && !node.computed
          ? memberOf(this.valueOf(node.object), node.property.name)
          : undefined;
      case "CallExpression":
        return this.#call(node);
      default:
        return undefined;
    }
  }

  #call(node: Extract<AnyNode, { type: "CallExpression" }>): ScriptValue | undefined {
    const { callee } = node;
    const [first] = node.arguments;
    const exported = this.exportOf(callee);
    if (exported === "ns") return { type: "namespace", namespace: namespaceOf(first) };
    if (exported === "ref") return unknownObject("ref");
    if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") {
      return undefined;
    }
    return resultOf(this.valueOf(callee.object), callee.property.name, first);
  }
}

function isConnect(scope: ModuleScope, node: AnyNode): boolean {
  return node.type === "CallExpression" && scope.exportOf(node.callee) === "connect";
}

function declaredNames(node: AnyNode): string[] {
  switch (node.type) {
    case "VariableDeclarator":
      return patternNames(node.id);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.params.flatMap(patternNames);
    case "CatchClause":
      return node.param == null ? [] : patternNames(node.param);
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return [node.local.name];
    default:
      return [];
  }
}

function patternNames(pattern: AnyNode): string[] {
  const names: string[] = [];
  const keys = new Set<AnyNode>();
  walk(pattern, (node) => {
    // The key of a pattern names what is taken, not a variable; it comes before its parts.
    if (node.type === "Property" && !node.computed) keys.add(node.key);
    if (node.type === "Identifier" && !keys.has(node)) names.push(node.name);
  });
  return names;
}

function keyOf({ key, computed }: Property | AssignmentProperty): string | undefined {
  if (computed) return undefined;
  return key.type === "Identifier" ? key.name : literalOf(key);
}

/** What a property of a value is. */
function memberOf(value: ScriptValue | undefined, name: string): ScriptValue | undefined {
  if (value?.type !== "namespace" && value?.type !== "cluster") return undefined;
  const kind = BUILTIN_KINDS.find((kind) =>
    kind.accessor === name && kind.namespaced === (value.type === "namespace")
  );
  return kind && { type: "query", ...placeOf(kind, value), name: "" };
}

/** What a method of a value gives. */
function resultOf(
  value: ScriptValue | undefined,
  method: string,
  argument: AnyNode | undefined,
): ScriptValue | undefined {
  switch (value?.type) {
    case "cluster":
    case "namespace": {
      if (method === "ns" && value.type === "cluster") {
        return { type: "namespace", namespace: namespaceOf(argument) };
      }
      if (method === "ref") return unknownObject("ref");
      if (method === "of") return unknownObject("query");
      if (method === "kind") return bySpelling(value, literalOf(argument));
      const kind = BUILTIN_KINDS.find((kind) =>
        kind.singularAccessor === method && kind.namespaced === (value.type === "namespace")
      );
      return kind && { type: "ref", ...placeOf(kind, value), name: literalOf(argument) };
    }
    case "query":
      if (QUERY_STEPS.has(method)) return value;
      return method === "ref" ? { ...value, type: "ref", name: literalOf(argument) } : undefined;
    default:
      return undefined;
  }
}

const REGISTRY = new KindRegistry(BUILTIN_KINDS);

function bySpelling(
  scope: Extract<ScriptValue, { type: "cluster" | "namespace" }>,
  spelling: Known,
): ScriptValue {
  const kind = spelling === undefined ? undefined : REGISTRY.find(spelling);
  if (kind !== undefined) return { type: "query", ...placeOf(kind, scope), name: "" };
  const [resource = "", ...group] = spelling?.split(".") ?? [];
  const namespace = scope.type === "cluster" ? "*" : scope.namespace;
  return {
    type: "query",
    resource: resource === "" ? undefined : { resource, group: group.join(".") },
    namespace,
    name: "",
  };
}

function placeOf(
  kind: Pick<BuiltinKind, "group" | "plural" | "namespaced">,
  scope: Extract<ScriptValue, { type: "cluster" | "namespace" }>,
): { readonly resource: ResourceName; readonly namespace: Known } {
  return {
    resource: { group: kind.group, resource: kind.plural },
    namespace: scope.type === "cluster" || !kind.namespaced ? "*" : scope.namespace,
  };
}

function unknownObject(type: "query" | "ref"): ScriptValue {
  return {
    type,
    resource: undefined,
    namespace: undefined,
    name: type === "query" ? "" : undefined,
  };
}

function namespaceOf(argument: AnyNode | undefined): Known {
  return argument === undefined ? "" : literalOf(argument);
}

/**
 * The text of a literal.
 *
 * @param node An expression.
 * @returns Its text; `undefined` where it is only known when the script runs.
 */
export function literalOf(node: AnyNode | undefined): string | undefined {
  if (node?.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}
