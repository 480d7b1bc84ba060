/**
 * Creates an object that says itself what it is; loaded by the first `create()`. Layer 5.
 *
 * @module
 */
import { createObject } from "../client/writes.ts";
import type { Session } from "../client/session.ts";
import { WRITE_OPTIONS, type WriteOptions } from "../client/write_call.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { quote } from "../core/message.ts";
import { isObject } from "../core/merge_patch.ts";
import { checkOptions } from "../core/options.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Connection } from "./connection.ts";
import { rememberOrigin } from "./origin.ts";
import type { Scope } from "./target.ts";
import { rememberWritten } from "./written.ts";

/**
 * Creates an object in a scope.
 *
 * @param place The connection, and which namespace is meant.
 * @param object The object.
 * @throws {QueryError} when it does not say what it is, or contradicts the scope.
 */
export async function createIn(
  { connection, scope }: { readonly connection: Connection; readonly scope: Scope },
  object: unknown,
  options: WriteOptions,
): Promise<KubeObject> {
  const { apiVersion, kind: kindName } = typeOf(object);
  checkOptions(options, WRITE_OPTIONS, { cannot: () => `create ${describe(object, kindName)}` });
  const session = await connection.session();
  const kind = builtinKind(apiVersion, kindName) ??
    await session.discovery.get(`${apiVersion}/${kindName}`, { signal: options.signal });
  const namespace = namespaceFor(kind, object, scope, session);
  const created = await createObject(session, kind, { namespace }, object, options);
  rememberWritten(created, {
    name: `${kind.singular}/${created.metadata?.name ?? ""}`,
    state: "created",
    dryRun: options.dryRun === true || session.dryRun === true,
  });
  return rememberOrigin(created, { connection, kind });
}

function typeOf(object: unknown): { readonly apiVersion: string; readonly kind: string } {
  if (!isObject(object)) {
    throw new QueryError(
      `Cannot create an object: ${Array.isArray(object) ? "a list" : String(object)} was given`,
      { verb: "create" },
    );
  }
  const { apiVersion, kind } = object;
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    if (typeof value === "string" && value !== "") continue;
    throw new QueryError(
      `Cannot create an object: it has no ${field}: write { apiVersion: "v1", kind: "ConfigMap", ... }`,
      { verb: "create" },
    );
  }
  return { apiVersion: String(apiVersion), kind: String(kind) };
}

function describe(object: unknown, kindName: string): string {
  const metadata = isObject(object) ? object["metadata"] : undefined;
  const name = isObject(metadata) ? metadata["name"] : undefined;
  const kind = kindName.toLowerCase();
  return typeof name === "string" ? `${kind} ${quote(name)}` : kind;
}

function namespaceFor(
  kind: Kind,
  object: unknown,
  scope: Scope,
  session: Session,
): string | undefined {
  if (!kind.namespaced) {
    if (scope.type === "cluster") return undefined;
    throw refusal(kind, `${kind.kind} is cluster-scoped: write cluster.create(...)`);
  }
  if (scope.type === "named") return scope.name;
  if (scope.type === "context") return session.namespace;
  const metadata = isObject(object) ? object["metadata"] : undefined;
  const said = isObject(metadata) ? metadata["namespace"] : undefined;
  if (typeof said === "string") return said;
  throw refusal(kind, `it lives in a namespace: write ns("...").create(...) or metadata.namespace`);
}

function refusal(kind: Kind, fault: string): QueryError {
  return new QueryError(`Cannot create ${kind.singular}: ${fault}`, {
    verb: "create",
    kind: kind.singular,
  });
}
