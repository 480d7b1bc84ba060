/**
 * How many objects go with what a plan deletes: a GET of each kind's list, of one object's metadata and the
 * number of those behind it. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { KubeError } from "../core/errors.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { inParallel } from "../core/parallel.ts";
import type { PlannedContents } from "../policy/plan.ts";
import { holdingsOf, METADATA_ONLY, TELLING } from "./contents.ts";
import { type CollectionPlace, type ObjectPlace, pathOf } from "./object_place.ts";
import type { PlanOverlay } from "./plan_overlay.ts";

const AT_A_TIME = 8;
const UNREAD = "unread";

/** Where objects are counted. */
export interface CountedState {
  /** The way to the cluster. */
  readonly server: Transport;
  /** What the plan has changed. */
  readonly overlay: PlanOverlay;
}

/**
 * Counts what goes with an object, what exists in the plan only included.
 *
 * @param state Where it lies.
 * @param place The object.
 * @param object What is there; `undefined`: nobody knows.
 * @param signal Ends it.
 * @returns `undefined`: an object of that kind holds none.
 */
export async function countContents(
  { server, overlay }: CountedState,
  place: ObjectPlace,
  object: JsonObject | undefined,
  signal: AbortSignal,
): Promise<PlannedContents | undefined> {
  const held = object ?? { metadata: { name: place.name } };
  const holdings = await unlessItFails(() => holdingsOf(place, held, server), signal);
  if (holdings === undefined) return undefined;
  // Who cannot tell what a cluster serves cannot count anything of it.
  if (holdings === UNREAD) return { counts: [], unread: ["every kind"] };
  const counts = new Map<string, number>();
  const unread = new Set(holdings.unlisted);
  await inParallel(kindsOf(holdings.held), AT_A_TIME, async ([resource, collection]) => {
    const count = await unlessItFails(
      async () => await overlay.count(collection) ?? await countOf(collection, server, signal),
      signal,
    );
    if (count === UNREAD) unread.add(resource);
    else if (count > 0) counts.set(resource, count);
  });
  return {
    counts: [...counts].sort(byName).map(([resource, count]) => ({ resource, count })),
    unread: [...unread].sort(),
  };
}

/** One collection of each kind, whatever its versions; of what only tells of others none. */
function kindsOf(held: readonly CollectionPlace[]): (readonly [string, CollectionPlace])[] {
  const kinds = new Map<string, CollectionPlace>();
  for (const collection of held) {
    const { group, resource } = collection;
    const name = group === "" ? resource : `${resource}.${group}`;
    if (!TELLING.has(resource) && !kinds.has(name)) kinds.set(name, collection);
  }
  return [...kinds];
}

/** What the server does not count is read to its end. */
async function countOf(
  collection: CollectionPlace,
  server: Transport,
  signal: AbortSignal,
): Promise<number | typeof UNREAD> {
  const path = pathOf(collection, "");
  const first = await listOf(`${path}?limit=1`, server, signal);
  if (typeof first !== "object") return first;
  const { items, metadata } = first;
  const rest = metadata["remainingItemCount"];
  if (typeof rest === "number") return items.length + rest;
  if (typeof metadata["continue"] !== "string" || metadata["continue"] === "") return items.length;
  const whole = await listOf(path, server, signal);
  return typeof whole === "object" ? whole.items.length : whole;
}

interface MetadataList {
  readonly items: readonly unknown[];
  readonly metadata: JsonObject;
}

async function listOf(
  path: string,
  server: Transport,
  signal: AbortSignal,
): Promise<MetadataList | 0 | typeof UNREAD> {
  const headers = { accept: METADATA_ONLY };
  const response = await server.send(path, { headers, signal, bulk: true });
  const text = await readText(response, { limitBytes: Infinity });
  // A kind that has gone meanwhile has no objects.
  if (response.status === 404) return 0;
  if (!response.ok) return UNREAD;
  const { items, metadata } = JSON.parse(text) as { items?: unknown; metadata?: unknown };
  return {
    items: Array.isArray(items) ? items : [],
    metadata: isObject(metadata) ? metadata : {},
  };
}

async function unlessItFails<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | typeof UNREAD> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof KubeError || error instanceof SyntaxError) return UNREAD;
    throw error;
  }
}

function byName([one]: readonly [string, number], [other]: readonly [string, number]): number {
  return one < other ? -1 : 1;
}
