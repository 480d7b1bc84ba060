/**
 * Applies many objects: what others stand on first, a few at a time, each by its own request. Layer 4.
 *
 * @module
 */
import { type Deadline, startDeadline } from "../client/call.ts";
import { within } from "../client/edits.ts";
import type { Session } from "../client/session.ts";
import { isDryRun, type WriteOptions } from "../client/write_call.ts";
import { applyObject } from "../client/writes.ts";
import { KubeError, QueryError } from "../core/errors.ts";
import { parseApiVersion } from "../core/gvk.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { BatchError, WriteOutcome, WriteOutcomes } from "../core/outcomes.ts";
import { inParallel } from "../core/parallel.ts";
import { applyPhase, definedKind, PHASE_COUNT } from "../kinds/apply_order.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { condition } from "../query/wait_condition.ts";
import { waitFor } from "../watch/wait.ts";
import type { ManifestObject } from "./manifests.ts";

/** How many objects are applied. */
export interface ApplyManyOptions extends Omit<WriteOptions, "managedFields"> {
  /** Whether fields of other managers are taken over; default `false`. */
  readonly force?: boolean | undefined;
  /** How many objects are applied at a time; default 8. */
  readonly concurrency?: number | undefined;
}

/** Where objects go that do not say it. */
export interface ApplyPlace {
  /** The namespace of those that name none. */
  readonly namespace: string;
  /** Whether another namespace than that is refused; default `false`. */
  readonly only?: boolean | undefined;
}

const DEFAULT_CONCURRENCY = 8;

/** An object, and the kind that it is of. */
interface Planned {
  readonly manifest: ManifestObject;
  readonly phase: number;
  /** `undefined` while a definition among the manifests has still to be applied. */
  kind: Kind | undefined;
}

/**
 * Applies objects, phase by phase: namespaces and definitions of kinds, then what others refer to, then all
 * the rest, webhooks last. Objects of a kind that is defined among them wait for the definition.
 *
 * @param session The connection.
 * @param manifests What {@link readManifests} gave.
 * @param place Where objects go that do not say it.
 * @returns What became of each, in the order in which they were given.
 * @throws {QueryError} when a kind is not served, an object comes twice or contradicts the namespace: nothing
 * is sent.
 * @throws {BatchError} when some could not be applied; the others were.
 */
export async function applyManifests(
  session: Session,
  manifests: readonly ManifestObject[],
  place: ApplyPlace,
  { concurrency = DEFAULT_CONCURRENCY, ...options }: ApplyManyOptions = {},
): Promise<WriteOutcomes> {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(
      `Cannot apply ${concurrency} objects at a time: a whole number from 1 is needed`,
    );
  }
  const deadline = startDeadline(session, options, { verb: "apply", resource: "manifests" });
  const planned = await planManifests(session, manifests, place, deadline);
  const outcomes: WriteOutcome[] = [];
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    const indices = [...planned.keys()].filter((index) => planned[index]?.phase === phase);
    await inParallel(indices, concurrency, async (index) => {
      const one = planned[index];
      if (one === undefined) return;
      deadline.signal?.throwIfAborted();
      outcomes[index] = await applyOne(session, one, place, { ...options, deadline });
    });
  }
  const result = new WriteOutcomes(outcomes);
  const failed = result.filter("failed").length;
  if (failed > 0) {
    throw new BatchError(`Cannot apply ${failed} of ${result.length} objects`, result, {
      verb: "apply",
    });
  }
  return result;
}

/** Finds the kinds, and everything that is wrong before the first request. */
async function planManifests(
  session: Session,
  manifests: readonly ManifestObject[],
  place: ApplyPlace,
  deadline: Deadline,
): Promise<Planned[]> {
  const defined = new Set(manifests.map(({ object }) => definedKind(object)));
  const faults: string[] = [];
  const seen = new Map<string, string>();
  const planned: Planned[] = [];
  for (const manifest of manifests) {
    const { apiVersion, kind: kindName, name } = manifest;
    const { group } = parseApiVersion(apiVersion);
    const phase = applyPhase(group, kindName);
    const isDefined = defined.has(`${group}/${kindName}`);
    try {
      const kind = builtinKind(apiVersion, kindName) ??
        (isDefined ? undefined : await session.discovery.get(`${apiVersion}/${kindName}`, {
          signal: deadline.signal,
        }));
      const namespace = kind === undefined || kind.namespaced
        ? manifest.namespace ?? place.namespace
        : undefined;
      if (place.only === true && namespace !== undefined && namespace !== place.namespace) {
        faults.push(
          `${manifest.place} is for ${JSON.stringify(namespace)}, which contradicts ` +
            JSON.stringify(place.namespace),
        );
      }
      const key = JSON.stringify([group, kindName, namespace, name]);
      const before = seen.get(key);
      if (before !== undefined) {
        faults.push(
          `${manifest.place} is the same ${kindName} ${JSON.stringify(name)} as ${before}`,
        );
      }
      seen.set(key, manifest.place);
      planned.push({ manifest, phase, kind });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      faults.push(`${manifest.place}: ${error.message}`);
    }
  }
  if (faults.length === 0) return planned;
  throw new QueryError(`Cannot apply manifests: ${faults.join("; ")}`, { verb: "apply" });
}

interface ApplyOneOptions extends Omit<ApplyManyOptions, "concurrency"> {
  readonly deadline: Deadline;
}

async function applyOne(
  session: Session,
  { manifest, kind: known }: Planned,
  place: ApplyPlace,
  { deadline, ...options }: ApplyOneOptions,
): Promise<WriteOutcome> {
  const { apiVersion, kind: kindName, name, object } = manifest;
  const outcome = { apiVersion, kind: kindName, name, dryRun: isDryRun(session, options) };
  let namespace = manifest.namespace;
  try {
    const kind = known ??
      await session.discovery.get(`${apiVersion}/${kindName}`, { signal: deadline.signal });
    namespace = kind.namespaced ? manifest.namespace ?? place.namespace : undefined;
    const applied = await applyObject(
      session,
      kind,
      { name, namespace },
      withoutStray(object, kind),
      {
        ...options,
        ...within(deadline),
      },
    );
    if (definedKind(object) !== undefined && !outcome.dryRun) {
      await waitFor(session, { kind, name }, condition("Established"), within(deadline));
    }
    return new WriteOutcome({
      ...outcome,
      namespace,
      uid: applied.metadata?.uid,
      state: "applied",
    });
  } catch (error) {
    deadline.signal?.throwIfAborted();
    if (!(error instanceof KubeError)) throw error;
    const reason = error.message.replace(/^Cannot apply \S+ "[^"]*": /, "");
    return new WriteOutcome({ ...outcome, namespace, state: "failed", reason, error });
  }
}

/** Charts name a namespace for what has none; as kubectl does, it is left out. */
function withoutStray(object: JsonObject, kind: Kind): JsonObject {
  const { metadata } = object;
  if (kind.namespaced || !isObject(metadata)) return object;
  const { namespace: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
