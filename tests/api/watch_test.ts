import assert from "node:assert/strict";
// Loaded before the first verb asks for them, so that no test depends on how long that takes.
import "../../lib/api/query_each.ts";
import "../../lib/api/ref_watch.ts";
import { ref } from "../../lib/api/connect.ts";
import type { Cluster } from "../../lib/api/cluster.ts";
import { QueryError } from "../../lib/core/errors.ts";
import { anyOf, exists } from "../../lib/query/operators.ts";
import { condition, deleted, failIf, jsonpath } from "../../lib/query/wait_condition.ts";
import { clusterOver } from "../_support/scenario.ts";
import { FakeApiServer, status } from "../watch/_fake_apiserver.ts";
import { FakeClock, turn, until } from "../watch/_fake_clock.ts";
import { type FaultPlan, faultyTransport } from "../watch/_faults.ts";

function open(
  plan?: FaultPlan,
  clock?: FakeClock,
): { server: FakeApiServer; cluster: Cluster } {
  const server = new FakeApiServer();
  const options = clock === undefined ? {} : { clock };
  return { server, cluster: clusterOver(faultyTransport(server, plan), options) };
}

/** Lets time pass where nothing else happens, until something is over. */
async function passing<R>(clock: FakeClock, work: Promise<R>): Promise<R> {
  let isOver = false;
  const over = () => void (isOver = true);
  work.then(over, over);
  await until(clock, "the end", () => isOver);
  return await work;
}

/** Takes so many events and leaves the loop. */
async function take<E>(events: AsyncIterable<E>, count: number): Promise<E[]> {
  const taken: E[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

Deno.test("Query.watch() begins with what is there and is closed by break", async () => {
  const { server, cluster } = open();
  server.put("a", { v: "1" });
  const events = take(cluster.ns("test").configMaps.watch(), 3);
  await turn();
  server.put("a", { v: "2" });
  server.remove("a");
  assert.deepEqual(
    (await events).map(({ type, object, old }) => [type, object.data?.["v"], old?.data?.["v"]]),
    [["ADDED", "1", undefined], ["MODIFIED", "2", "1"], ["DELETED", "2", "2"]],
  );
  assert.equal(server.watches, 0);
  assert.match(
    server.requests[0] ?? "",
    /^GET \/api\/v1\/namespaces\/test\/configmaps\?.*watch=true/,
  );
});

Deno.test("Query.watch() turns transitions of what is decided here into ADDED and DELETED", async () => {
  const { server, cluster } = open();
  server.put("a", { state: "off" }, { app: "web" });
  server.put("b", { state: "on" }, { app: "other" });
  const query = cluster.ns("test").configMaps
    .where({ metadata: { labels: { app: "web" } } })
    .where(({ data }) => data?.["state"] === "on");
  const events = take(query.watch(), 3);
  await turn();
  assert.match(server.requests[0] ?? "", /labelSelector=app=web/);
  server.put("a", { state: "on" }, { app: "web" });
  server.put("a", { state: "on", more: "x" }, { app: "web" });
  server.put("a", { state: "off" }, { app: "web" });
  assert.deepEqual(
    (await events).map(({ type, object }) => [type, object.data?.["state"]]),
    [["ADDED", "on"], ["MODIFIED", "on"], ["DELETED", "on"]],
  );
});

Deno.test("Query.watch({ watchOnly }) leaves out what is there, but knows its state before", async () => {
  const { server, cluster } = open();
  server.put("a", { v: "1" });
  const events = take(cluster.ns("test").configMaps.where({}).watch({ watchOnly: true }), 1);
  await turn();
  server.put("a", { v: "2" });
  const [event] = await events;
  assert.equal(event?.type, "MODIFIED");
  assert.equal(event?.old?.data?.["v"], "1");
});

Deno.test("Query.watch() keeps managedFields when asked to", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  const { configMaps } = cluster.ns("test");
  const [without] = await take(configMaps.watch(), 1);
  assert.equal(without?.object.metadata?.managedFields, undefined);
  const [whole] = await take(configMaps.watch({ managedFields: true }), 1);
  assert.equal(whole?.object.metadata?.managedFields?.length, 1);
});

Deno.test("Query.watch() ends with its timeout, and by a signal with its reason", async () => {
  const clock = new FakeClock();
  const { server, cluster } = open(undefined, clock);
  server.put("a", {});
  const query = cluster.ns("test").configMaps;
  const seen = await passing(clock, Array.fromAsync(query.watch({ timeout: "20s" })));
  assert.deepEqual([seen.length, clock.now()], [1, 20_000]);
  const stop = new AbortController();
  const events = Array.fromAsync(query.watch({ signal: stop.signal }));
  await turn();
  stop.abort(new Error("enough"));
  await assert.rejects(events, { message: "enough" });
  assert.equal(server.watches, 0);
});

Deno.test("Query.watch() says what became of it", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  const heard: unknown[] = [];
  await take(
    cluster.ns("test").configMaps.watch({ onStatus: (status) => void heard.push(status) }),
    1,
  );
  assert.deepEqual(heard, [{ type: "synced", resourceVersion: "101", count: 1 }]);
});

