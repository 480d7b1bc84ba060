import assert from "node:assert/strict";
import type { Transport } from "../../lib/connect/transport.ts";
import { openCache } from "../../lib/watch/cache.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { watchObjects, type WatchSettings, type WatchTarget } from "../../lib/watch/watch.ts";
import { CONFIG_MAPS, FakeApiServer, type Item, status, statusOf } from "./_fake_apiserver.ts";
import { FakeClock, turn, until } from "./_fake_clock.ts";
import { type FaultPlan, faultsInOrder, faultyTransport, sessionOver } from "./_faults.ts";

/** A watch that runs beside the test. */
interface Running {
  readonly clock: FakeClock;
  readonly events: WatchEvent<Item>[];
  readonly statuses: WatchStatus[];
  /** What ended it. */
  readonly error: () => unknown;
  /** Lets it run until so many events have come. */
  reached(count: number): Promise<void>;
  stop(): Promise<void>;
}

function start(
  server: FakeApiServer,
  options: WatchSettings & { plan?: FaultPlan; target?: Partial<WatchTarget<Item>> } = {},
): Running {
  const { plan, target, ...rest } = options;
  const clock = new FakeClock();
  const stopped = new AbortController();
  const events: WatchEvent<Item>[] = [];
  const statuses: WatchStatus[] = [];
  let error: unknown;
  const session = sessionOver(faultyTransport(server, plan));
  const done = (async () => {
    const watch = watchObjects<Item>(session, { kind: CONFIG_MAPS, ...target }, {
      clock,
      signal: stopped.signal,
      onStatus: (state) => statuses.push(state),
      ...rest,
    });
    for await (const event of watch) events.push(event);
  })().catch((reason) => {
    error = reason;
  });
  return {
    clock,
    events,
    statuses,
    error: () => error,
    reached: (count) =>
      until(clock, `${count} events`, () => events.length >= count || error !== undefined),
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

function brief(events: readonly WatchEvent<Item>[]): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata?.name}`);
}

Deno.test("watchObjects begins with what is there and goes on, in one request", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const watch = start(server);
  await watch.reached(1);
  server.put("b", {});
  server.put("a", { x: "1" });
  server.remove("b");
  await watch.reached(4);
  await watch.stop();
  assert.deepEqual(brief(watch.events), ["ADDED a", "ADDED b", "MODIFIED a", "DELETED b"]);
  assert.equal(watch.events[2]?.old?.metadata?.resourceVersion, "101");
  assert.deepEqual(server.requests, [
    "GET /api/v1/configmaps?watch=true&allowWatchBookmarks=true&sendInitialEvents=true" +
    "&resourceVersionMatch=NotOlderThan&timeoutSeconds=300",
  ]);
  assert.deepEqual(watch.statuses, [{ type: "synced", resourceVersion: "101", count: 1 }]);
});

Deno.test("watchObjects lists and then watches where the server streams no lists", async () => {
  const server = new FakeApiServer();
  server.streams = false;
  server.put("a", {});
  const watch = start(server);
  await watch.reached(1);
  server.put("b", {});
  await watch.reached(2);
  await watch.stop();
  assert.deepEqual(brief(watch.events), ["ADDED a", "ADDED b"]);
  assert.deepEqual(server.requests.slice(1), [
    "GET /api/v1/configmaps?limit=500",
    "GET /api/v1/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion=101" +
    "&timeoutSeconds=300",
  ]);
});

Deno.test("watchObjects lists 1200 objects in three pages", async () => {
  const server = new FakeApiServer();
  server.streams = false;
  for (let i = 0; i < 1200; i++) server.put(`item-${i}`, {});
  const watch = start(server);
  await watch.reached(1200);
  await watch.stop();
  assert.equal(new Set(watch.events.map(({ object }) => object.metadata?.name)).size, 1200);
  assert.deepEqual(
    server.requests.slice(1, 4).map((request) => request.replace(/.*\?/, "")),
    ["limit=500", "limit=500&continue=token-1", "limit=500&continue=token-2"],
  );
});

Deno.test("watchObjects lists in one piece where a continue token expires on the way", async () => {
  const server = new FakeApiServer();
  server.streams = false;
  for (let i = 0; i < 1200; i++) server.put(`item-${i}`, {});
  let lists = 0;
  const watch = start(server, {
    plan: (path) => {
      if (!path.includes("watch=true") && ++lists === 2) {
        server.remove("item-0");
        server.compact();
      }
      return undefined;
    },
  });
  await watch.reached(1199);
  await watch.stop();
  assert.equal(watch.events.length, 1199);
  assert.ok(server.requests.includes("GET /api/v1/configmaps"), "one list without a limit");
});

Deno.test("watchObjects resumes without a new list after a lost connection", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const watch = start(server, { plan: faultsInOrder({ type: "cut", bytes: 900 }) });
  await watch.reached(1);
  server.put("b", { long: "x".repeat(900) });
  server.put("c", {});
  await watch.reached(3);
  await watch.stop();
  assert.deepEqual(brief(watch.events), ["ADDED a", "ADDED b", "ADDED c"]);
  assert.deepEqual(watch.statuses.map(({ type }) => type), ["synced", "retrying", "resumed"]);
  assert.match(server.requests[1] ?? "", /resourceVersion=101/);
});

Deno.test("watchObjects reports what was deleted while nobody could say so", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  server.put("b", {});
  const watch = start(server);
  await watch.reached(2);
  server.endWatches();
  server.remove("a");
  server.put("c", {});
  server.compact();
  await watch.reached(4);
  await watch.stop();
  assert.deepEqual(brief(watch.events.slice(2)), ["DELETED a", "ADDED c"]);
  assert.equal(watch.events[2]?.object.metadata?.resourceVersion, "101");
  assert.deepEqual(watch.statuses.map(({ type }) => type), ["synced", "retrying", "relisted"]);
});

Deno.test("watchObjects sends one request a second at most to a server that ends every watch", async () => {
  const server = new FakeApiServer();
  const watch = start(server);
  await until(watch.clock, "sync", () => watch.statuses.length === 1);
  for (let round = 0; round < 10; round++) {
    const before = server.requests.length;
    server.endWatches();
    await until(watch.clock, "another watch", () => server.requests.length > before);
  }
  await watch.stop();
  assert.ok(watch.clock.now() >= 10_000, `ten watches in ${watch.clock.now()} ms`);
});

Deno.test("watchObjects opens another watch after 70 s of silence", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const watch = start(server);
  await watch.reached(1);
  watch.clock.advance(69_999);
  await turn();
  assert.equal(server.requests.length, 1);
  watch.clock.advance(1);
  await until(watch.clock, "another watch", () => server.requests.length === 2);
  assert.match(server.requests[1] ?? "", /resourceVersion=101/);
  assert.equal(server.watches, 1, "the silent one is closed");
  await watch.stop();
});

Deno.test("watchObjects takes a bookmark as a sign of life, and goes on from it", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const watch = start(server);
  await watch.reached(1);
  server.put("ignored", {});
  await watch.reached(2);
  for (let minute = 0; minute < 5; minute++) {
    watch.clock.advance(60_000);
    server.bookmark();
    await turn();
  }
  assert.equal(server.requests.length, 1);
  await watch.stop();
});

Deno.test("watchObjects surfaces what the caller's filter throws", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const fault = new RangeError("mine");
  const watch = start(server, {
    target: {
      matches: () => {
        throw fault;
      },
    },
  });
  await until(watch.clock, "the error", () => watch.error() !== undefined);
  assert.equal(watch.error(), fault);
  assert.equal(server.watches, 0);
});

Deno.test("watchObjects surfaces what onStatus throws", async () => {
  const fault = new RangeError("mine");
  const watch = start(new FakeApiServer(), {
    onStatus: () => {
      throw fault;
    },
  });
  await until(watch.clock, "the error", () => watch.error() !== undefined);
  assert.equal(watch.error(), fault);
});

Deno.test("watchObjects closes its request when the loop is left", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server));
  for await (const _ of watchObjects(session, { kind: CONFIG_MAPS }, { clock })) break;
  assert.equal(server.watches, 0);
  assert.equal(clock.pending, 0);
});

Deno.test("watchObjects ends quietly with its timeout, and with the reason of its signal", async () => {
  const server = new FakeApiServer();
  const watch = start(server, { timeout: "5s" });
  await until(watch.clock, "the end", () => server.requests.length === 1 && server.watches === 0);
  await turn();
  assert.equal(watch.error(), undefined);
  assert.equal(watch.clock.now(), 5_000);

  const other = start(server);
  await until(other.clock, "sync", () => other.statuses.length === 1);
  await other.stop();
  assert.equal((other.error() as Error).name, "AbortError");
});

Deno.test("watchObjects reads nothing ahead of a slow caller, whose time is no silence", async () => {
  const server = new FakeApiServer();
  for (let i = 0; i < 3; i++) server.put(`item-${i}`, {});
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server));
  const watch = watchObjects(session, { kind: CONFIG_MAPS }, { clock });
  await watch.next();
  clock.advance(3_600_000);
  await turn();
  server.put("late", {});
  const names: unknown[] = [];
  for (let i = 0; i < 3; i++) names.push((await watch.next()).value?.object.metadata?.name);
  assert.deepEqual(names, ["item-1", "item-2", "late"]);
  assert.equal(server.requests.length, 1);
  await watch.return();
});

Deno.test("watchObjects names what is forbidden at once", async () => {
  const said = 'configmaps is forbidden: User "eve" cannot watch resource "configmaps" ' +
    'in API group "" at the cluster scope';
  const watch = start(new FakeApiServer(), {
    plan: faultsInOrder({ type: "answer", response: () => status(403, "Forbidden", said) }),
  });
  await until(watch.clock, "the error", () => watch.error() !== undefined);
  assert.equal(
    (watch.error() as Error).message,
    'Cannot watch configmaps: forbidden for "eve": needs verb "watch" on "configmaps" in the whole cluster',
  );
});

Deno.test("watchObjects outlives a server that denies everything while it starts", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const denied = { type: "answer", response: () => status(403, "Forbidden", "not yet") } as const;
  const watch = start(server, { plan: faultsInOrder(undefined, denied, denied, denied) });
  await watch.reached(1);
  server.endWatches();
  server.put("b", {});
  await watch.reached(2);
  await watch.stop();
  assert.deepEqual(brief(watch.events), ["ADDED a", "ADDED b"]);
});

Deno.test("watchObjects reports a denial that lasts", async () => {
  const server = new FakeApiServer();
  let allowed = true;
  const watch = start(server, {
    plan: () =>
      allowed
        ? undefined
        : { type: "answer", response: () => status(401, "Unauthorized", "Unauthorized") },
  });
  await until(watch.clock, "sync", () => watch.statuses.length === 1);
  allowed = false;
  server.say({ type: "ERROR", object: statusOf(401, "Unauthorized", "Unauthorized") });
  await until(watch.clock, "the error", () => watch.error() !== undefined);
  assert.match((watch.error() as Error).message, /does not accept the credentials/);
});

Deno.test("watchObjects says what answered instead of an API server", async () => {
  const page = () =>
    new Response("<html><h1>Log in</h1></html>", { headers: { "content-type": "text/html" } });
  const watch = start(new FakeApiServer(), {
    plan: () => ({ type: "answer", response: page }),
  });
  await until(watch.clock, "the error", () => watch.error() !== undefined);
  assert.match(
    (watch.error() as Error).message,
    /^Cannot (list|watch) configmaps: the answer is not JSON \(text\/html\): Log in: is this/,
  );
});

Deno.test("openCache keeps a store equal to the cluster until it is disposed of", async () => {
  const server = new FakeApiServer();
  server.put("a", { value: "1" });
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server));
  const cache = await openCache<Item>(session, { kind: CONFIG_MAPS }, {
    clock,
    indexes: { value: ({ data }) => Object.values(data ?? {}) },
    transform: (object) => {
      delete object.metadata?.labels;
      return object;
    },
  });
  assert.equal(cache.store.size, 1, "the first state is there");
  server.put("b", { value: "1" });
  await until(clock, "b", () => cache.store.size === 2);
  assert.equal(cache.store.byIndex("value", "1").length, 2);
  assert.equal(cache.store.get("b", "test")?.metadata?.labels, undefined);
  await cache[Symbol.asyncDispose]();
  await cache.done;
  assert.equal(server.watches, 0);
});

Deno.test("openCache ends with what a listener throws", async () => {
  const server = new FakeApiServer();
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server));
  const cache = await openCache<Item>(session, { kind: CONFIG_MAPS }, { clock });
  const fault = new RangeError("mine");
  cache.store.subscribe(() => {
    throw fault;
  });
  server.put("a", {});
  await assert.rejects(cache.done, fault);
  assert.equal(server.watches, 0);
});

Deno.test("openCache throws what keeps the first state from being read", async () => {
  const plan = () =>
    ({ type: "answer", response: () => status(404, "NotFound", "no such path") }) as const;
  const session = sessionOver(faultyTransport(new FakeApiServer(), plan));
  await assert.rejects(openCache(session, { kind: CONFIG_MAPS }, { clock: new FakeClock() }), {
    name: "NotFoundError",
  });
});

Deno.test("watchObjects does not go on when somebody below it ends its request", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const stop = new AbortController();
  const transport = faultyTransport(server);
  const guarded: Transport = {
    ...transport,
    async send(path, options) {
      const { body, headers } = await transport.send(path, options);
      const guarded = body?.pipeThrough(new TransformStream(), { signal: stop.signal });
      return new Response(guarded, { headers });
    },
  };
  const events = watchObjects(sessionOver(guarded), { kind: CONFIG_MAPS }, {
    clock: new FakeClock(),
  });
  await events.next();
  const next = events.next();
  stop.abort(new DOMException("interrupted", "AbortError"));
  await assert.rejects(next, { name: "AbortError" });
  assert.equal(server.requests.length, 1);
});
