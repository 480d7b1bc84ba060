import assert from "node:assert/strict";
import { watchObjects, type WatchTarget } from "../../lib/watch/watch.ts";
import { CONFIG_MAPS, FakeApiServer, type Item, status, statusOf } from "./_fake_apiserver.ts";
import { FakeClock, seededRandom, until } from "./_fake_clock.ts";
import { type Fault, faultyTransport, sessionOver } from "./_faults.ts";
import { WatchModel } from "./_watch_model.ts";

const SEQUENCES = 200;
const STEPS = 30;
const NAMES = 12;

function randomFault(random: () => number): Fault | undefined {
  const size = Math.floor(random() * 900);
  const chunks = Math.floor(random() * 6);
  switch (Math.floor(random() * 16)) {
    case 0:
      return { type: "reset" };
    case 1:
    case 2:
      return { type: "cut", bytes: size };
    case 3:
    case 4:
      return { type: "end", bytes: size };
    case 5:
      return { type: "line", chunks, text: "<html><body>503</body></html>" };
    case 6:
      return { type: "line", chunks, text: '{"type":"ADDED"' };
    case 7: {
      const object = statusOf(410, "Expired", "too old resource version");
      return { type: "line", chunks, text: JSON.stringify({ type: "ERROR", object }) };
    }
    case 8: {
      const code = random() < 0.5 ? 500 : 429;
      const object = statusOf(code, code === 500 ? "InternalError" : "TooManyRequests", "later");
      return { type: "line", chunks, text: JSON.stringify({ type: "ERROR", object }) };
    }
    case 9:
      return { type: "silence", chunks };
    case 10:
    case 11:
      return { type: "replay", random };
    case 12: {
      const headers = { "retry-after": "3" };
      return { type: "answer", response: () => status(429, "TooManyRequests", "later", headers) };
    }
    case 13:
      return { type: "answer", response: () => status(503, "ServiceUnavailable", "starting") };
    case 14:
      return { type: "answer", response: () => status(410, "Expired", "too old") };
    default:
      return undefined;
  }
}

function churn(server: FakeApiServer, random: () => number): void {
  const name = `item-${Math.floor(random() * NAMES)}`;
  const labels = { tier: random() < 0.5 ? "web" : "db" };
  const kind = random();
  if (kind < 0.55) server.put(name, { value: String(random()) }, labels);
  else if (kind < 0.8) server.remove(name);
  else if (kind < 0.84) server.compact();
  else if (kind < 0.92) server.bookmark();
  else server.endWatches();
}

/** Follows a collection through faults and compares the outcome with the server. */
async function follow(
  seed: number,
  target: Omit<WatchTarget<Item>, "kind">,
  fits: (item: Item) => boolean,
): Promise<void> {
  const random = seededRandom(seed);
  const clock = new FakeClock(random);
  const server = new FakeApiServer();
  server.streams = random() < 0.7;
  for (let i = 0; i < 5; i++) churn(server, random);
  let faulty = false;
  const transport = faultyTransport(server, () => faulty ? randomFault(random) : undefined);
  const model = new WatchModel<Item>();
  const stop = new AbortController();
  let synced = false;
  const events = watchObjects<Item>(sessionOver(transport), { kind: CONFIG_MAPS, ...target }, {
    clock,
    signal: stop.signal,
    onStatus: ({ type }) => synced ||= type === "synced",
  });
  let failure: unknown;
  const done = (async () => {
    for await (const event of events) model.take(event);
  })().catch((error) => {
    failure = error;
  });
  const where = `sequence ${seed}`;
  await until(clock, `${where} synced`, () => synced || failure !== undefined);
  faulty = true;
  for (let step = 0; step < STEPS; step++) {
    churn(server, random);
    const turns = Math.floor(random() * 3);
    for (let i = 0; i < turns; i++) await until(clock, where, passes(1));
    if (random() < 0.3) clock.advanceToNext();
  }
  faulty = false;
  server.put("last", { value: "" }, { tier: "web" });
  await until(clock, `${where} agrees`, () => failure !== undefined || agrees(model, server, fits));
  if (failure !== undefined) throw new Error(where, { cause: failure });
  const reason = new Error("enough");
  stop.abort(reason);
  await done;
  assert.equal(failure, reason);
  assert.equal(server.watches, 0, `${where} leaves no watch open`);
  assert.equal(clock.pending, 0, `${where} leaves no timer`);
}

function passes(times: number): () => boolean {
  let left = times;
  return () => left-- <= 0;
}

function agrees(
  model: WatchModel<Item>,
  server: FakeApiServer,
  fits: (item: Item) => boolean,
): boolean {
  return model.equals([...server.state().values()].filter(fits));
}

Deno.test(`watchObjects equals a quorum list after ${SEQUENCES} sequences of faults`, async () => {
  for (let seed = 1; seed <= SEQUENCES; seed++) await follow(seed, {}, () => true);
});

Deno.test("watchObjects gives the same for a selector and for a filter of its own", async () => {
  const isWeb = (item: Item) => item.metadata?.labels?.["tier"] === "web";
  for (let seed = 1001; seed <= 1030; seed++) {
    await follow(seed, { labelSelector: "tier=web" }, isWeb);
    await follow(seed, { matches: isWeb }, isWeb);
  }
});