Deno.test("Query.watch() and wait() refuse a limit and an order", async () => {
  const { server, cluster } = open();
  const maps = cluster.ns("test").configMaps;
  await assert.rejects(() => maps.limit(3).watch().next(), {
    name: "QueryError",
    message:
      'Cannot watch configmaps in "test": a limit says nothing about objects that come and ' +
      "go: leave limit() out",
  });
  await assert.rejects(() => maps.orderBy("metadata.name").wait(exists()), /leave orderBy\(\) out/);
  assert.deepEqual(server.requests, []);
});

Deno.test("Query.watch() asks again without a field selector that the server does not know", async () => {
  const clock = new FakeClock();
  const { server, cluster } = open((path) =>
    path.includes("fieldSelector=status.phase")
      ? {
        type: "answer",
        response: () => status(400, "BadRequest", "field label not supported: status.phase"),
      }
      : undefined, clock);
  server.put("a", {});
  const running = cluster.ns("test").pods.where({ status: { phase: "Running" } });
  const seen = await passing(clock, Array.fromAsync(running.watch({ timeout: "20s" })));
  assert.deepEqual(seen, []);
  assert.equal(server.requests.length, 1);
  assert.doesNotMatch(server.requests[0] ?? "", /fieldSelector/);
});

Deno.test("objects of a watch and of a wait can be referred to", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  const maps = cluster.ns("test").configMaps;
  const [event] = await take(maps.watch(), 1);
  assert.equal(String(ref(event!.object)), "configmap/a");
  const [waited] = await maps.wait(exists());
  assert.equal(String(ref(waited!)), "configmap/a");
  const one = await cluster.ns("test").configMap("a").wait(exists());
  assert.equal(String(ref(one)), "configmap/a");
});

Deno.test("Ref.watch() is limited to the name and goes on across re-creation", async () => {
  const { server, cluster } = open();
  server.put("other", {});
  const events = take(cluster.ns("test").configMap("a").watch(), 3);
  await turn();
  server.put("a", {});
  server.remove("a");
  server.put("a", {});
  assert.deepEqual((await events).map(({ type }) => type), ["ADDED", "DELETED", "ADDED"]);
  assert.match(server.requests[0] ?? "", /fieldSelector=metadata\.name=a&/);
});

Deno.test("Ref.wait() gives the object that met the condition, nothing for a deleted one", async () => {
  const { server, cluster } = open();
  const map = cluster.ns("test").configMap("a");
  const waiting = map.wait({ data: { state: "done" } }, { timeout: "10s" });
  await turn();
  server.put("a", { state: "new" });
  server.put("a", { state: "done" });
  assert.equal((await waiting).metadata?.resourceVersion, "102");
  const gone = map.wait(deleted());
  await turn();
  server.remove("a");
  assert.equal(await gone, undefined);
});

Deno.test("Ref.wait() says what was still missing", async () => {
  const clock = new FakeClock();
  const { server, cluster } = open(undefined, clock);
  server.put("a", { state: "new" });
  const map = cluster.ns("test").configMap("a");
  const wanted = anyOf(condition("Ready"), { data: { state: "done" } });
  await assert.rejects(passing(clock, map.wait(wanted, { timeout: "10s" })), {
    name: "TimeoutError",
    message: 'Cannot wait for configmap "test/a": not Ready or data.state = "done" after 10s: ' +
      'it has no condition Ready yet and data.state is "new"',
  });
});

Deno.test("Ref.wait() needs one namespace", async () => {
  const { server, cluster } = open();
  await assert.rejects(
    () => cluster.ns("*").configMap("a").wait(exists()),
    /Cannot wait for configmap "a": it may be in any namespace: name one with ns\("\.\.\."\)/,
  );
  assert.deepEqual(server.requests, []);
});

