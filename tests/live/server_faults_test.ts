/**
 * What etcd and an API server answer when they have forgotten, are overloaded or in a hurry, on a control
 * plane that is started here; the numbers are those of FAULTS.md.
 */
import assert from "node:assert/strict";
import { readPages } from "../../lib/client/lists.ts";
import { startTcpRelay } from "../_support/tcp_relay.ts";
import { sessionOver } from "../watch/_faults.ts";
import { type LiveFaultPlane, openFaultPlane } from "./_fault_plane.ts";
import { brief, CONFIG_MAPS, follow } from "./_follow.ts";
import { exchange, ignore } from "./_plane.ts";
import {
  allowReading,
  clock,
  connect,
  expired,
  faultTest,
  intercept,
  makeNamespace,
  pathOf,
  PATIENT,
  put,
  remove,
  types,
} from "./_server_faults.ts";

let plane: LiveFaultPlane;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    plane = await openFaultPlane([
      { name: "first" },
      {
        name: "small",
        flags: {
          // Watches and lists come from etcd itself.
          "watch-cache-sizes": "configmaps#0",
          "max-requests-inflight": "1",
          "enable-priority-and-fairness": "false",
          "min-request-timeout": "1",
        },
      },
    ]);
  });
  Deno.test.afterAll(async () => await plane[Symbol.asyncDispose]());
}

for (const stream of [true, false]) {
  const way = stream ? "streamed lists" : "lists";
  faultTest(
    `watchObjects reports the outcome after F7, F8, F15 a compaction of etcd, by ${way}`,
    async () => {
      const server = plane.server("small");
      await using admin = await connect(server);
      await using relay = startTcpRelay(server.port);
      await using transport = await connect(server, { relay });
      const namespace = await makeNamespace(admin, "compact");
      await put(admin, namespace, "a", "1");
      await put(admin, namespace, "b", "1");
      await using watch = follow(transport, namespace, { clock, stream });
      await watch.until("the first state", () => watch.events.length === 2);
      const { resourceVersion } = watch.statuses[0] as { resourceVersion: string };
      relay.freeze();
      await remove(admin, namespace, "a");
      await put(admin, namespace, "b", "2");
      await put(admin, namespace, "c", "1");
      await plane.compact();
      // The version of the watch is gone for good; a watch that starts there is told so.
      const gone = await admin.send(
        `${pathOf(namespace)}?watch=true&resourceVersion=${resourceVersion}`,
        { longLived: true },
      );
      const said = await gone.text();
      assert.match(said, /"code":410/);
      relay.turnTo(server.port);
      relay.thaw();
      await watch.untilEqual(admin);
      assert.deepEqual(brief(watch.events).toSorted(), [
        "ADDED a",
        "ADDED b",
        "ADDED c",
        "DELETED a",
        "MODIFIED b",
      ]);
      assert.ok(types(watch.statuses).includes("relisted"));
    },
  );
}

faultTest("a list of pages goes on after F13 a continue token expired by compaction", async () => {
  const server = plane.server("small");
  await using admin = await connect(server);
  const namespace = await makeNamespace(admin, "pages");
  const names = Array.from({ length: 620 }, (_, index) => `item-${String(index).padStart(4, "0")}`);
  for (let at = 0; at < names.length; at += 31) {
    await Promise.all(names.slice(at, at + 31).map((name) => put(admin, namespace, name)));
  }
  let lists = 0;
  let expired = 0;
  const transport = intercept(admin, (_path, send) => {
    lists++;
    if (lists !== 2) return undefined;
    return (async () => {
      await remove(admin, namespace, "item-0001");
      await remove(admin, namespace, "item-0600");
      await put(admin, namespace, "item-9999");
      await plane.compact();
      const response = await send(_path);
      if (response.status === 410) expired++;
      return response;
    })();
  });
  const seen: string[] = [];
  const request = { kind: CONFIG_MAPS, namespace, representation: "object" } as const;
  for await (const page of readPages(sessionOver(transport), request)) {
    for (const { metadata } of page) seen.push(metadata?.name ?? "");
  }
  assert.equal(expired, 1, "the server answered 410 to the second page");
  assert.equal(new Set(seen).size, seen.length, "nothing comes twice");
  const there = names.filter((name) => name !== "item-0600");
  assert.deepEqual(seen.toSorted(), [...there, "item-9999"], "nothing that stayed is missing");

  // A watch wants one state: it lists in one piece instead.
  lists = 0;
  await remove(admin, namespace, "item-9999");
  await put(admin, namespace, "item-0600");
  await put(admin, namespace, "item-0001");
  await using watch = follow(transport, namespace, { clock, stream: false });
  await watch.until("the first state", () => watch.statuses.length > 0);
  await watch.untilEqual(admin);
  assert.equal(expired, 2);
  assert.equal(watch.events.length, 619);
});

