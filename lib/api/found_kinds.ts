/**
 * What a connection has learned of the kinds that are not built in or were given by a spelling, so that
 * later queries can be checked and explained without asking again. Layer 5.
 *
 * @module
 */
import { formatApiVersion } from "../core/gvk.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { type FieldSchema, schemaOf } from "../kinds/schema.ts";
import type { Connection } from "./connection.ts";
import { isKnown, type ResolvedTarget, type Target } from "./target.ts";

/** A kind, and its fields where they are known. */
export interface FoundKind {
  readonly kind: Kind;
  readonly schema: FieldSchema | undefined;
}

interface Memory {
  /** The kind of each spelling that was looked up. */
  readonly spellings: Map<string, Kind>;
  /** What the definition of each custom kind says. */
  readonly described: Map<string, FoundKind>;
}

const MEMORIES = new WeakMap<Connection, Memory>();

/**
 * Gives what is known of a target's kind without sending anything.
 *
 * @returns `undefined` for a spelling that has not been looked up yet.
 */
export function knownKind({ connection, kind: source }: Target): FoundKind | undefined {
  const memory = MEMORIES.get(connection);
  const kind = isKnown(source) ? source : memory?.spellings.get(source.spelling);
  if (kind === undefined) return undefined;
  return memory?.described.get(keyOf(kind)) ?? { kind, schema: schemaOf(kind) };
}

/**
 * Completes a kind with its fields and with what its definition calls selectable: one GET, remembered by
 * the connection. Sends nothing for built-in kinds.
 *
 * @param target What was resolved.
 * @param resolved The session and the kind.
 */
export async function describeKind(
  target: Target,
  { session, kind }: ResolvedTarget,
): Promise<FoundKind> {
  if (isBuiltin(kind)) return { kind, schema: schemaOf(kind) };
  const custom = await session.discovery.customResource(kind, { signal: session.signal });
  if (custom === undefined) return { kind, schema: undefined };
  const found = { kind: { ...kind, fields: custom.kind.fields }, schema: custom.schema };
  memoryOf(target.connection).described.set(keyOf(kind), found);
  return found;
}

/** Remembers which kind a spelling stands for. */
export function rememberSpelling({ connection, kind: source }: Target, kind: Kind): void {
  if (!isKnown(source)) memoryOf(connection).spellings.set(source.spelling, kind);
}

function memoryOf(connection: Connection): Memory {
  let memory = MEMORIES.get(connection);
  if (memory === undefined) {
    memory = { spellings: new Map(), described: new Map() };
    MEMORIES.set(connection, memory);
  }
  return memory;
}

function isBuiltin(kind: Kind): boolean {
  return builtinKind(formatApiVersion(kind), kind.kind) !== undefined;
}

function keyOf({ group, version, plural }: Kind): string {
  return `${group}/${version}/${plural}`;
}
