/**
 * Sets of objects that are applied together, so that what is no longer among them can go: ApplySets, whose
 * members carry a label and whose parent, a Secret, says where to look for them. Loaded only where a set is
 * named. Layer 4.
 *
 * @see KEP-3659, kubectl apply --prune --applyset
 * @module
 */
import type { Deadline } from "../client/call.ts";
import { deleteObject } from "../client/deletes.ts";
import { within } from "../client/edits.ts";
import { readPages } from "../client/lists.ts";
import { getObject, type ObjectKey } from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import { isDryRun, type WriteOptions } from "../client/write_call.ts";
import { applyObject } from "../client/writes.ts";
import { ConflictError, isNotFound, KubeError, QueryError } from "../core/errors.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { WriteOutcome } from "../core/outcomes.ts";
import { inParallel } from "../core/parallel.ts";
import { checkPathSegment } from "../core/path.ts";
import { VERSION } from "../core/version.ts";
import { applyPhase, PHASE_COUNT } from "../kinds/apply_order.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";

/** The label of members; its value is the set's id. */
export const PART_OF_LABEL = "applyset.kubernetes.io/part-of";

const ID_LABEL = "applyset.kubernetes.io/id";
const TOOLING = "applyset.kubernetes.io/tooling";
const KINDS = "applyset.kubernetes.io/contains-group-kinds";
const NAMESPACES = "applyset.kubernetes.io/additional-namespaces";
const TOOL = "skiff";
/** Owns what the parent says of the set. */
const MANAGER = `${TOOL}-applyset`;

