import assert from "node:assert/strict";
import { exists } from "../../lib/query/operators.ts";
import { allOf, deleted, failIf, jsonpath, type Waitable } from "../../lib/query/wait_condition.ts";
import {
  type WaitAllOptions,
  waitFor,
  waitForAll,
  type WaitOptions,
} from "../../lib/watch/wait.ts";
import type { WatchTarget } from "../../lib/watch/watch.ts";
import { CONFIG_MAPS, FakeApiServer, type Item, status } from "./_fake_apiserver.ts";
import { FakeClock, turn } from "./_fake_clock.ts";
import { type FaultPlan, faultyTransport, sessionOver } from "./_faults.ts";

const TARGET = { kind: CONFIG_MAPS, namespace: "test", name: "a" };

/** A wait that runs beside the test. */
function one(
  server: FakeApiServer,
  wanted: Waitable<Item>,
  { plan, ...options }: WaitOptions & { plan?: FaultPlan } = {},
) {
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server, plan));
  return { clock, result: waitFor<Item>(session, TARGET, wanted, { clock, ...options }) };
}

function all(
  server: FakeApiServer,
  wanted: Waitable<Item>,
  options: WaitAllOptions = {},
  target: Partial<WatchTarget<Item>> = {},
) {
  const clock = new FakeClock();
  const session = sessionOver(faultyTransport(server));
  const result = waitForAll<Item>(session, { kind: CONFIG_MAPS, ...target }, wanted, {
    clock,
    ...options,
  });
  return { clock, result };
}

const done = jsonpath("{.data.state}", "done");

Deno.test("waitFor watches one name only and gives the object that met the condition", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "new" });
  const { result } = one(server, done);
  await turn();
  server.put("b", { state: "done" });
  server.put("a", { state: "done" });
  assert.equal((await result)?.metadata?.resourceVersion, "103");
  assert.equal(server.watches, 0, "the watch is closed");
  assert.match(server.requests[0] ?? "", /fieldSelector=metadata\.name=a&/);
  assert.equal(server.requests.length, 1);
});

Deno.test("waitFor gives at once what is met already", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "done" });
  assert.equal((await one(server, done).result)?.data?.["state"], "done");
});

Deno.test("waitFor sees a state that lasted only until the next event", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "new" });
  const { result } = one(server, done);
  await turn();
  server.put("a", { state: "done" });
  server.put("a", { state: "gone on" });
  assert.equal((await result)?.data?.["state"], "done");
});

Deno.test("waitFor waits for an object that does not exist yet", async () => {
  const server = new FakeApiServer();
  const { result } = one(server, exists());
  await turn();
  server.put("a", {});
  assert.equal((await result)?.metadata?.name, "a");
});

Deno.test("waitFor goes on with the object that takes a deleted one's name", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "new" });
  const { result } = one(server, done);
  await turn();
  server.remove("a");
  server.put("a", { state: "done" });
  assert.equal((await result)?.metadata?.uid, "uid-2");
});

Deno.test("waitFor takes absence for deleted, at the start and later", async () => {
  const server = new FakeApiServer();
  assert.equal(await one(server, deleted()).result, undefined);
  server.put("a", {});
  const { result } = one(server, deleted());
  await turn();
  server.remove("a");
  assert.equal(await result, undefined);
});

Deno.test("waitFor sees a deletion that fell into an interruption, though the name is taken again", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const { clock, result } = one(server, deleted());
  await turn();
  server.endWatches();
  server.remove("a");
  server.put("a", {});
  server.compact();
  await turn();
  clock.advance(2_000);
  assert.equal(await result, undefined);
});

Deno.test("waitFor says what was still missing when time is up", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "new" });
  const { clock, result } = one(server, done, { timeout: "60s" });
  await turn();
  clock.advance(60_000);
  await assert.rejects(result, {
    name: "TimeoutError",
    message: 'Cannot wait for configmap "test/a": not {.data.state}="done" after 1m: ' +
      '{.data.state} is "new"',
  });
  assert.equal(server.watches, 0);
});

