/**
 * Applies many objects: what others stand on first, a few at a time, each by its own request. Layer 4.
 *
 * @module
 */
import { type Deadline, startDeadline } from "../client/call.ts";
import { within } from "../client/edits.ts";
import type { Session } from "../client/session.ts";
import { isDryRun, WRITE_OPTIONS, type WriteOptions } from "../client/write_call.ts";
import { applyObject } from "../client/writes.ts";
import { KubeError, QueryError } from "../core/errors.ts";
import { parseApiVersion } from "../core/gvk.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { BatchError, WriteOutcome, WriteOutcomes } from "../core/outcomes.ts";
import type { OptionTypes } from "../core/options.ts";
import { inParallel } from "../core/parallel.ts";
import { applyPhase, definedKind, PHASE_COUNT } from "../kinds/apply_order.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { condition } from "../query/wait_condition.ts";
import { waitFor } from "../watch/wait.ts";
import type { ManifestObject } from "./manifests.ts";
import type { Applied } from "./ready.ts";

/** How many objects are applied. */
export interface ApplyManyOptions extends Omit<WriteOptions, "managedFields"> {
  /** Whether fields of other managers are taken over; default `false`. */
  readonly force?: boolean | undefined;
  /** How many objects are applied at a time; default 8. */
  readonly concurrency?: number | undefined;
  /**
   * Whether everything is waited for until it is ready: Deployments and the like rolled out, Jobs complete,
   * Pods Ready, claims bound, load balancers with an address, definitions established; of other kinds what
   * their condition Ready says, where they have one. Default `false`; a dry run waits for nothing.
   */
  readonly wait?: boolean | undefined;
  /**
   * The name of the set that the objects are: members of it that are no longer among them are deleted, last of
   * all. A Secret of that name keeps where its members are.
   */
  readonly prune?: string | undefined;
}

const { managedFields: _, ...OF_WRITES } = WRITE_OPTIONS;

/** The options of applying. */
export const APPLY_MANY_OPTIONS: OptionTypes<ApplyManyOptions> = {
  ...OF_WRITES,
  force: "boolean",
  concurrency: "number",
  wait: "boolean",
  prune: "string",
};

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
 * @returns What became of each, in the order in which they were given; then of those that were pruned.
 * @throws {QueryError} when a kind is not served, an object comes twice or contradicts the namespace: nothing
 * is sent.
 * @throws {BatchError} when some could not be applied; the others were, and nothing was pruned.
 * @throws {ConflictError} when the set belongs to another tool: nothing was applied.
 * @throws {TimeoutError} when something was not ready in time; it is applied, and nothing was pruned.
 */
export async function applyManifests(
  session: Session,
  manifests: readonly ManifestObject[],
  place: ApplyPlace,
  { concurrency = DEFAULT_CONCURRENCY, wait, prune, ...options }: ApplyManyOptions = {},
): Promise<WriteOutcomes> {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(
      `Cannot apply ${concurrency} objects at a time: a whole number from 1 is needed`,
    );
  }
  const deadline = startDeadline(session, options, { verb: "apply", resource: "manifests" });
  const planned = await planManifests(session, manifests, place, deadline);
  const set = prune === undefined
    ? undefined
    : await openSet(session, prune, { planned, place, deadline, options });
  const outcomes: WriteOutcome[] = [];
  const applied: Applied[] = [];
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    const indices = [...planned.keys()].filter((index) => planned[index]?.phase === phase);
    await inParallel(indices, concurrency, async (index) => {
      const one = planned[index];
      if (one === undefined) return;
      deadline.signal?.throwIfAborted();
      const labels = set?.labels;
      const done = await applyOne(session, one, place, { ...options, deadline, labels });
      outcomes[index] = done.outcome;
      if (done.applied !== undefined) applied.push(done.applied);
    });
  }
  failIfAny(new WriteOutcomes(outcomes), "apply");
  if (wait === true && !isDryRun(session, options)) {
    const { waitUntilReady } = await import("./ready.ts");
    await waitUntilReady(session, applied, deadline);
  }
  if (set === undefined) return new WriteOutcomes(outcomes);
  const pruned = await set.prune(new Set(applied.map(({ object }) => object.metadata?.uid ?? "")));
  return new WriteOutcomes([...outcomes, ...pruned]);
}

/** What is done about a set around the applying. */
interface OpenSet {
  /** What makes an object a member. */
  readonly labels: Readonly<Record<string, string>>;
  prune(visited: ReadonlySet<string>): Promise<readonly WriteOutcome[]>;
}