faultTest(
  "calls wait as long as F10 a server with one request in flight asks them to",
  async () => {
    const server = plane.server("small");
    await using admin = await connect(server);
    const namespace = await makeNamespace(admin, "busy");
    await allowReading(admin, "busy");
    await put(admin, namespace, "a", "x".repeat(500_000));
    const slept: number[] = [];
    const kubeconfig = await server.tell("user", "busy");
    await using transport = await connect(server, {
      kubeconfig,
      clock: {
        now: () => performance.now(),
        async sleep(delayMs) {
          slept.push(delayMs);
          await new Promise((resolve) => setTimeout(resolve, delayMs / 20));
        },
      },
      retry: { maxRetries: 100 },
    });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => exchange(transport, "GET", pathOf(namespace, "a"))),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.ok(slept.length > 0, "the server turned some of them away");
    assert.deepEqual(new Set(slept), new Set([1_000]), "and said to come back after a second");
  },
);

for (const stream of [true, false]) {
  const means = stream ? "streamed lists" : "lists";
  faultTest(
    `watchObjects reads the newest state after F12 a version too large, by ${means}`,
    async () => {
      const server = plane.server("first");
      await using admin = await connect(server);
      await using relay = startTcpRelay(server.port);
      await using way = await connect(server, { relay, retry: { maxRetries: 0 } });
      const namespace = await makeNamespace(admin, "future");
      await put(admin, namespace, "a", "1");
      let expire = false;
      let future = 0;
      const transport = intercept(way, (path, send) => {
        if (expire) {
          expire = false;
          return expired();
        }
        const atLeast = path.includes("NotOlderThan") && path.includes("resourceVersion=");
        if (future > 0 || !atLeast) return undefined;
        future++;
        return send(path.replace(/resourceVersion=\d+/, "resourceVersion=99999999999"));
      });
      await using watch = follow(transport, namespace, { clock, stream, silence: PATIENT });
      // Not before: as part of the first state it would not say that a watch is open.
      await watch.until("the first state", () => watch.statuses.length === 1);
      await put(admin, namespace, "b", "1");
      await watch.until("an open watch", () => watch.events.length === 2);
      expire = true;
      relay.turnTo(server.port);
      await put(admin, namespace, "c", "1");
      await watch.untilEqual(admin);
      assert.deepEqual(brief(watch.events), ["ADDED a", "ADDED b", "ADDED c"]);
      assert.equal(future, 1);
      const said = watch.statuses.map((status) => "error" in status ? status.error.message : "");
      assert.ok(said.some((text) => text.includes("Too large resource version")), `${said}`);
    },
  );
}

faultTest(
  "watchObjects loses nothing on F16 a server that ends each watch after a second",
  async () => {
    const server = plane.server("small");
    await using admin = await connect(server);
    const namespace = await makeNamespace(admin, "short");
    let watches = 0;
    const asked: { seconds?: number } = {};
    const transport = intercept(admin, (path, send) => {
      if (!path.includes("watch=true")) return undefined;
      watches++;
      return asked.seconds === undefined
        ? undefined
        : send(path.replace(/timeoutSeconds=\d+/, `timeoutSeconds=${asked.seconds}`));
    });
    // --min-request-timeout=1 does not shorten what asks for a time of its own.
    await using patient = follow(transport, namespace);
    await patient.until("the first state", () => patient.statuses.length === 1);
    asked.seconds = 1;
    await using watch = follow(transport, namespace);
    await watch.until("the first state", () => watch.statuses.length === 1);
    watches = 0;
    const startMs = performance.now();
    for (let change = 0; performance.now() - startMs < 4_500 || watches < 3; change++) {
      await put(admin, namespace, `item-${change % 5}`, String(change));
      if (change % 3 === 0) await remove(admin, namespace, `item-${change % 5}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await watch.untilEqual(admin);
    const seconds = (performance.now() - startMs) / 1000;
    const ended = watches;
    await patient.untilEqual(admin);
    assert.deepEqual(
      types(patient.statuses),
      ["synced"],
      "the patient watch was never interrupted",
    );
    assert.ok(ended >= 2 && ended <= seconds + 2, `${ended} watches in ${seconds} s`);
    assert.ok(!types(watch.statuses).includes("relisted"));
    assert.deepEqual(brief(watch.events), brief(patient.events), "both saw the same");
  },
);