Deno.test("Query.wait() waits for all that match, and for none by deleted()", async () => {
  const { server, cluster } = open();
  server.put("a", { v: "2" }, { app: "web" });
  server.put("b", { v: "1" }, { app: "web" });
  server.put("c", { v: "1" }, { app: "other" });
  const web = cluster.ns("test").configMaps.where({ metadata: { labels: { app: "web" } } });
  const waiting = web.wait(jsonpath("{.data.v}", 2), { timeout: "10s" });
  await turn();
  server.put("b", { v: "2" }, { app: "web" });
  assert.deepEqual((await waiting).map(({ metadata }) => metadata?.name), ["a", "b"]);
  const gone = web.wait(deleted());
  await turn();
  server.remove("a");
  server.remove("b");
  assert.deepEqual(await gone, []);
});

Deno.test("Query.wait() ends with a failIf", async () => {
  const { server, cluster } = open();
  server.put("a", { state: "broken" });
  const wanted = anyOf(condition("Ready"), failIf({ data: { state: "broken" } }, "it broke"));
  await assert.rejects(() => cluster.ns("test").configMaps.wait(wanted), {
    message: 'Cannot wait for configmaps in "test": "test/a": it broke',
  });
});

Deno.test("a filter is not given a condition", () => {
  const { configMaps } = open().cluster.ns("test");
  assert.throws(() => configMaps.where(condition("Ready") as never), (error: unknown) => {
    assert.ok(error instanceof QueryError);
    assert.match(error.message, /a condition is what wait\(\) takes/);
    return true;
  });
});

Deno.test("Query.each() calls so many at a time and counts them", async () => {
  const { server, cluster } = open();
  for (let index = 0; index < 20; index++) server.put(`m${index}`, {});
  let running = 0;
  let most = 0;
  const names: string[] = [];
  const count = await cluster.ns("test").configMaps.each(async (map) => {
    most = Math.max(most, ++running);
    await turn();
    names.push(ref(map).name);
    running--;
  }, { concurrency: 3 });
  assert.equal(count, 20);
  assert.equal(most, 3);
  assert.equal(new Set(names).size, 20);
});

Deno.test("Query.each() stops at the first failure and tells what is under way", async () => {
  const { server, cluster } = open();
  for (let index = 0; index < 20; index++) server.put(`m${index}`, {});
  let begun = 0;
  let told = 0;
  const work = async ({ metadata }: { metadata?: { name?: string } }, signal: AbortSignal) => {
    begun++;
    if (metadata?.name === "m1") throw new Error("m1 is broken");
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    told++;
  };
  await assert.rejects(
    () =>
      cluster.ns("test").configMaps.each((map, { signal }) => work(map, signal), {
        concurrency: 4,
      }),
    { message: "m1 is broken" },
  );
  assert.ok(begun < 20, `${begun} were begun`);
  assert.equal(told, begun - 1);
});

Deno.test("Query.each() reports every failure of what was under way", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  server.put("b", {});
  const failing = cluster.ns("test").configMaps.each(async ({ metadata }) => {
    await turn();
    throw new Error(`${metadata?.name} is broken`);
  });
  await assert.rejects(failing, (error: unknown) => {
    assert.ok(error instanceof AggregateError);
    assert.equal(error.message, "a is broken (and 1 more)");
    assert.equal(error.errors.length, 2);
    return true;
  });
});

Deno.test("Query.each() ends by timeout and by signal, with the work told", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  const endless = (_: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const maps = cluster.ns("test").configMaps;
  await assert.rejects(() => maps.each(endless, { timeout: "10ms" }), {
    name: "TimeoutError",
    message: 'Cannot work through configmaps in "test": 0 done after 10ms',
  });
  const stop = new AbortController();
  const ended = maps.each(endless, { signal: stop.signal });
  await turn();
  stop.abort(new Error("enough"));
  await assert.rejects(ended, { message: "enough" });
});

Deno.test("Query.each() keeps a limit, and refuses a concurrency that is none", async () => {
  const { server, cluster } = open();
  server.put("a", {});
  server.put("b", {});
  const maps = cluster.ns("test").configMaps;
  assert.equal(await maps.limit(1).each(() => {}), 1);
  await assert.rejects(() => maps.each(() => {}, { concurrency: 0 }), RangeError);
});
