/**
 * The columns that a server would print for objects, made here of the objects themselves. Layer 7.
 *
 * @module
 */
import { originOf } from "../api/origin.ts";
import { parseApiVersion } from "../core/gvk.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { ApiObject, JsonObject } from "../embedded/json.ts";
import type { Column } from "../embedded/tables/cells.ts";
import type { KindColumn, NamedObject } from "./shapes.ts";

/** How columns are found. */
export interface KindColumnsOptions {
  /** Whether the definition of a custom kind may be asked for, where it is not known yet. */
  readonly ask: boolean;
  /** Ends that request. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the columns of the kind that all objects have.
 *
 * @param objects Objects.
 * @param options Whether something may be sent for it.
 * @returns `undefined` where they are of several kinds, or nothing is known of their kind.
 */
export async function kindColumns(
  objects: readonly NamedObject[],
  options: KindColumnsOptions,
): Promise<readonly KindColumn[] | undefined> {
  const [first] = objects;
  if (first === undefined || objects.some((object) => !isSameKind(object, first))) return undefined;
  // Of metadata alone the columns would say that everything else is absent.
  if (!objects.some(hasMoreThanMetadata)) return undefined;
  const kind = builtinKind(first.apiVersion, first.kind);
  if (kind === undefined) return await customColumns(first, options);
  const { columnsOf } = await import("../embedded/tables/columns.ts");
  const { group } = parseApiVersion(first.apiVersion);
  const collection = group === "" ? kind.plural : `${group}/${kind.plural}`;
  return asKindColumns(columnsOf({ collection }));
}

async function customColumns(
  object: NamedObject,
  { ask, signal }: KindColumnsOptions,
): Promise<readonly KindColumn[] | undefined> {
  const origin = originOf(object);
  if (origin === undefined || !ask) return undefined;
  const session = await origin.connection.session();
  const custom = await session.discovery.customResource(origin.kind, { signal });
  if (custom === undefined) return undefined;
  const { printerColumns } = await import("../embedded/crd/columns.ts");
  return asKindColumns(printerColumns(custom.printerColumns as readonly JsonObject[]));
}

function hasMoreThanMetadata(object: NamedObject): boolean {
  return Object.keys(object).some((name) => !METADATA_FIELDS.has(name));
}

const METADATA_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

function isSameKind(left: NamedObject, right: NamedObject): boolean {
  return left.apiVersion === right.apiVersion && left.kind === right.kind;
}

/** What was read from a cluster is JSON, which is all that the columns of the server's make need. */
function asKindColumns(columns: readonly Column[]): readonly KindColumn[] {
  return columns.map(({ name, priority = 0, cell }) => ({
    name,
    priority,
    cell: (object, nowMs) => cell(object as ApiObject, nowMs),
  }));
}
