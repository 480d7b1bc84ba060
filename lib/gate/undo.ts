/**
 * `skiff undo`: takes the writes of a run back, the last one first, each with a look at what is there now.
 * Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { makePolicy } from "../client/policy.ts";
import { ForbiddenError } from "../core/errors.ts";
import { parseJsonObject } from "../core/json.ts";
import { applyMergePatch, type JsonObject } from "../core/merge_patch.ts";
import { type UndoStep, undoStep } from "../policy/undo.ts";
import { Authority } from "./authority.ts";
import { contentsOfOthers, holdersOf, isHolder } from "./contents.ts";
import { forwarder } from "./exchange.ts";
import type { Exchange } from "./gate_call.ts";
import type { Journal } from "./journal.ts";
import { journaled } from "./journaled.ts";
import type { RunRecord } from "./run_lines.ts";
import { readObject, sendStep } from "./undo_request.ts";
import {
  describeTask,
  metadataOf,
  objectPath,
  statesByUid,
  tasksOf,
  type UndoTask,
} from "./undo_task.ts";
import { refusalOf, UndoTrial } from "./undo_trial.ts";

/** What became of one write. */
export interface UndoOutcome {
  readonly state: "undone" | "partly" | "nothing" | "left" | "failed";
  /** What was done, or would be: `deleted`, `restored`, `made again`, or why nothing was. */
  readonly what: string;
  /** The object, e.g. `configmaps "shop/one"`. */
  readonly object: string;
  /** Whether it fails for want of a right. */
  readonly isForbidden?: boolean;
}

type Result = Omit<UndoOutcome, "object">;

/** How a run is taken back. */
export interface UndoOptions {
  readonly transport: Transport;
  readonly journal: Journal;
  /** Say what would be done, and whether the server would take it, and do nothing. */
  readonly plan: boolean;
  /** In which states later runs left its objects that were taken back since. */
  readonly takenBack?: readonly JsonObject[] | undefined;
  /** Hears the number of each write that was taken back, so that another undo leaves it out. */
  readonly onTaken?: ((number: number) => void) | undefined;
}

const TRIES = 3;
/** What leaves nothing to be done. */
const DONE: ReadonlySet<UndoOutcome["state"]> = new Set(["undone", "nothing"]);

/**
 * Takes a run back.
 *
 * @param run The run.
 * @param options The way to the cluster, and the journal of what is done now.
 * @returns What became of each write, the last one first.
 */
export async function* undoRun(
  run: RunRecord,
  { transport, journal, plan, takenBack = [], onTaken }: UndoOptions,
): AsyncGenerator<UndoOutcome, void, void> {
  const authority = new Authority({ policy: makePolicy({ allowAll: true }) });
  const exchange = journaled(forwarder(transport), { journal, transport, authority });
  /** What was left alone stays so: an older state of it is behind the newer one. */
  const left = new Set<string>();
  /** By its path, the uid of what was made again and the one that it had before. */
  const renewed = new Map<string, { readonly uid: unknown; readonly before: unknown }>();
  const states = statesByUid(run.writes, takenBack);
  const own: ReadonlySet<unknown> = new Set(states.keys());
  const planner: Planning = { transport, planned: new Map(), own, trial: new UndoTrial(transport) };
  for (const [index, write] of [...run.writes.entries()].toReversed()) {
    let remains = 0;
    const tasks = tasksOf(write, states);
    for (const task of tasks) {
      const path = objectPath(task, task.attributes.subresource);
      const whole = objectPath(task, "");
      const object = describeTask(task);
      if (write.taken === true) {
        yield { state: "nothing", what: "nothing to do: an undo before has done it", object };
        continue;
      }
      if (left.has(whole)) {
        remains++;
        yield {
          state: "left",
          what: "left alone: a later write of the run to it was not undone",
          object,
        };
        continue;
      }
      const outcome = task.hopeless !== undefined
        ? { state: "left" as const, what: `left alone: ${task.hopeless}` }
        : await (plan
          ? planTask(task, path, planner)
          : perform(task, { path, transport, exchange, renewed, own }))
          .catch((error: unknown) => notLookedAt(error, plan));
      if (outcome.state === "left" || outcome.state === "failed") left.add(whole);
      if (!DONE.has(outcome.state)) remains++;
      yield { ...outcome, object };
    }
    if (tasks.length > 0 && remains === 0 && !plan && write.taken !== true) onTaken?.(index + 1);
  }
}

/** Who may not look at one object may take back the next. */
function notLookedAt(error: unknown, plan: boolean): Result {
  if (!(error instanceof ForbiddenError) || error.status !== 403) throw error;
  return notDone(plan, "your user may not get it", true);
}

