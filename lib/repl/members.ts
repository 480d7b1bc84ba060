/**
 * Finds members that do not exist, of what leads to a cluster: without types `ns("x").podz` is
 * `undefined` and says nothing. Only what can be told from the text is told: chains that begin with a name
 * in scope, or with the calls that give a scope, a query or a reference. Layer 7.
 *
 * @module
 */
import type { AnyNode, CallExpression, MemberExpression, Node, Program } from "npm:acorn@8.19.0";
import { Cluster } from "../api/cluster.ts";
import { NamespaceScope } from "../api/namespace.ts";
import { Query } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import { shortenSource } from "../query/source_text.ts";

/** What was parsed, and what its names mean. */
export interface MemberContext {
  /** The text that was parsed. */
  readonly source: string;
  /** The names in scope and their values. */
  readonly scope: Readonly<Record<string, unknown>>;
}

/**
 * Looks for the first member that cannot be there.
 *
 * @param program The syntax tree.
 * @param context Its text, and the names in scope.
 * @returns What to tell the user, or `undefined` where every member may be there.
 */
export function findUnknownMember(
  program: Program,
  { source, scope }: MemberContext,
): QueryError | undefined {
  const reader = new Reader(scope, boundNames(program));
  for (const node of callsOf(program)) {
    const fault = surplusArgument(node, reader, source);
    if (fault !== undefined) return fault;
  }
  for (const node of membersOf(program)) {
    const owner = reader.thingOf(node.object);
    const name = memberName(node);
    if (owner === undefined || name === undefined || name in owner.prototype) continue;
    return unknownMember(
      owner,
      name,
      shortenSource(source.slice(node.object.start, node.object.end)),
    );
  }
  return undefined;
}

/** Names that take one argument; what else is given would be ignored. */
function surplusArgument(
  { callee, arguments: given }: CallExpression,
  reader: Reader,
  source: string,
): QueryError | undefined {
  const called = callee as AnyNode;
  if (given.length < 2 || called.type !== "MemberExpression") return undefined;
  const owner = reader.thingOf(called.object);
  const name = memberName(called);
  if (owner === undefined || name === undefined || !isScope(owner)) return undefined;
  if (name !== "kind" && !isSingular(owner, name)) return undefined;
  const text = (node: Node) => shortenSource(source.slice(node.start, node.end));
  const [first, second] = given as [Node, Node];
  const hint = name === "kind"
    ? `write ${text(called)}(${text(first)}).ref(${text(second)})`
    : owner === NamespaceScope
    ? `a namespace is the argument of ns(): ns(${text(second)}).${name}(${text(first)})`
    : `write ${text(called)}(${text(first)})`;
  return new QueryError(
    `Cannot use ${text(called)}() with ${given.length} arguments: it takes one: ${hint}`,
    { hint },
  );
}

