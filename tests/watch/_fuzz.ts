/**
 * A watch in memory through random faults and random changes, with every event held against the server's
 * own history.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { watchObjects, type WatchTarget } from "../../lib/watch/watch.ts";
import {
  CONFIG_MAPS,
  FakeApiServer,
  type Item,
  status,
  statusOf,
  tooLarge,
} from "./_fake_apiserver.ts";
import { FakeClock, seededRandom, until } from "./_fake_clock.ts";
import { type Fault, faultyTransport, sessionOver } from "./_faults.ts";
import { WatchModel } from "./_watch_model.ts";

const STEPS = 30;
const NAMES = 12;
/** Far more than thirty changes and their faults can bring about. */
const MAX_REQUESTS = 2_000;

/** The kinds of faults, each by its number in FAULTS.md. */
export const FAULT_KINDS: Readonly<Record<string, (random: () => number) => Fault>> = {
  "F1 reset": () => ({ type: "reset" }),
  "F2 F3 cut": (random) => ({ type: "cut", bytes: bytesOf(random) }),
  "F4 end": (random) => ({ type: "end", bytes: bytesOf(random) }),
  "F5 page": (random) => line(random, "<html><body>503</body></html>"),
  "F5 half an event": (random) => line(random, '{"type":"ADDED"'),
  "F5 an unknown event": (random) =>
    line(random, '{"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}'),
  "F5 a damaged event": (random) => ({
    type: "corrupt",
    chunks: chunksOf(random),
    text: '{"type":"MODIFIED","object":{"meta',
  }),
  "F7 expired at the start": () => answer(410, "Expired"),
  "F8 expired": (random) => errorLine(random, 410, "Expired"),
  "F9 internal error": (random) => errorLine(random, 500, "InternalError"),
  "F9 too many requests": (random) => errorLine(random, 429, "TooManyRequests"),
  "F9 forbidden": (random) => errorLine(random, 403, "Forbidden"),
  "F10 429": () => answer(429, "TooManyRequests", { "retry-after": "3" }),
  "F11 500": () => answer(500, "InternalError"),
  "F11 503": () => answer(503, "ServiceUnavailable"),
  "F11 504": () => answer(504, "Timeout"),
  "F12 too large": () => ({ type: "answer", response: tooLarge }),
  "F14 replay": (random) => ({ type: "replay", random }),
  "F17 silence": (random) => ({ type: "silence", chunks: chunksOf(random) }),
  "F18 pieces": (random) => ({ type: "pieces", random }),
  "F21 401": () => answer(401, "Unauthorized"),
  "F31 page": () => ({
    type: "answer",
    response: () => new Response("<html>", { headers: { "content-type": "text/html" } }),
  }),
  "F31 nothing": () => ({ type: "answer", response: () => new Response("") }),
};

/** Further ones, of the server itself: F7 F13 F15 compaction, F16 the end of watches, F20 stale answers. */
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

function bytesOf(random: () => number): number {
  return Math.floor(random() * 900);
}

function chunksOf(random: () => number): number {
  return Math.floor(random() * 6);
}

function line(random: () => number, text: string): Fault {
  return { type: "line", chunks: chunksOf(random), text };
}

function errorLine(random: () => number, code: number, reason: string): Fault {
  return line(random, JSON.stringify({ type: "ERROR", object: statusOf(code, reason, "said") }));
}

function answer(code: number, reason: string, headers: Record<string, string> = {}): Fault {
  return { type: "answer", response: () => status(code, reason, "said", headers) };
}

/** Holds events against the server's history: between two whole states no change is left out. */
class HistoryCheck {
  readonly #server: FakeApiServer;
  #version = Infinity;
  #outcome = 0;

  constructor(server: FakeApiServer) {
    this.#server = server;
  }

  note(status: WatchStatus): void {
    if (status.type !== "synced" && status.type !== "relisted") return;
    this.#version = Number(status.resourceVersion);
    this.#outcome = status.type === "synced" ? status.count : status.changes;
  }