function notDone(plan: boolean, why: string, isForbidden: boolean): Result {
  const what = `${plan ? "would not be" : "not"} undone: ${why}`;
  return { state: "failed", what, ...(isForbidden ? { isForbidden } : {}) };
}

interface Planning {
  readonly transport: Transport;
  readonly trial: UndoTrial;
  /** By its path, what would be there; `undefined`: nothing. */
  readonly planned: Map<string, JsonObject | undefined>;
  /** The uids of what the run has made. */
  readonly own: ReadonlySet<unknown>;
}

async function planTask(
  task: UndoTask,
  path: string,
  { transport, trial, planned, own }: Planning,
): Promise<Result> {
  let why = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const isAhead = planned.has(path);
    const current = isAhead ? planned.get(path) : await readObject(transport, path);
    const step = await spared(undoStep(task.change, current), task, current, transport, own);
    if (step.action === "leave" || step.action === "nothing") return said(step, task, true);
    const isHeldAhead = step.action === "create" &&
      holdersOf(task).some((holder) => planned.get(holder) !== undefined);
    const refused = await trial.refusal({
      task,
      path,
      step,
      current,
      isAhead: isAhead || isHeldAhead,
    });
    if (refused === undefined) {
      planned.set(path, stateAfter(step, task, current));
      return said(step, task, true);
    }
    why = refused.why;
    // It has changed between the look and the trial.
    if (!refused.isConflict) return notDone(true, why, refused.isForbidden);
  }
  return notDone(true, why, false);
}

function stateAfter(
  step: UndoStep,
  { change }: UndoTask,
  current: JsonObject | undefined,
): JsonObject | undefined {
  // For what the run did before, what is made again is the object that it was.
  if (step.action === "create") return change.before;
  return step.action === "patch" ? applyMergePatch(current ?? {}, step.patch) : undefined;
}

interface Performance {
  readonly path: string;
  readonly transport: Transport;
  readonly exchange: Exchange;
  readonly renewed: Map<string, { readonly uid: unknown; readonly before: unknown }>;
  /** The uids of what the run has made. */
  readonly own: ReadonlySet<unknown>;
}

/** What others have put into what the run has made would be gone with it. */
async function spared(
  step: UndoStep,
  { attributes }: UndoTask,
  current: JsonObject | undefined,
  transport: Transport,
  own: ReadonlySet<unknown>,
): Promise<UndoStep> {
  if (step.action !== "delete" || current === undefined) return step;
  const why = await contentsOfOthers(transport, attributes, current, own);
  return why === undefined ? step : { action: "leave", why };
}

async function perform(
  task: UndoTask,
  { path, transport, exchange, renewed, own }: Performance,
): Promise<Result> {
  let why = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const current = await readObject(transport, path);
    const wanted = undoStep(task.change, asBefore(current, renewed.get(path)));
    const step = await spared(wanted, task, current, transport, own);
    if (step.action === "leave" || step.action === "nothing") return said(step, task, false);
    const response = await sendStep(exchange, path, step, current);
    if (response.ok) {
      const made = parseJsonObject(await readText(response));
      if (step.action === "create") {
        const { uid } = metadataOf(made ?? {});
        renewed.set(path, { uid, before: metadataOf(task.change.before ?? {})["uid"] });
      }
      return said(step, task, false);
    }
    const refused = await refusalOf(response);
    why = refused!.why;
    // It has changed between the look and the write.
    if (!refused!.isConflict) return notDone(false, why, refused!.isForbidden);
  }
  return notDone(false, why, false);
}

/** What was made again is, for what the run did before, the object that it was. */
function asBefore(
  current: JsonObject | undefined,
  renewed: { readonly uid: unknown; readonly before: unknown } | undefined,
): JsonObject | undefined {
  if (current === undefined || renewed === undefined) return current;
  const metadata = metadataOf(current);
  if (metadata["uid"] !== renewed.uid) return current;
  return { ...current, metadata: { ...metadata, uid: renewed.before } };
}

function said(step: UndoStep, { attributes }: UndoTask, plan: boolean): Result {
  const would = plan ? "would be " : "";
  switch (step.action) {
    case "delete":
      return { state: "undone", what: `${would}deleted` };
    case "patch":
      return { state: "undone", what: `${would}restored` };
    case "create":
      if (!isHolder(attributes)) return { state: "undone", what: `${would}made again` };
      return { state: "partly", what: `${would}made again, and empty: what was in it is not back` };
    case "nothing":
      return { state: "nothing", what: `nothing to do: ${step.why}` };
    case "leave":
      return { state: "left", what: `left alone: ${step.why}` };
  }
}
