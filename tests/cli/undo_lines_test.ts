/** What an undo says of its writes, and what is shown of it before somebody agrees. */
import assert from "node:assert/strict";
import { undoLines, undoPreview } from "../../lib/cli/undo_lines.ts";
import type { UndoOutcome } from "../../lib/gate/undo.ts";

function outcome(object: string, what = "restored"): UndoOutcome {
  return { state: "undone", object, what };
}

async function* of(
  outcomes: readonly UndoOutcome[],
  error?: Error,
): AsyncGenerator<UndoOutcome, void, void> {
  yield* outcomes;
  if (error !== undefined) throw error;
}

Deno.test("equal lines of an undo in a row are one, with their number", async () => {
  const heard: string[] = [];
  const outcomes = ["a", "a", "a", "b", "a"].map((name) => outcome(name));
  const lines = await Array.fromAsync(undoLines(of(outcomes), ({ object }) => heard.push(object)));
  assert.deepEqual(lines, [
    "a restored",
    "a restored (2 more writes)",
    "b restored",
    "a restored",
  ]);
  assert.deepEqual(heard, ["a", "a", "a", "b", "a"]);
  assert.deepEqual(await Array.fromAsync(undoLines(of([]))), []);
});

Deno.test("what was taken back before an undo fails is said", async () => {
  const lines: string[] = [];
  await assert.rejects(async () => {
    const fault = new Error("gone");
    for await (const line of undoLines(of([1, 2, 3].map(() => outcome("a")), fault))) {
      lines.push(line);
    }
  }, /^Error: gone$/);
  assert.deepEqual(lines, ["a restored", "a restored (2 more writes)"]);
});

Deno.test("above the question stands what fits, and how to see the rest", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
  let looked = 0;
  async function* all() {
    for (const name of names) {
      looked++;
      yield outcome(name, "would be deleted");
    }
  }
  const lines = await undoPreview(all(), 30, "2026-1");
  assert.deepEqual(lines, [
    ...names.slice(0, 20).map((name) => `${name} would be deleted`),
    "and more, 30 writes in all: skiff undo --plan 2026-1 lists them",
  ]);
  // What is not shown is not asked for.
  assert.equal(looked, 21);
  assert.deepEqual(
    await undoPreview(of(names.slice(0, 20).map((name) => outcome(name))), 20, "2026-1"),
    names.slice(0, 20).map((name) => `${name} restored`),
  );
});
