/**
 * No line ends the session, hangs it, or says its mistake in more than one line. What a line does to the
 * prototypes of the language (`Array.prototype.map = 1`) is not part of this: the session stands on them, too.
 */
import assert from "node:assert/strict";
import { guardProcess } from "../../lib/repl/process_guard.ts";
import { onStrayFailure } from "../../lib/process/stray.ts";
import { failureLine } from "../../lib/process/failure.ts";
import { seededRandom } from "../../lib/testing/seed.ts";
import { embeddedSession, podOf, PODS } from "../_support/embedded_session.ts";
import { Grammar } from "./_grammar.ts";

const LINES = 5000;
const SEED = Number(Deno.env.get("SKIFF_FUZZ_SEED") ?? 20_261_125);
const LINE_LIMIT_MS = 20_000;
const UNSAFE_REGEXP =
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

Deno.test(`Session survives ${LINES} lines grown from a grammar (seed ${SEED})`, async () => {
  const stray: string[] = [];
  onStrayFailure((error) => stray.push(failureLine(error)));
  using _guard = guardProcess();
  await using opened = await embeddedSession();
  const { session } = opened;
  for (const name of ["web-0", "web-1"]) await opened.put(PODS, podOf(name, { app: "web" }));
  session.runner.limitMs = 60;
  const grammar = new Grammar(seededRandom(SEED));
  const outcomes = { done: 0, more: 0, exit: 0, failed: 0 };
  for (let count = 1; count <= LINES; count++) {
    const line = grammar.line();
    const about = `line ${count}: ${JSON.stringify(line)}`;
    const stop = new AbortController();
    const late = setTimeout(
      () => stop.abort(new DOMException("late", "AbortError")),
      LINE_LIMIT_MS,
    );
    let shown = await opened.type(line, stop.signal);
    clearTimeout(late);
    assert(!stop.signal.aborted, about);
    const outcome = opened.outcome;
    assert(outcome !== undefined, about);
    outcomes[outcome.type]++;
    if (outcome.type === "failed") {
      // What a line wrote before it failed is a result of it.
      const errors = shown.split("\n").filter((text) => text.startsWith("error: "));
      assert(errors.length >= 1, `${about}: ${shown.slice(0, 200)}`);
      assert(errors.at(-1)!.length < 2200, about);
    }
    assert.doesNotMatch(shown, UNSAFE_REGEXP, about);
    shown = "";
    if (outcome.type === "more" && count % 3 === 0) session.input = "";
    if (count % 250 === 0) {
      session.input = "";
      session.runner.limitMs = 60;
      await opened.type(".readonly off");
      assert.match(await opened.type("40 + 2"), /^42\n/, about);
      await session.complete(line);
    }
  }
  session.input = "";
  // Timers of the last lines.
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert(outcomes.failed > LINES / 4, JSON.stringify(outcomes));
  assert(outcomes.done > LINES / 4, JSON.stringify(outcomes));
  for (const line of stray) assert.doesNotMatch(line, UNSAFE_REGEXP);
});