/** Where members of a set may be. */
export interface SetPlaces {
  /** `Kind.group`, for the core group `Kind`. */
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** A set, and where its members are. */
export interface ApplySet {
  readonly name: string;
  /** Of its parent. */
  readonly namespace: string;
  readonly id: string;
  /** Where its members were until now. */
  readonly places: SetPlaces;
}

/** How the requests about a set are sent. */
export interface ApplySetOptions {
  readonly deadline: Deadline;
  readonly dryRun: WriteOptions["dryRun"];
}

/**
 * Reads a set: one GET of its parent.
 *
 * @param key The parent's name and namespace.
 * @throws {QueryError} when the name cannot be one.
 * @throws {ConflictError} when a Secret of that name is something else, or the set of another tool.
 */
export async function readApplySet(
  session: Session,
  { name, namespace = "" }: ObjectKey,
  { deadline }: Pick<ApplySetOptions, "deadline">,
): Promise<ApplySet> {
  if (typeof name !== "string" || name === "") {
    throw new QueryError("Cannot apply a set: prune has to be its name", { verb: "apply" });
  }
  checkPathSegment("name", name);
  const id = await idOf(name, namespace);
  const set = { name, namespace, id };
  let parent: KubeObject;
  try {
    parent = await getObject(session, parentKind(), { name, namespace }, within(deadline));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { ...set, places: { kinds: new Set(), namespaces: new Set([namespace]) } };
  }
  const { labels = {}, annotations = {} } = parent.metadata ?? {};
  const tool = annotations[TOOLING]?.replace(/\/[^/]*$/, "");
  if (tool === undefined || labels[ID_LABEL] === undefined) {
    throw refusal(set, "the secret of that name is something else: take another name");
  }
  if (tool !== TOOL) throw refusal(set, `it belongs to ${JSON.stringify(tool)}`);
  if (labels[ID_LABEL] !== id) throw refusal(set, "its parent has the id of another set");
  return {
    ...set,
    places: {
      kinds: new Set(listOf(annotations[KINDS])),
      namespaces: new Set([namespace, ...listOf(annotations[NAMESPACES])]),
    },
  };
}

/**
 * Writes down where members may be, in the parent: one PATCH. Before anything is applied these are the places
 * of old and new, so that none is lost where the work ends in between.
 */
export async function recordApplySet(
  session: Session,
  { name, namespace, id }: ApplySet,
  { kinds, namespaces }: SetPlaces,
  { deadline, dryRun }: ApplySetOptions,
): Promise<void> {
  const others = [...namespaces].filter((other) => other !== namespace);
  const parent = {
    metadata: {
      name,
      namespace,
      labels: { [ID_LABEL]: id },
      annotations: {
        [TOOLING]: `${TOOL}/v${VERSION}`,
        [KINDS]: [...kinds].sort().join(","),
        [NAMESPACES]: others.sort().join(","),
      },
    },
  };
  await applyObject(session, parentKind(), { name, namespace }, parent, {
    dryRun,
    fieldManager: MANAGER,
    force: true,
    ...within(deadline),
  });
}

/** A member that is to go. */
interface Obsolete {
  readonly kind: Kind;
  readonly object: KubeObject;
}

/**
 * Deletes the members of a set that were not applied: what stands on others first.
 *
 * @param set The set.
 * @param places Where to look.
 * @param visited The uids of what was applied.
 * @param options How.
 * @returns What became of each.
 */
export async function pruneApplySet(
  session: Session,
  set: ApplySet,
  places: SetPlaces,
  visited: ReadonlySet<string>,
  options: ApplySetOptions & { readonly concurrency: number },
): Promise<WriteOutcome[]> {
  const { deadline, concurrency } = options;
  const found: Obsolete[] = [];
  const lists = await listsOf(session, places, deadline);
  await inParallel(lists, concurrency, async ({ kind, namespace }) => {
    const request = {
      kind,
      namespace,
      labelSelector: `${PART_OF_LABEL}=${set.id}`,
      representation: "metadata",
    } as const;
    for await (const page of readPages(session, request, within(deadline))) {
      for (const object of page) {
        const { uid } = object.metadata ?? {};
        if (uid !== undefined && !visited.has(uid)) found.push({ kind, object });
      }
    }
  });
  const outcomes: WriteOutcome[] = [];
  for (let phase = PHASE_COUNT - 1; phase >= 0; phase--) {
    const now = found.filter(({ kind }) => applyPhase(kind.group, kind.kind) === phase);
    await inParallel(now, concurrency, async (obsolete) => {
      deadline.signal?.throwIfAborted();
      outcomes.push(await pruneOne(session, obsolete, options));
    });
  }
  return outcomes;
}

interface ListPlace {
  readonly kind: Kind;
  readonly namespace: string | undefined;
}

async function listsOf(
  session: Session,
  { kinds, namespaces }: SetPlaces,
  deadline: Deadline,
): Promise<ListPlace[]> {
  const lists: ListPlace[] = [];
  for (const name of kinds) {
    const kind = await session.discovery.find(name, { signal: deadline.signal });
    // Where its definition has gone, its objects have, too.
    if (kind === undefined) continue;
    if (!kind.namespaced) lists.push({ kind, namespace: undefined });
    else for (const namespace of namespaces) lists.push({ kind, namespace });
  }
  return lists;
}

async function pruneOne(
  session: Session,
  { kind, object }: Obsolete,
  { deadline, dryRun }: ApplySetOptions,
): Promise<WriteOutcome> {
  const { name = "", namespace, uid } = object.metadata ?? {};
  const outcome = {
    apiVersion: formatApiVersion(kind),
    kind: kind.kind,
    name,
    namespace,
    uid,
    dryRun: isDryRun(session, { dryRun }),
  };
  try {
    await deleteObject(session, kind, { name, namespace }, {
      preconditions: { uid },
      dryRun,
      ...within(deadline),
    });
    return new WriteOutcome({ ...outcome, state: "pruned" });
  } catch (error) {
    deadline.signal?.throwIfAborted();
    if (isNotFound(error)) return new WriteOutcome({ ...outcome, state: "pruned" });
    if (!(error instanceof KubeError)) throw error;
    const reason = error.message.replace(/^Cannot delete \S+ "[^"]*": /, "");
    return new WriteOutcome({ ...outcome, state: "failed", reason, error });
  }
}

/** The id of a set: of its parent's name, as the specification has it. */
async function idOf(name: string, namespace: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${name}.${namespace}.${parentKind().kind}.`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `applyset-${digest.toBase64({ alphabet: "base64url", omitPadding: true })}-v1`;
}

function parentKind(): Kind {
  const kind = builtinKind("v1", "Secret");
  if (kind === undefined) throw new QueryError("Cannot apply a set: Secret is no known kind");
  return kind;
}

function listOf(annotation: string | undefined): string[] {
  return (annotation ?? "").split(",").filter((part) => part !== "");
}

function refusal({ name, namespace }: Omit<ApplySet, "places">, why: string): ConflictError {
  return new ConflictError(`Cannot apply the set "${namespace}/${name}": ${why}`, {
    verb: "apply",
    kind: "secret",
    namespace,
    name,
  });
}
