/**
 * Failures of watches that users of `@kubernetes/client-node` have reported, each by its number in
 * kubernetes-client/javascript: the same input for its 2.0.1, to show that it is the failure that is meant,
 * and for us.
 */
import assert from "node:assert/strict";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { watchObjects, type WatchOptions } from "../../lib/watch/watch.ts";
import {
  type FaultProxy,
  type ProxyFault,
  type ProxyRequest,
  startFaultProxy,
} from "../_support/fault_proxy.ts";
import { TestClock } from "../_support/access.ts";
import { Folder } from "../connect/kubeconfig_support.ts";
import { CONFIG_MAPS, FakeApiServer, type Item } from "../watch/_fake_apiserver.ts";
import { FAST_CLOCK } from "../watch/_fault_rig.ts";
import { sessionOver } from "../watch/_faults.ts";
import { type Control, identity, openOurs, startControl, writeKubeconfig } from "./_control.ts";

let control: Control;
Deno.test.beforeAll(async () => {
  control = await startControl();
});
Deno.test.afterAll(async () => await control[Symbol.asyncDispose]());

const USER = { token: "t0ken" };
/** Long enough, after what is expected has come, for anything else that will happen at all on loopback. */
const WAIT_MS = 700;

interface Rig extends AsyncDisposable {
  readonly server: FakeApiServer;
  readonly proxy: FaultProxy;
  readonly kubeconfig: string;
}

