import assert from "node:assert/strict";
import { LazyEvents } from "../../lib/api/lazy_events.ts";

/** A source that says what becomes of it. */
function source(count: number) {
  const log: string[] = [];
  async function* numbers(): AsyncGenerator<number, void, void> {
    log.push("begun");
    try {
      for (let number = 1; number <= count; number++) yield await Promise.resolve(number);
      log.push("ended");
    } finally {
      log.push("closed");
    }
  }
  async function open() {
    log.push("opened");
    const events = numbers();
    return { events, first: await events.next() };
  }
  return { log, open };
}

Deno.test("LazyEvents opens its source once, when it is first asked", async () => {
  const { log, open } = source(3);
  const events = new LazyEvents(open);
  assert.deepEqual(log, []);
  assert.deepEqual(await Array.fromAsync(events), [1, 2, 3]);
  assert.deepEqual(log, ["opened", "begun", "ended", "closed"]);
  assert.equal((await events.next()).done, true);
});

Deno.test("LazyEvents gives each event once to those who ask at the same time", async () => {
  const { log, open } = source(3);
  const events = new LazyEvents(open);
  const asked = await Promise.all([events.next(), events.next(), events.next(), events.next()]);
  assert.deepEqual(asked.map(({ value }) => value).sort(), [1, 2, 3, undefined]);
  assert.equal(log.filter((line) => line === "opened").length, 1);
});

Deno.test("LazyEvents closes its source by break, and what is not opened needs no closing", async () => {
  const { log, open } = source(3);
  for await (const number of new LazyEvents(open)) {
    if (number === 2) break;
  }
  assert.deepEqual(log, ["opened", "begun", "closed"]);
  const never = source(3);
  const events = new LazyEvents(never.open);
  await events.return();
  assert.equal((await events.next()).done, true);
  assert.deepEqual(never.log, []);
});

Deno.test("LazyEvents closes a source that is still being opened", async () => {
  const { log, open } = source(3);
  const events = new LazyEvents(open);
  const first = events.next();
  await events.return();
  assert.equal((await first).value, 1);
  assert.equal((await events.next()).done, true);
  assert.equal(log.at(-1), "closed");
});

Deno.test("LazyEvents is disposed of with `await using`, and throws what it is told to", async () => {
  const { log, open } = source(3);
  {
    await using events = new LazyEvents(open);
    await events.next();
  }
  assert.equal(log.at(-1), "closed");
  const events = new LazyEvents(source(3).open);
  await events.next();
  await assert.rejects(() => events.throw(new Error("enough")), { message: "enough" });
  assert.equal((await events.next()).done, true);
});

Deno.test("LazyEvents throws once what went wrong while it was opened", async () => {
  const events = new LazyEvents<number>(() => Promise.reject(new Error("not there")));
  await assert.rejects(() => events.next(), { message: "not there" });
  assert.equal((await events.next()).done, true);
  await events.return();
});
