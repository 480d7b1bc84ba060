/**
 * What a query or a ref points at: a kind, known or still to be looked up, and a namespace, named or left
 * to the context. Layer 5.
 *
 * @module
 */
import type { Session } from "../client/session.ts";
import { QueryError } from "../core/errors.ts";
import type { OptionType } from "../core/options.ts";
import { checkPathSegment } from "../core/path.ts";
import { describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Connection } from "./connection.ts";

/** A kind, or a spelling to look up on first use. */
export type KindSource = Kind | { readonly spelling: string };

/** Which namespaces are meant: one by name, the context's, all, or none for the whole cluster. */
export type Scope =
  | { readonly type: "named"; readonly name: string }
  | { readonly type: "context" }
  | { readonly type: "all" }
  | { readonly type: "cluster" };

/** A collection of objects. */
export interface Target {
  readonly connection: Connection;
  readonly kind: KindSource;
  readonly scope: Scope;
}

/** What a verb knows, for {@link checkOptions}. */
export interface VerbOptions {
  /** The verb as messages name it. */
  readonly verb: string;
  /** Its options. */
  readonly known: Readonly<Record<string, OptionType>>;
}

/** A collection of objects on an open session. */
export interface ResolvedTarget {
  readonly session: Session;
  readonly kind: Kind;
  /** Left out: all namespaces, or a kind without namespaces. */
  readonly namespace: string | undefined;
}

/** Tells whether a kind is known without asking the cluster. */
export function isKnown(kind: KindSource): kind is Kind {
  return "plural" in kind;
}

/**
 * Reads the argument of `ns()`.
 *
 * @param name A namespace, `"*"` for all, left out for the context's.
 * @throws {QueryError} when it cannot be the name of a namespace.
 */
export function scopeOf(name: string | undefined): Scope {
  if (name === undefined) return { type: "context" };
  if (name === "*") return { type: "all" };
  return { type: "named", name: checkPathSegment("namespace", name) };
}

/**
 * Opens the connection and finds the kind.
 *
 * @throws {QueryError} when no such kind is served, or it does not live in namespaces.
 */
export async function resolveTarget(target: Target): Promise<ResolvedTarget> {
  const session = await target.connection.session();
  const kind = isKnown(target.kind)
    ? target.kind
    : await session.discovery.get(target.kind.spelling);
  return { session, kind, namespace: namespaceOf(target.scope, kind, session) };
}

function namespaceOf(scope: Scope, kind: Kind, session: Session): string | undefined {
  if (!kind.namespaced) {
    if (scope.type !== "named") return undefined;
    throw new QueryError(
      `Cannot use ${kind.plural} in "${scope.name}": ${kind.kind} is cluster-scoped: ` +
        `write cluster.kind("${kind.plural}")`,
      { kind: kind.plural },
    );
  }
  switch (scope.type) {
    case "named":
      return scope.name;
    case "context":
      return session.namespace;
    default:
      return undefined;
  }
}

/** The namespace as far as it is known without opening the connection, for `explain()`. */
export function knownNamespace({ connection, scope }: Target): string | undefined {
  if (scope.type === "named") return scope.name;
  return scope.type === "context" ? connection.info?.namespace : undefined;
}

/** Names what a query or a ref points at, as far as it is known without asking, for messages. */
export function describeTarget(target: Target, name?: string): string {
  const { kind } = target;
  const resource = !isKnown(kind)
    ? kind.spelling
    : name === undefined
    ? kind.plural
    : kind.singular;
  return describeCall({ verb: "", resource, namespace: knownNamespace(target), name });
}