/** A server with the config maps `a` and `b` behind a proxy, and a kubeconfig for it. */
async function startRig(plan?: (request: ProxyRequest) => ProxyFault | undefined): Promise<Rig> {
  const server = new FakeApiServer();
  server.put("a", {});
  server.put("b", {});
  const proxy = startFaultProxy({
    identity,
    upstream: ({ method, path }) => server.handle(new Request(`https://api${path}`, { method })),
    plan,
  });
  const folder = await Folder.make();
  return {
    server,
    proxy,
    kubeconfig: await writeKubeconfig(folder, proxy.url, USER),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The fault of the first watch, for the official client and for ours. */
function firstWatch(fault: ProxyFault) {
  let watches = 0;
  return ({ path }: ProxyRequest) =>
    path.includes("watch=true") && watches++ === 0 ? fault : undefined;
}

/** Watches by us until so many events have come. */
async function watchByUs(
  { kubeconfig, server }: Rig,
  count: number,
  options: WatchOptions = {},
): Promise<{ events: string[]; statuses: WatchStatus[] }> {
  await using transport = await openOurs(kubeconfig, { clock: new TestClock() });
  const events: string[] = [];
  const statuses: WatchStatus[] = [];
  const watch = watchObjects<Item>(sessionOver(transport), { kind: CONFIG_MAPS }, {
    clock: FAST_CLOCK,
    onStatus: (status) => statuses.push(status),
    ...options,
  });
  for await (const event of watch) {
    events.push(brief(event));
    if (events.length === 2) server.put("later", {});
    if (events.length === count) break;
  }
  return { events, statuses };
}

function brief({ type, object }: WatchEvent<Item>): string {
  return `${type} ${object.metadata?.name}`;
}

const ALL = ["ADDED a", "ADDED b", "ADDED later"];

Deno.test("a watch goes on after a reset, where client-node never says that it is over: #301 #364 #596 #958 #1496", async () => {
  // Its watch begins with lines of what there is: two, as here.
  await using theirs = await startRig(firstWatch({ type: "cutLines", lines: 1 }));
  const seen = control.run({
    type: "watch",
    kubeconfig: theirs.kubeconfig,
    waitMs: WAIT_MS,
    expected: 1,
  });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  const { events, done } = await seen;
  assert.deepEqual([events, done], [["ADDED c"], undefined]);
  assert.equal(theirs.proxy.requests.length, 1, "and asks no more");

  await using ours = await startRig(firstWatch({ type: "cutLines", lines: 3 }));
  assert.deepEqual((await watchByUs(ours, 3)).events, ALL);
});

Deno.test("an informer of client-node stops for good after a reset; a watch of ours does not: #795 #1496", async () => {
  await using theirs = await startRig(firstWatch({ type: "cutLines", lines: 1 }));
  const seen = control.run({
    type: "informer",
    kubeconfig: theirs.kubeconfig,
    waitMs: 2 * WAIT_MS,
    expected: 3,
  });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  await until(() => theirs.server.watches === 0);
  theirs.server.put("d", {});
  const { events } = await seen;
  assert.deepEqual(events, ["add a", "add b", "add c"]);
});

Deno.test("a watch ends with its signal's reason, where client-node is silent after an abort", async () => {
  await using theirs = await startRig();
  const seen = control.run({
    type: "watch",
    kubeconfig: theirs.kubeconfig,
    waitMs: WAIT_MS,
    expected: 1,
    abortAfter: 1,
  });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  assert.equal((await seen).done, undefined);

  await using ours = await startRig();
  const stop = new AbortController();
  const reason = new Error("enough");
  const onStatus = () => stop.abort(reason);
  await assert.rejects(watchByUs(ours, 3, { signal: stop.signal, onStatus }), reason);
  await until(() => ours.server.watches === 0);
});

Deno.test("what a caller's own code throws comes out, where client-node swallows it", async () => {
  await using theirs = await startRig();
  const seen = control.run({
    type: "watch",
    kubeconfig: theirs.kubeconfig,
    waitMs: WAIT_MS,
    expected: 2,
    throwAt: 1,
  });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  await until(() => theirs.proxy.requests.length === 1);
  theirs.server.put("d", {});
  const { events, done, errors } = await seen;
  assert.deepEqual([events, done, errors], [["ADDED c", "ADDED d"], undefined, []]);

  await using ours = await startRig();
  const mistake = new RangeError("the caller's own mistake");
  await using transport = await openOurs(ours.kubeconfig);
  await assert.rejects(async () => {
    for await (const _ of watchObjects(sessionOver(transport), { kind: CONFIG_MAPS })) {
      throw mistake;
    }
  }, mistake);
});

Deno.test("an event that breaks off is asked for again, where client-node loses it without a word", async () => {
  const event = JSON.stringify({ type: "ADDED", object: { metadata: { name: "c" } } });
  await using theirs = await startRig(firstWatch({ type: "end", bytes: event.length }));
  const seen = control.run({ type: "watch", kubeconfig: theirs.kubeconfig, waitMs: 60_000 });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  assert.deepEqual(await seen, { events: [], errors: [], done: "null" });

  // In the middle of what comes after the first state.
  let bytes = 0;
  await using ours = await startRig(({ index }) =>
    index === 0 ? { type: "end", bytes } : undefined
  );
  bytes = await lengthOfFirstState(ours.server) + 100;
  const { events, statuses } = await watchByUs(ours, 3);
  assert.deepEqual(events, ALL);
  const said = statuses.map((status) => "error" in status ? status.error.message : "");
  assert.ok(said.some((text) => text.includes("in the middle of an event")), `${said}`);
});

Deno.test("a page among the events is an error and asked again, where client-node passes it over", async () => {
  const page: ProxyFault = { type: "line", lines: 1, text: "<html>502</html>" };
  await using theirs = await startRig(firstWatch(page));
  const seen = control.run({
    type: "watch",
    kubeconfig: theirs.kubeconfig,
    waitMs: WAIT_MS,
    expected: 1,
  });
  await until(() => theirs.server.watches === 1);
  theirs.server.put("c", {});
  assert.deepEqual(await seen, { events: ["ADDED c"], errors: [] });

  await using ours = await startRig(firstWatch({ ...page, lines: 3 }));
  const { events, statuses } = await watchByUs(ours, 3);
  assert.deepEqual(events, ALL);
  const said = statuses.map((status) => "error" in status ? status.error.message : "");
  assert.ok(said.some((text) => text.includes('a line is no event: "502"')), `${said}`);
});

Deno.test("a watch asks for bookmarks and says who asks, which client-node's does not", async () => {
  await using theirs = await startRig();
  await control.run({ type: "watch", kubeconfig: theirs.kubeconfig, waitMs: 200 });
  const [their] = theirs.proxy.requests;
  assert.doesNotMatch(their?.path ?? "", /allowWatchBookmarks/);
  assert.doesNotMatch(their?.headers.get("user-agent") ?? "", /kubernetes/);

  await using ours = await startRig();
  await watchByUs(ours, 3);
  const [our] = ours.proxy.requests;
  assert.match(our?.path ?? "", /allowWatchBookmarks=true/);
  assert.match(our?.headers.get("user-agent") ?? "", /^skiff\//);
});

/** How many bytes the first state of a watch has, with the bookmark at its end. */
async function lengthOfFirstState(server: FakeApiServer): Promise<number> {
  const url = "https://api/api/v1/configmaps?watch=true&sendInitialEvents=true";
  const reader = server.handle(new Request(url)).body?.getReader();
  let bytes = 0;
  for (let lines = 0; lines < 3; lines++) bytes += (await reader?.read())?.value?.length ?? 0;
  await reader?.cancel();
  return bytes;
}

async function until(reached: () => boolean): Promise<void> {
  const limit = performance.now() + 90_000;
  while (!reached()) {
    if (performance.now() > limit) throw new Error("not reached");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
