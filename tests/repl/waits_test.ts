/** What the prompt says while a line waits. */
import assert from "node:assert/strict";
import { Waits } from "../../lib/repl/waits.ts";
import { embeddedSession } from "../_support/embedded_session.ts";

/** A clock that goes on when it is told. */
class HandClock {
  #next: (() => void) | undefined;

  timer(_delayMs: number, callback: () => void): () => void {
    this.#next = callback;
    return () => this.#next = undefined;
  }

  /** Lets the next timer come to its end; nothing where there is none. */
  go(): void {
    const next = this.#next;
    this.#next = undefined;
    next?.();
  }
}

function request(path: string) {
  return { method: "GET", path, status: undefined, ms: undefined, bytes: 0 };
}

Deno.test("Waits says what is missing once, and again when something else is", () => {
  const clock = new HandClock();
  const notes: string[] = [];
  const waits = new Waits(() => undefined, clock);
  waits.note = (line) => notes.push(line);
  let missing = "it does not exist";
  const done = waits.begin(() => `wait for pod "shop/web": ${missing}`);
  const over = waits.watch();
  assert.deepEqual(notes, []);
  clock.go();
  clock.go();
  missing = "not Ready\x1b[2J";
  clock.go();
  const other = waits.begin(() => 'delete job "shop/a": it is there');
  clock.go();
  done();
  clock.go();
  other();
  clock.go();
  over();
  clock.go();
  assert.deepEqual(notes, [
    'waiting for pod "shop/web": it does not exist (Ctrl-C ends it)',
    'waiting for pod "shop/web": not Ready [2J (Ctrl-C ends it)',
    'waiting for pod "shop/web": not Ready [2J; and for 1 more (Ctrl-C ends it)',
    'waiting to delete job "shop/a": it is there (Ctrl-C ends it)',
  ]);
});

Deno.test("Waits says which request has no answer, when it has had its time", () => {
  const clock = new HandClock();
  const notes: string[] = [];
  let unanswered: ReturnType<typeof request> | undefined = request("/api/v1/pods?limit=500");
  const waits = new Waits(() => unanswered, clock);
  waits.note = (line) => notes.push(line);
  const over = waits.watch();
  clock.go();
  // Another one of just now.
  unanswered = request("/api/v1/nodes");
  clock.go();
  assert.deepEqual(notes, []);
  clock.go();
  clock.go();
  unanswered = undefined;
  clock.go();
  over();
  assert.deepEqual(notes, ["waiting for the answer to GET /api/v1/nodes (Ctrl-C ends it)"]);
});

Deno.test("Session says what a line waits for, and nothing where no terminal reads", async () => {
  for (const terminal of [true, false]) {
    const notes: string[] = [];
    const noted = Promise.withResolvers<void>();
    await using session = await embeddedSession({
      terminal,
      note: (line) => {
        notes.push(line);
        noted.resolve();
      },
    });
    const stop = new AbortController();
    const running = session.type('await ns().pod("late").wait(condition("Ready"))', stop.signal);
    if (terminal) await noted.promise;
    else assert.equal(session.session.traffic.waits.note, undefined);
    stop.abort(new DOMException("interrupted", "AbortError"));
    await running;
    assert.deepEqual(notes, [
      ...(terminal ? ['waiting for pod "shop/late": it does not exist (Ctrl-C ends it)'] : []),
      "error: interrupted",
    ]);
  }
});

Deno.test("a line that waits for no answer says which one, and an answer that came is none", async () => {
  await using session = await embeddedSession();
  const { requests } = session.session.traffic;
  await session.type("ns().pods.names()");
  assert.equal(requests.count, 1);
  assert.equal(requests.unanswered, undefined);
});
