/** The faults of a network and of a server, over real connections; the numbers are those of the matrix. */
import assert from "node:assert/strict";
import { FIRST_SYNC_ATTEMPTS } from "../../lib/watch/machine.ts";
import { watchObjects } from "../../lib/watch/watch.ts";
import type { ProxyFault, ProxyRequest } from "../_support/fault_proxy.ts";
import { CONFIG_MAPS, type FakeApiServer, statusOf } from "./_fake_apiserver.ts";
import {
  brief,
  FAST_CLOCK,
  outcome,
  type Rig,
  type RigOptions,
  startRig,
  WAYS,
} from "./_fault_rig.ts";
import { sessionOver } from "./_faults.ts";

function two(server: FakeApiServer): void {
  server.put("a", { value: "1" });
  server.put("b", { value: "2" });
}

function withoutStreams(server: FakeApiServer): void {
  server.streams = false;
  two(server);
}

/** Faults for the first requests, in order. */
function inOrder(...faults: readonly (ProxyFault | undefined)[]) {
  return ({ index }: ProxyRequest) => faults[index];
}

/** A fault for each watch of its number, streamed lists included. */
function onWatch(number: number, fault: ProxyFault) {
  let watches = -1;
  return ({ path }: ProxyRequest) => {
    if (path.includes("watch=true")) watches++;
    else return undefined;
    return watches === number ? fault : undefined;
  };
}

function errorLine(code: number, reason: string, lines = 3): ProxyFault {
  const object = statusOf(code, reason, "said the test");
  return { type: "line", lines, text: JSON.stringify({ type: "ERROR", object }) };
}

function answer(code: number, reason: string, headers: Record<string, string> = {}): ProxyFault {
  const body = JSON.stringify(statusOf(code, reason, "said the test"));
  return { type: "answer", status: code, headers, body };
}

async function synced(rig: Rig): Promise<void> {
  await rig.until("the first state", () => rig.events.length >= 2);
}

/** Changes things after a fault, and checks that nothing was lost and nothing came twice. */
async function checkOutcome(rig: Rig): Promise<void> {
  rig.server.put("c", { value: "3" });
  rig.server.put("a", { value: "4" });
  rig.server.remove("b");
  await rig.until("the outcome", () => outcome(rig.events).size === 2 && rig.events.length >= 5);
  assert.deepEqual(brief(rig.events).sort(), [
    "ADDED a",
    "ADDED b",
    "ADDED c",
    "DELETED b",
    "MODIFIED a",
  ]);
  assert.deepEqual([...outcome(rig.events)].sort(), [["a", "4"], ["c", "3"]]);
}

function types(rig: Rig): string[] {
  return rig.statuses.map(({ type }) => type);
}

async function failureOf(options: RigOptions): Promise<{ rig: Rig; message: string }> {
  const rig = await startRig(options);
  await rig.until("a failure", () => rig.error() !== undefined);
  return { rig, message: (rig.error() as Error).message };
}

const MID_WATCH: readonly (readonly [string, ProxyFault])[] = [
  ["F3 a connection that breaks in the middle of a watch", { type: "cutLines", lines: 3 }],
  ["F4 an answer that ends in the middle of an event", { type: "end", bytes: 1000 }],
  ["F4 a connection that breaks in the middle of an event", { type: "cut", bytes: 1000 }],
  ["F5 an HTML page among the events", { type: "line", lines: 3, text: "<html>503</html>" }],
  ["F5 half an event among the events", { type: "line", lines: 3, text: '{"type":"ADDED"' }],
  ["F9 an ERROR event with 500", errorLine(500, "InternalError")],
  ["F9 an ERROR event with 403", errorLine(403, "Forbidden")],
  ["F9 an ERROR event with 429", errorLine(429, "TooManyRequests")],
  ["F17 a server that falls silent", { type: "silence", lines: 3 }],
];