interface OpenSetContext {
  readonly planned: readonly Planned[];
  readonly place: ApplyPlace;
  readonly deadline: Deadline;
  readonly options: Omit<ApplyManyOptions, "wait" | "prune">;
}

async function openSet(
  session: Session,
  name: string,
  { planned, place, deadline, options: { dryRun, concurrency } }: OpenSetContext,
): Promise<OpenSet> {
  const sets = await import("./apply_set.ts");
  const taken = planned.find(({ manifest: { object } }) => {
    const { metadata } = object;
    return isObject(metadata) && isObject(metadata["labels"]) &&
      sets.PART_OF_LABEL in metadata["labels"];
  });
  if (taken !== undefined) {
    throw new QueryError(
      `Cannot apply manifests: ${taken.manifest.place} has the label ${sets.PART_OF_LABEL} already: ` +
        "prune sets it",
      { verb: "apply" },
    );
  }
  const requests = { deadline, dryRun };
  const set = await sets.readApplySet(session, { name, namespace: place.namespace }, requests);
  const now = {
    kinds: new Set(planned.map(({ manifest: { apiVersion, kind } }) => {
      const { group } = parseApiVersion(apiVersion);
      return group === "" ? kind : `${kind}.${group}`;
    })),
    namespaces: new Set(
      planned.flatMap(({ manifest, kind }) =>
        kind?.namespaced === false ? [] : [manifest.namespace ?? place.namespace]
      ),
    ),
  };
  const all = {
    kinds: set.places.kinds.union(now.kinds),
    namespaces: set.places.namespaces.union(now.namespaces),
  };
  await sets.recordApplySet(session, set, all, requests);
  return {
    labels: { [sets.PART_OF_LABEL]: set.id },
    async prune(visited) {
      const width = { ...requests, concurrency: concurrency ?? DEFAULT_CONCURRENCY };
      const pruned = await sets.pruneApplySet(session, set, all, visited, width);
      failIfAny(new WriteOutcomes(pruned), "prune");
      await sets.recordApplySet(session, set, now, requests);
      return pruned;
    },
  };
}

function failIfAny(result: WriteOutcomes, verb: string): void {
  const failed = result.filter("failed").length;
  if (failed > 0) {
    throw new BatchError(`Cannot ${verb} ${failed} of ${result.length} objects`, result, { verb });
  }
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

interface ApplyOneOptions extends Omit<ApplyManyOptions, "concurrency" | "wait" | "prune"> {
  readonly deadline: Deadline;
  /** Labels that the object gets beside its own. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** What became of an object, and the object where it was applied. */
interface AppliedOne {
  readonly outcome: WriteOutcome;
  readonly applied?: Applied;
}

async function applyOne(
  session: Session,
  { manifest, kind: known }: Planned,
  place: ApplyPlace,
  { deadline, labels, ...options }: ApplyOneOptions,
): Promise<AppliedOne> {
  const { apiVersion, kind: kindName, name, object } = manifest;
  const outcome = { apiVersion, kind: kindName, name, dryRun: isDryRun(session, options) };
  let namespace = manifest.namespace;
  try {
    const kind = known ??
      await session.discovery.get(`${apiVersion}/${kindName}`, { signal: deadline.signal });
    namespace = kind.namespaced ? manifest.namespace ?? place.namespace : undefined;
    const key = { name, namespace };
    const member = withLabels(withoutStray(object, kind), labels);
    const applied = await applyObject(session, kind, key, member, {
      ...options,
      ...within(deadline),
    });
    if (definedKind(object) !== undefined && !outcome.dryRun) {
      await waitFor(session, { kind, name }, condition("Established"), within(deadline));
    }
    const { uid } = applied.metadata ?? {};
    return {
      outcome: new WriteOutcome({ ...outcome, namespace, uid, state: "applied" }),
      applied: { kind, key, object: applied },
    };
  } catch (error) {
    deadline.signal?.throwIfAborted();
    if (!(error instanceof KubeError)) throw error;
    const reason = error.message.replace(/^Cannot apply \S+ "[^"]*": /, "");
    return { outcome: new WriteOutcome({ ...outcome, namespace, state: "failed", reason, error }) };
  }
}

function withLabels(
  object: JsonObject,
  added: Readonly<Record<string, string>> | undefined,
): JsonObject {
  if (added === undefined) return object;
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
  return { ...object, metadata: { ...metadata, labels: { ...labels, ...added } } };
}

/** Charts name a namespace for what has none; as kubectl does, it is left out. */
function withoutStray(object: JsonObject, kind: Kind): JsonObject {
  const { metadata } = object;
  if (kind.namespaced || !isObject(metadata)) return object;
  const { namespace: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