/** Whether a text may call something with more arguments than it takes, as {@link findUnknownMember} tells. */
export function mayHaveSurplus(source: string): boolean {
  for (const [, name] of source.matchAll(/\.(\w+)\(\s*(?:"[^"]*"|'[^']*'|`[^`]*`|[\w.]+)\s*,/g)) {
    if (name === "kind") return true;
    if (BUILTIN_KINDS.some(({ singularAccessor }) => singularAccessor === name)) return true;
  }
  return false;
}

/** A class of the face: its prototype says what its instances have. */
type Thing = typeof NamespaceScope | typeof Cluster | typeof Query | typeof Ref;

const THINGS: readonly Thing[] = [NamespaceScope, Cluster, Query, Ref];

/** What the methods give that lead on; of all others nothing is known. */
const GIVES: ReadonlyMap<Thing, ReadonlyMap<string, Thing>> = new Map<
  Thing,
  ReadonlyMap<string, Thing>
>([
  [NamespaceScope, new Map<string, Thing>([["kind", Query], ["of", Query]])],
  [
    Cluster,
    new Map<string, Thing>([["ns", NamespaceScope], ["kind", Query], ["of", Query], ["ref", Ref]]),
  ],
  [
    Query,
    new Map<string, Thing>([
      ["where", Query],
      ["selector", Query],
      ["limit", Query],
      ["orderBy", Query],
      ["all", Query],
      ["ref", Ref],
    ]),
  ],
  [Ref, new Map()],
]);

/** What the functions in scope give, by their names. */
const FUNCTIONS: ReadonlyMap<string, Thing> = new Map<string, Thing>([
  ["ns", NamespaceScope],
  ["ref", Ref],
]);

class Reader {
  readonly #scope: Readonly<Record<string, unknown>>;
  readonly #bound: ReadonlySet<string>;

  constructor(scope: Readonly<Record<string, unknown>>, bound: ReadonlySet<string>) {
    this.#scope = scope;
    this.#bound = bound;
  }

  /** The class of what an expression gives, as far as the text tells. */
  thingOf(node: Node): Thing | undefined {
    const given = node as AnyNode;
    switch (given.type) {
      case "Identifier":
        return this.#bound.has(given.name) ? undefined : thingOfValue(this.#scope[given.name]);
      case "MemberExpression": {
        const owner = this.thingOf(given.object);
        const name = memberName(given);
        return owner !== undefined && name !== undefined && isPlural(owner, name)
          ? Query
          : undefined;
      }
      case "CallExpression":
        return this.#given(given);
      case "ParenthesizedExpression":
        return this.thingOf(given.expression);
      default:
        return undefined;
    }
  }

  #given({ callee }: CallExpression): Thing | undefined {
    const called = callee as AnyNode;
    if (called.type === "Identifier") {
      return this.#bound.has(called.name) ? undefined : FUNCTIONS.get(called.name);
    }
    if (called.type !== "MemberExpression") return undefined;
    const owner = this.thingOf(called.object);
    const name = memberName(called);
    if (owner === undefined || name === undefined) return undefined;
    return GIVES.get(owner)?.get(name) ?? (isSingular(owner, name) ? Ref : undefined);
  }
}

function thingOfValue(value: unknown): Thing | undefined {
  return THINGS.find((thing) => value instanceof thing);
}

function isPlural(owner: Thing, name: string): boolean {
  return isScope(owner) && name in owner.prototype &&
    BUILTIN_KINDS.some(({ accessor }) => accessor === name);
}

function isSingular(owner: Thing, name: string): boolean {
  return isScope(owner) && name in owner.prototype &&
    BUILTIN_KINDS.some(({ singularAccessor }) => singularAccessor === name);
}

function isScope(thing: Thing): boolean {
  return thing === NamespaceScope || thing === Cluster;
}

function unknownMember(owner: Thing, name: string, text: string): QueryError {
  const hint = owner === Query && Object.hasOwn(Array.prototype, name)
    ? `read the objects first: (await ${text}.list()).${name}(...)`
    : owner === Query && name === "create"
    ? hintToCreate(text)
    : hintFor(owner, name);
  return new QueryError(
    `Cannot use ${text}.${name}: there is no such member${hint === undefined ? "" : `: ${hint}`}`,
    { hint },
  );
}

/** Where objects are created: in their scope, or by their name. */
function hintToCreate(text: string): string {
  const [, scope = "", plural] = /^(.+)\.(\w+)$/s.exec(text) ?? [];
  const found = BUILTIN_KINDS.find(({ accessor }) => accessor === plural);
  if (found?.singularAccessor === undefined) return "write ns().create({ apiVersion, kind, ... })";
  const named = `${scope}.${found.singularAccessor}("NAME").create({ ... })`;
  return `write ${scope}.create({ apiVersion, kind, ... }) or ${named}`;
}

function hintFor(owner: Thing, name: string): string | undefined {
  if (isScope(owner)) {
    const other = owner === Cluster ? NamespaceScope : Cluster;
    if (name in other.prototype && !(name in Object.prototype)) {
      return `write ${other === Cluster ? "cluster" : 'ns("*")'}.${name}`;
    }
  }
  const spelled = isScope(owner) ? accessorFor(owner, name) : undefined;
  if (spelled !== undefined) return `write .${spelled} or .kind("${name}")`;
  const near = suggest(name, memberNames(owner));
  if (near !== undefined) return `did you mean "${near}"`;
  return isScope(owner) ? `a kind that is not built in is .kind("${name}")` : undefined;
}

/** The property of the kind that kubectl calls so, e.g. `deployments` for `deploy`. */
function accessorFor(owner: Thing, name: string): string | undefined {
  const word = name.toLowerCase();
  const found = BUILTIN_KINDS.find(({ plural, singular, shortNames, accessor }) =>
    accessor !== undefined && accessor in owner.prototype &&
    (plural === word || singular === word || shortNames.includes(word))
  );
  return found?.accessor;
}

/** The names that are offered: kinds, then what the classes of the chain have. */
function memberNames(owner: Thing): readonly string[] {
  const names = new Set<string>();
  let prototype: object | null = owner.prototype;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  names.delete("constructor");
  return [...names];
}

/** The name of a member where it is written out. */
function memberName({ computed, property }: MemberExpression): string | undefined {
  const named = property as AnyNode;
  if (!computed) return named.type === "Identifier" ? named.name : undefined;
  return named.type === "Literal" && typeof named.value === "string" ? named.value : undefined;
}

/** Every call in code. */
export function callsOf(code: Node): readonly CallExpression[] {
  const found: CallExpression[] = [];
  visit(code, (node) => {
    if (node.type === "CallExpression") found.push(node);
  });
  return found;
}

/** The members that are read, outermost last; what is assigned to or deleted is left out. */
function membersOf(program: Program): readonly MemberExpression[] {
  const found: MemberExpression[] = [];
  visit(program, (node, parent) => {
    if (node.type !== "MemberExpression") return;
    const isTarget = parent?.type === "AssignmentExpression" && parent.left === node ||
      parent?.type === "UnaryExpression";
    if (!isTarget) found.push(node);
  });
  return found.sort((left, right) => left.end - right.end);
}

/** Every name that the text itself binds or assigns to: what it means there is not known. */
function boundNames(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  visit(program, (node) => {
    addBound(node, names);
    if (node.type === "AssignmentExpression") addPattern(node.left, names);
  });
  return names;
}

/** Adds the names that a node binds. */
export function addBound(node: AnyNode, names: Set<string>): void {
  switch (node.type) {
    case "VariableDeclarator":
      addPattern(node.id, names);
      break;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (node.id) names.add(node.id.name);
      for (const parameter of node.params) addPattern(parameter, names);
      break;
    case "ClassDeclaration":
    case "ClassExpression":
      if (node.id) names.add(node.id.name);
      break;
    case "CatchClause":
      if (node.param) addPattern(node.param, names);
      break;
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      names.add(node.local.name);
      break;
    default:
      break;
  }
}

/** Adds every name in a pattern; a default value may hold more than names, which does no harm. */
function addPattern(pattern: Node, names: Set<string>): void {
  if ((pattern as AnyNode).type === "MemberExpression") return;
  visit(pattern, (node) => {
    if (node.type === "Identifier") names.add(node.name);
  });
}

/** Shows every node of code, each with the one around it. */
export function visit(root: Node, see: (node: AnyNode, parent: AnyNode | undefined) => void): void {
  const pending: { readonly node: AnyNode; readonly parent: AnyNode | undefined }[] = [
    { node: root as AnyNode, parent: undefined },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    see(node, parent);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) pending.push({ node: child, parent: node });
      }
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