for (const [name, fault] of MID_WATCH) {
  for (const way of name.startsWith("F9") ? WAYS.slice(1, 2) : WAYS) {
    Deno.test(`watchObjects resumes after ${name}, by ${way}`, async () => {
      await using rig = await startRig({ way, prepare: two, plan: onWatch(0, fault) });
      await synced(rig);
      await checkOutcome(rig);
      assert.equal(types(rig)[0], "synced");
      assert.ok(!types(rig).includes("relisted"), "nothing was read again");
      const versions = rig.server.requests.slice(1).map((path) =>
        /resourceVersion=(\d+)/.exec(path)?.[1]
      );
      assert.ok(versions.every((version) => Number(version) >= 102), `goes on: ${versions}`);
    });
  }
}

for (const way of WAYS) {
  Deno.test(`watchObjects is not disturbed by F1 resets before the answer, by ${way}`, async () => {
    const reset: ProxyFault = { type: "reset" };
    await using rig = await startRig({ way, prepare: two, plan: inOrder(reset, reset) });
    await synced(rig);
    await checkOutcome(rig);
    assert.deepEqual(rig.retries.slept, [1000, 1000]);
  });

  Deno.test(`watchObjects shows no part of a list that F2 broke off, by ${way}`, async () => {
    await using rig = await startRig({
      way,
      prepare: withoutStreams,
      plan: ({ index }) => index === 1 ? { type: "cut", bytes: 500 } : undefined,
    });
    await synced(rig);
    assert.deepEqual(rig.statuses.filter(({ type }) => type === "synced"), [
      { type: "synced", resourceVersion: "102", count: 2 },
    ]);
    await checkOutcome(rig);
  });

  for (const bytes of [30, 60, 150]) {
    Deno.test(`watchObjects survives F30 compression damaged at byte ${bytes}, by ${way}`, async () => {
      await using rig = await startRig({
        way,
        prepare: withoutStreams,
        plan: inOrder(
          undefined,
          { type: "gzip", bytes, how: "cut" },
          { type: "gzip", bytes, how: "flip" },
        ),
      });
      await synced(rig);
      assert.equal(types(rig).filter((type) => type === "retrying").length, 3);
      assert.deepEqual([...outcome(rig.events)], [["a", "1"], ["b", "2"]]);
      await checkOutcome(rig);
    });
  }
}

Deno.test("watchObjects lets F6 an error of the loop body out, and hangs up", async () => {
  await using rig = await startRig({ prepare: two });
  await synced(rig);
  const open = rig.server.watches;
  const fault = new RangeError("mine");
  await assert.rejects(async () => {
    const session = sessionOver(rig.transport);
    for await (const _ of watchObjects(session, { kind: CONFIG_MAPS }, { clock: FAST_CLOCK })) {
      throw fault;
    }
  }, fault);
  await rig.until("the end of its watch", () => rig.server.watches === open);
});

Deno.test("watchObjects reads again after F7 a version that is too old when a watch begins", async () => {
  await using rig = await startRig({
    prepare: two,
    plan: onWatch(0, { type: "cutLines", lines: 3 }),
  });
  await synced(rig);
  rig.server.remove("a");
  rig.server.put("c", { value: "3" });
  rig.server.compact();
  await rig.until("the outcome", () => outcome(rig.events).has("c"));
  assert.deepEqual(brief(rig.events), ["ADDED a", "ADDED b", "DELETED a", "ADDED c"], "F15");
  assert.ok(types(rig).includes("relisted"));
});

Deno.test("watchObjects reads again after F8 an ERROR event with 410", async () => {
  await using rig = await startRig({ prepare: two, plan: onWatch(0, errorLine(410, "Expired")) });
  await synced(rig);
  await checkOutcome(rig);
  assert.ok(types(rig).includes("relisted"));
  // F20: a server that lags behind may not answer with an older state.
  assert.match(
    rig.server.requests[1] ?? "",
    /sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=102/,
  );
});