  take({ type, object }: WatchEvent<Item>): void {
    // What a whole state came down to is checked by the model.
    if (this.#outcome > 0) {
      this.#outcome--;
      return;
    }
    const next = this.#server.log.find(({ version }) => version > this.#version);
    assert.ok(next !== undefined, "it comes after something that happened");
    const wanted = next.after === undefined
      ? "DELETED"
      : next.before === undefined
      ? "ADDED"
      : "MODIFIED";
    const named = (next.after ?? next.before)?.metadata?.name;
    assert.equal(
      `${type} ${object.metadata?.name} ${object.metadata?.resourceVersion}`,
      `${wanted} ${named} ${next.version}`,
      "no change is left out",
    );
    this.#version = next.version;
  }
}

/** What one sequence is made of. */
export interface FuzzOptions {
  readonly target?: Omit<WatchTarget<Item>, "kind">;
  /** Which objects are to be seen. */
  readonly fits?: (item: Item) => boolean;
  /** Hears of each fault. */
  readonly onFault?: (kind: string) => void;
}

/**
 * Follows a collection through faults and compares the outcome with the server.
 *
 * @throws {Error} where an event is wrong, something is missing at the end, or something is left open.
 */
export async function fuzzWatch(seed: number, options: FuzzOptions = {}): Promise<void> {
  const { target = {}, fits, onFault } = options;
  const random = seededRandom(seed);
  const clock = new FakeClock(random);
  const server = new FakeApiServer();
  server.streams = random() < 0.6;
  server.bookmarksEarly = true;
  server.pageSize = 1 + Math.floor(random() * 6);
  server.lag = Math.floor(random() * 8);
  for (let i = 0; i < 5; i++) churn(server, random);
  let faulty = false;
  const kinds = Object.keys(FAULT_KINDS);
  const inPieces = random() < 0.3;
  const faultRate = 0.2 + 0.7 * random();
  let requests = 0;
  const transport = faultyTransport(server, (path) => {
    if (++requests > MAX_REQUESTS) throw new Error("a storm of requests");
    // A page that is to come expires by compaction: F13.
    if (path.includes("continue=") && faulty && random() < 0.3) {
      server.remove(`item-${Math.floor(random() * NAMES)}`);
      server.compact();
    }
    if (!faulty || random() > faultRate) return undefined;
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "";
    onFault?.(kind);
    return FAULT_KINDS[kind]?.(random);
  }, inPieces ? { type: "pieces", random } : undefined);
  const model = new WatchModel<Item>();
  const history = new HistoryCheck(server);
  const stop = new AbortController();
  let synced = false;
  const events = watchObjects<Item>(sessionOver(transport), { kind: CONFIG_MAPS, ...target }, {
    clock,
    signal: stop.signal,
    onStatus: (status) => {
      synced ||= status.type === "synced";
      history.note(status);
    },
  });
  let failure: unknown;
  const done = (async () => {
    for await (const event of events) {
      model.take(event);
      // A filter makes events of its own.
      if (fits === undefined) history.take(event);
    }
  })().catch((error) => {
    failure = error;
  });
  const where = `sequence ${seed}`;
  function check(): void {
    if (failure !== undefined) throw new Error(where, { cause: failure });
  }
  await until(clock, `${where} synced`, () => synced || failure !== undefined);
  faulty = true;
  for (let step = 0; step < STEPS; step++) {
    churn(server, random);
    const turns = Math.floor(random() * 3);
    for (let i = 0; i < turns; i++) await until(clock, where, passes(1));
    if (random() < 0.3) clock.advanceToNext();
    assert.ok(server.watches <= 2, `${where} has ${server.watches} watches open`);
  }
  faulty = false;
  server.put("last", { value: "" }, { tier: "web" });
  await until(clock, `${where} agrees`, () => {
    const wanted = [...server.state().values()].filter(fits ?? (() => true));
    return failure !== undefined || model.equals(wanted);
  });
  check();
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
