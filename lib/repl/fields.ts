/**
 * The fields of what a line is about, for completion. Layer 7.
 *
 * @module
 */
import { startDeadline } from "../client/call.ts";
import { readList } from "../client/lists.ts";
import { describeCollection } from "../client/objects.ts";
import { describeKind, knownKind } from "../api/found_kinds.ts";
import type { Query } from "../api/query.ts";
import { stateOf } from "../api/query_state.ts";
import type { Ref } from "../api/ref.ts";
import { targetOf } from "../api/ref_base.ts";
import { resolveTarget, type Target } from "../api/target.ts";
import { isQuery } from "../api/query.ts";
import { type FieldSchema, metadataSchema } from "../kinds/schema.ts";

/** The collection that a query or a reference is of. */
export function collectionOf(value: Query | Ref): Target {
  return isQuery(value) ? stateOf(value).target : targetOf(value);
}

/**
 * Finds the fields of a kind; for one that is not built in its definition is asked for, once.
 *
 * @param target A collection.
 */
export async function fieldsOf(target: Target): Promise<FieldSchema | undefined> {
  const known = knownKind(target);
  if (known?.schema !== undefined) return known.schema;
  return (await describeKind(target, await resolveTarget(target))).schema;
}

/** So many objects are looked at for labels and values. */
const SAMPLE_SIZE = 200;

/**
 * Reads the labels of some objects: one GET of their metadata.
 *
 * @param target A collection.
 * @param signal Ends the request.
 */
export async function sampleLabels(
  target: Target,
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { session, kind, namespace } = await resolveTarget(target);
  const deadline = startDeadline(session, { signal }, describeCollection("list", kind, namespace));
  const labels: Readonly<Record<string, string>>[] = [];
  const request = { kind, namespace, representation: "metadata", limit: SAMPLE_SIZE } as const;
  await readList(session, request, deadline, ({ metadata }) => {
    if (metadata?.labels !== undefined) labels.push(metadata.labels);
  });
  return labels;
}

/** Reads some objects. */
export async function sampleObjects(query: Query, signal: AbortSignal): Promise<unknown[]> {
  return await query.limit(SAMPLE_SIZE).list({ signal });
}

/**
 * Goes down a path.
 *
 * @param schema Where it begins.
 * @param path Names; `$some`, `$every` and numbers stand for the items of a list.
 */
export function fieldAt(
  schema: FieldSchema | undefined,
  path: readonly string[],
): FieldSchema | undefined {
  let field = schema;
  for (const [depth, name] of path.entries()) {
    if (field === undefined) return undefined;
    if (/^(?:\$some|\$every|\d+)$/.test(name)) field = field.item();
    else {
      const next = field.field(name);
      // The metadata of every object is the same, and a definition says nothing of it.
      field = depth === 0 && name === "metadata" && !(next?.fieldNames().length)
        ? metadataSchema()
        : next;
    }
  }
  return field;
}

/** Says in a word what a field holds. */
export function typeName({ type, format }: FieldSchema, inner = true): string {
  if (format !== undefined) return format;
  return type === "any" ? "" : inner ? type : "";
}