Deno.test("waitFor says that the object never came, and what kept the server from answering", async () => {
  const server = new FakeApiServer();
  const absent = one(server, exists(), { timeout: "1s" });
  await turn();
  absent.clock.advance(1_000);
  await assert.rejects(absent.result, {
    message: 'Cannot wait for configmap "test/a": not present after 1s: it does not exist',
  });
  const busy = one(server, exists(), {
    timeout: "1s",
    plan: () => ({
      type: "answer",
      response: () => status(429, "TooManyRequests", "too many", { "retry-after": "30" }),
    }),
  });
  await turn();
  busy.clock.advance(1_000);
  await assert.rejects(busy.result, /not present after 1s: .*too many \(429\)/);
});

Deno.test("waitFor ends with the error of a failIf", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "new" });
  const failed = failIf<Item>(jsonpath("{.data.state}", "broken"), "its state is broken");
  const { result } = one(server, allOf<Item>(done, failed));
  await turn();
  server.put("a", { state: "broken" });
  await assert.rejects(result, {
    name: "KubeError",
    message: 'Cannot wait for configmap "test/a": its state is broken',
  });
});

Deno.test("waitFor refuses a failIf alone", async () => {
  const { result } = one(new FakeApiServer(), failIf(exists()));
  await assert.rejects(result, { name: "QueryError", message: /failIf\(\) alone is never met/ });
});

Deno.test("waitFor surfaces what a predicate throws", async () => {
  const server = new FakeApiServer();
  server.put("a", {});
  const fault = new RangeError("mine");
  const { result } = one(server, () => {
    throw fault;
  });
  await assert.rejects(result, fault);
  assert.equal(server.watches, 0);
});

Deno.test("waitFor ends with the reason of its signal", async () => {
  const stop = new AbortController();
  const { result } = one(new FakeApiServer(), exists(), { signal: stop.signal });
  await turn();
  stop.abort(new RangeError("mine"));
  await assert.rejects(result, { name: "RangeError" });
});

Deno.test("waitForAll waits until every object of the moment meets the condition", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "done" });
  server.put("b", { state: "new" });
  const { result } = all(server, done);
  await turn();
  server.put("c", { state: "new" });
  server.put("b", { state: "done" });
  await turn();
  server.remove("c");
  assert.deepEqual((await result).map(({ metadata }) => metadata?.name), ["a", "b"]);
});

Deno.test("waitForAll waits for as many objects as are wanted", async () => {
  const server = new FakeApiServer();
  server.put("a", { state: "done" });
  const { clock, result } = all(server, done, { atLeast: 2, timeout: "1m" });
  await turn();
  server.put("b", { state: "done" });
  assert.equal((await result).length, 2);
  assert.equal(clock.pending, 0);
});

Deno.test("waitForAll waits until nothing is left, by selector and by filter", async () => {
  for (
    const target of [
      { labelSelector: "tier=web" },
      { matches: ({ metadata }: Item) => metadata?.labels?.["tier"] === "web" },
    ]
  ) {
    const server = new FakeApiServer();
    server.put("a", {}, { tier: "web" });
    server.put("b", {}, { tier: "web" });
    server.put("c", {}, { tier: "db" });
    const { result } = all(server, deleted(), {}, target);
    await turn();
    server.remove("a");
    server.put("b", {}, { tier: "db" });
    assert.deepEqual(await result, []);
  }
});

Deno.test("waitForAll says how many are missing and what the first ones lack", async () => {
  const server = new FakeApiServer();
  for (const name of ["a", "b", "c", "d", "e"]) server.put(name, { state: "new" });
  server.put("a", { state: "done" });
  const { clock, result } = all(server, done, { timeout: "1s" }, { namespace: "test" });
  await turn();
  clock.advance(1_000);
  await assert.rejects(result, {
    message: 'Cannot wait for configmaps in "test": 4 of 5 not {.data.state}="done" after 1s: ' +
      '"test/b": {.data.state} is "new"; "test/c": {.data.state} is "new"; ' +
      '"test/d": {.data.state} is "new"; and 1 more',
  });
});