Deno.test("watchObjects keeps its version after F10 429 and waits as long as the server asks", async () => {
  await using rig = await startRig({
    prepare: two,
    plan: inOrder(
      { type: "cutLines", lines: 3 },
      answer(429, "TooManyRequests", { "retry-after": "7" }),
    ),
  });
  await synced(rig);
  await checkOutcome(rig);
  assert.deepEqual(rig.retries.slept, [7000]);
  assert.match(rig.proxy.requests[2]?.path ?? "", /resourceVersion=102/);
});

for (const code of [500, 503, 504]) {
  Deno.test(`watchObjects goes on through F11 answers of ${code}`, async () => {
    const fault = answer(code, "ServerError");
    const plan = inOrder({ type: "cutLines", lines: 3 }, fault, fault, fault);
    await using rig = await startRig({ prepare: two, plan });
    await synced(rig);
    await checkOutcome(rig);
  });
}

Deno.test("watchObjects reports F11 a server that fails from the start", async () => {
  const { rig, message } = await failureOf({ plan: () => answer(500, "InternalError") });
  await using _ = rig;
  assert.match(message, /^Cannot (list|watch) configmaps: said the test \(500\)$/);
  assert.equal(rig.proxy.requests.length, FIRST_SYNC_ATTEMPTS);
});

Deno.test("watchObjects asks for the newest state after F12 a version that is too large", async () => {
  const tooLarge: ProxyFault = {
    type: "answer",
    status: 504,
    body: JSON.stringify({
      ...statusOf(504, "Timeout", "Too large resource version: 102, current: 1"),
      details: { causes: [{ reason: "ResourceVersionTooLarge" }] },
    }),
  };
  const plan = inOrder(errorLine(410, "Expired"), tooLarge);
  await using rig = await startRig({ prepare: two, plan });
  await synced(rig);
  rig.server.put("x", {});
  await rig.until("another list", () => rig.proxy.requests.length >= 3);
  rig.server.remove("x");
  await rig.until("x to go", () => brief(rig.events).at(-1)?.endsWith(" x") ?? false);
  assert.match(rig.proxy.requests[1]?.path ?? "", /resourceVersion=10\d/);
  assert.doesNotMatch(rig.proxy.requests[2]?.path ?? "", /resourceVersion=/);
});

Deno.test("watchObjects drops F14 events that come again", async () => {
  await using rig = await startRig({ prepare: two, plan: () => ({ type: "replay" }) });
  await synced(rig);
  rig.server.put("b", { value: "3" });
  rig.server.remove("b");
  rig.server.put("b", { value: "5" });
  await rig.until("the end", () => outcome(rig.events).get("b") === "5");
  rig.server.put("last", {});
  await rig.until("the last", () => outcome(rig.events).has("last"));
  assert.deepEqual(brief(rig.events), [
    "ADDED a",
    "ADDED b",
    "MODIFIED b",
    "DELETED b",
    "ADDED b",
    "ADDED last",
  ]);
});

Deno.test("watchObjects sends no storm to F16 a server that ends every watch at once", async () => {
  await using rig = await startRig({ prepare: two });
  await synced(rig);
  const startMs = FAST_CLOCK.now();
  for (let round = 0; round < 8; round++) {
    const before = rig.proxy.requests.length;
    await rig.until("a watch", () => rig.server.watches === 1);
    rig.server.endWatches();
    await rig.until("another", () => rig.proxy.requests.length > before);
  }
  const seconds = (FAST_CLOCK.now() - startMs) / 1000;
  assert.ok(seconds >= 8 * 0.8, `eight watches in ${seconds} s`);
  await checkOutcome(rig);
});

Deno.test("watchObjects hangs up on F17 a server that does not answer at all", async () => {
  await using rig = await startRig({
    prepare: two,
    plan: inOrder({ type: "mute" }, undefined, { type: "mute" }),
  });
  await synced(rig);
  await checkOutcome(rig);
});

