/**
 * The question before one line changes many objects: a filter that was lost shows itself by how many it takes.
 * Layer 7.
 *
 * @module
 */
import type { ManyObjects } from "../client/session.ts";
import { GrantError, QueryError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { describeCall } from "../core/status.ts";
import type { QuestionOptions } from "./questions.ts";

/** The variable that says how many objects are not asked about, instead of {@link DEFAULT_MANY}. */
export const MANY_VARIABLE = "SKIFF_MANY";
/** So many objects change without a question. */
export const DEFAULT_MANY = 20;

/**
 * Reads how many objects change without a question.
 *
 * @param text A whole number; empty for all.
 * @throws {QueryError} when it is none.
 */
export function readMany(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MANY;
  if (text.trim() === "") return Infinity;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  throw new QueryError(
    `Cannot use ${MANY_VARIABLE}=${JSON.stringify(text)}: it is how many objects change ` +
      "without a question, and empty for all of them",
  );
}

/**
 * Asks whether a query may change as many objects as it has found.
 *
 * @param found What it is about to do.
 * @param options Whom to ask, and from how many on.
 * @throws {GrantError} when the person says no.
 */
export async function askBeforeMany(
  { call, count }: ManyObjects,
  { ask, many = DEFAULT_MANY }: QuestionOptions,
): Promise<void> {
  if (ask === undefined || count <= many) return;
  const what = safeLine(`${call.verb} ${count} ${describeCall(call)}`);
  if (await ask(`${what}? [y/N] `) !== "no") return;
  throw new GrantError(`Cannot ${what}: you did not allow it`, {
    verb: call.verb,
    kind: call.resource,
    namespace: call.namespace,
  });
}
