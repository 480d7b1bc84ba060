/**
 * What runs have left that were taken back since: the marks of their field managers stay on an object, and are
 * nobody's change any more. Layer 6.
 *
 * @module
 */
import type { JsonObject } from "../core/merge_patch.ts";
import { findRun, listRuns, type RunJournal } from "./runs.ts";
import { metadataOf, statesOf } from "./undo_task.ts";

/** So many characters of an id say when its run began, to the second. */
const SECOND = "20260101-000000".length;

/**
 * Finds the states in which later runs left the objects of a run, as far as all that they did was taken back.
 *
 * @param run The run that is to be taken back.
 * @returns None of an object that a run has changed which still counts; none at all where a later journal
 * cannot be read.
 */
export function statesTakenBack(run: RunJournal): readonly JsonObject[] {
  const states: JsonObject[] = [];
  const changed = new Set<unknown>();
  for (const id of listRuns()) {
    const later = findRun(id);
    if (later === undefined) continue;
    if ("fault" in later) {
      if (id.slice(0, SECOND) >= run.id.slice(0, SECOND)) return [];
      continue;
    }
    if (later.started <= run.started || later.server !== run.server) continue;
    // What an undo leaves has a manager of its own.
    if (later.undoes !== undefined) continue;
    const left = statesOf(later.writes);
    if (isTakenBack(later)) states.push(...left);
    else for (const state of left) changed.add(metadataOf(state)["uid"]);
  }
  return states.filter((state) => !changed.has(metadataOf(state)["uid"]));
}

/** An undo that was taken back itself has taken nothing back. */
function isTakenBack({ undoneBy }: RunJournal): boolean {
  if (undoneBy === undefined) return false;
  const undo = findRun(undoneBy);
  return undo !== undefined && !("fault" in undo) && !isTakenBack(undo);
}