Deno.test("watchObjects reads F18 events that come byte by byte", async () => {
  await using rig = await startRig({ prepare: two, plan: () => ({ type: "dribble" }) });
  await synced(rig);
  await checkOutcome(rig);
  assert.equal(rig.proxy.requests.length, 1);
});

Deno.test("watchObjects goes on after F19 a restart of the server", async () => {
  await using rig = await startRig({ prepare: two });
  await synced(rig);
  rig.proxy.interrupt();
  rig.server.put("b", { value: "9" });
  await rig.until("an attempt", () => types(rig).includes("retrying"));
  rig.proxy.resume();
  await rig.until("the change", () => outcome(rig.events).get("b") === "9");
  await checkOutcome2(rig);
});

/** As {@link checkOutcome}, where `b` has changed already. */
async function checkOutcome2(rig: Rig): Promise<void> {
  rig.server.remove("b");
  await rig.until("the outcome", () => outcome(rig.events).size === 1);
  assert.deepEqual(brief(rig.events), ["ADDED a", "ADDED b", "MODIFIED b", "DELETED b"]);
}

Deno.test("watchObjects goes on with new credentials after F21, F22 one 401", async () => {
  await using rig = await startRig({
    prepare: two,
    credentials: [{ authorization: "Bearer old" }, { authorization: "Bearer new" }],
    plan: inOrder({ type: "cutLines", lines: 3 }, answer(401, "Unauthorized")),
  });
  await synced(rig);
  await checkOutcome(rig);
  assert.deepEqual(
    rig.proxy.requests.map(({ headers }) => headers.get("authorization")),
    ["Bearer old", "Bearer old", "Bearer new"],
  );
});

Deno.test("watchObjects refuses F28 a redirect and sends nothing after it", async () => {
  const location = "http://127.0.0.1:9/elsewhere";
  const { rig, message } = await failureOf({
    plan: () => ({ type: "answer", status: 307, headers: { location } }),
  });
  await using _ = rig;
  assert.match(message, /redirect/);
  assert.equal(rig.proxy.requests.length, 1);
});

for (
  const [name, fault, said] of [
    ["an HTML page", { type: "contentType", value: "text/html" }, /not JSON \(text\/html\)/],
    [
      "nothing",
      { type: "answer", status: 200, headers: { "content-type": "" } },
      /the answer is empty/,
    ],
    [
      "text",
      { type: "answer", status: 200, body: "hello" },
      /no event|not JSON|in the middle of an event/,
    ],
  ] as const
) {
  Deno.test(`watchObjects says that F31 the answer is ${name}`, async () => {
    const { rig, message } = await failureOf({ prepare: two, plan: () => fault });
    await using _ = rig;
    assert.match(message, said);
    assert.deepEqual(rig.events, []);
  });
}

Deno.test("watchObjects gives up on F34 an endless line and goes on", async () => {
  await using rig = await startRig({ prepare: two, plan: onWatch(0, { type: "flood", lines: 3 }) });
  await synced(rig);
  const before = Deno.memoryUsage().rss;
  await rig.until("the end of the flood", () => types(rig).includes("resumed"));
  const grown = (Deno.memoryUsage().rss - before) / 1024 / 1024;
  assert.ok(grown < 150, `memory grew by ${grown} MB`);
  await checkOutcome(rig);
});

Deno.test("watchObjects hangs up at once when F36 its loop is left", async () => {
  await using rig = await startRig({ prepare: two });
  await synced(rig);
  const session = sessionOver(rig.transport);
  for await (const _ of watchObjects(session, { kind: CONFIG_MAPS }, { clock: FAST_CLOCK })) {
    assert.equal(rig.server.watches, 2);
    break;
  }
  await rig.until("the end of the watch", () => rig.server.watches === 1);
});
