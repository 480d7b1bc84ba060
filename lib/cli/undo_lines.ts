/**
 * What an undo says of the writes that it takes back, and what is shown of it before somebody agrees. Layer 8.
 *
 * @module
 */
import { sanitize } from "../core/terminal.ts";
import type { UndoOutcome } from "../gate/undo.ts";

/** What a person reads before an answer, and what is looked at for it. */
const MAX_PREVIEW = 20;

/**
 * Makes a line of each outcome, at once: an undo may be killed. Equal ones in a row after it are one line with
 * their number.
 *
 * @param outcomes What became of each write.
 * @param onOutcome Hears of each, before its line comes.
 */
export async function* undoLines(
  outcomes: AsyncIterable<UndoOutcome>,
  onOutcome: (outcome: UndoOutcome) => void = () => {},
): AsyncGenerator<string, void, void> {
  let line = "";
  let more = 0;
  const joined = () => more === 0 ? [] : [more === 1 ? line : `${line} (${more} more writes)`];
  try {
    for await (const outcome of outcomes) {
      onOutcome(outcome);
      const next = sanitize(`${outcome.object} ${outcome.what}`);
      if (next === line) {
        more++;
        continue;
      }
      yield* joined();
      yield next;
      line = next;
      more = 0;
    }
  } catch (error) {
    // What was done before stays done.
    yield* joined();
    throw error;
  }
  yield* joined();
}

/**
 * Says what an undo would do, as far as it fits above a question.
 *
 * @param outcomes The plan of the undo; no more of it is made than is shown.
 * @param writes How many writes it is about.
 * @param id The run.
 * @returns Its first lines, and how to see the others.
 */
export async function undoPreview(
  outcomes: AsyncIterable<UndoOutcome>,
  writes: number,
  id: string,
): Promise<readonly string[]> {
  const shown: string[] = [];
  for await (const line of undoLines(outcomes)) {
    if (shown.length === MAX_PREVIEW) {
      return [...shown, `and more, ${writes} writes in all: skiff undo --plan ${id} lists them`];
    }
    shown.push(line);
  }
  return shown;
}
