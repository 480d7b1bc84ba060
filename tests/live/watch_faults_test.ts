/** Watches and waits on a real API server, most of them through the fault proxy. */
import assert from "node:assert/strict";
import { openTransport } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { condition, deleted, jsonpath } from "../../lib/query/wait_condition.ts";
import { SYSTEM_CLOCK } from "../../lib/watch/clock.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { waitFor, waitForAll } from "../../lib/watch/wait.ts";
import { watchObjects } from "../../lib/watch/watch.ts";
import { accessTo, credentialsOf } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { type ProxyFault, type ProxyRequest, startFaultProxy } from "../_support/fault_proxy.ts";
import type { Item } from "../watch/_fake_apiserver.ts";
import { seededRandom } from "../watch/_fake_clock.ts";
import { FAST_CLOCK, fastClock } from "../watch/_fault_rig.ts";
import { sessionOver } from "../watch/_faults.ts";
import { WatchModel } from "../watch/_watch_model.ts";
import { exchange, namespaceTest } from "./_plane.ts";

const CONFIG_MAPS = builtinKind("v1", "ConfigMap") as Kind;
const PODS = builtinKind("v1", "Pod") as Kind;
const DEPLOYMENTS = builtinKind("apps/v1", "Deployment") as Kind;
const SEQUENCES = 200;
const LIMIT_MS = 120_000;

async function until(what: string, reached: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!await reached()) {
    if (performance.now() > limit) throw new Error(`${what}: not reached`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A way to the real server through a proxy that breaks what it is told to. */
async function openProxy(
  plane: Transport,
  plan: (request: ProxyRequest) => ProxyFault | undefined,
) {
  const authority = await makeAuthority();
  const proxy = startFaultProxy({
    identity: await authority.issue({ names: ["127.0.0.1"] }),
    upstream: ({ path, headers }, signal) =>
      plane.send(path, {
        headers: { accept: headers.get("accept") ?? "application/json" },
        signal,
        longLived: true,
      }),
    plan,
  });
  const transport = await openTransport(
    accessTo(proxy.url, { tls: { certificateAuthority: { pem: authority.certificate } } }),
    credentialsOf({}),
    { rootsEmpty: true, retry: { lostConnectionDelayMs: 5 } },
  );
  return {
    proxy,
    transport,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/**
 * The kinds of faults, each by its number in FAULTS.md. Wrong bits are not among them: the checksum comes at
 * the end, and what a watch has taken by then cannot be taken back.
 */
const FAULT_KINDS: Readonly<Record<string, (random: () => number) => ProxyFault>> = {
  "F1 reset": () => ({ type: "reset" }),
  "F2 F4 cut": (random) => ({ type: "cut", bytes: Math.floor(random() * 6_000) }),
  "F3 cut between lines": (random) => ({ type: "cutLines", lines: linesOf(random) }),
  "F4 end": (random) => ({ type: "end", bytes: Math.floor(random() * 6_000) }),
  "F5 page": (random) => ({ type: "line", lines: linesOf(random), text: "<html>504</html>" }),
  "F8 expired": (random) => errorLine(random, 410, "Expired"),
  "F9 internal error": (random) => errorLine(random, 500, "InternalError"),
  "F9 forbidden": (random) => errorLine(random, 403, "Forbidden"),
  "F10 429": () => answer(429, "TooManyRequests", { "retry-after": "0" }),
  "F11 503": () => answer(503, "ServiceUnavailable"),
  "F12 too large": () => answer(504, "Timeout", {}, "Too large resource version: 9, current: 1"),
  "F14 replay": () => ({ type: "replay" }),
  "F17 silence": (random) => ({ type: "silence", lines: linesOf(random) }),
  "F18 dribble": () => ({ type: "dribble" }),
  "F21 401": () => answer(401, "Unauthorized"),
  "F30 cut": (random) => ({ type: "gzip", bytes: Math.floor(random() * 2_000), how: "cut" }),
  "F31 page": () => ({ type: "contentType", value: "text/html" }),
};

function linesOf(random: () => number): number {
  return 1 + Math.floor(random() * 6);
}

function errorLine(random: () => number, code: number, reason: string): ProxyFault {
  const object = { kind: "Status", code, reason, message: "said the test" };
  return {
    type: "line",
    lines: linesOf(random),
    text: JSON.stringify({ type: "ERROR", object }),
  };
}

function answer(
  code: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
  message = "said the test",
): ProxyFault {
  const body = JSON.stringify({ kind: "Status", code, reason, message });
  return { type: "answer", status: code, headers, body };
}

namespaceTest(
  `watchObjects equals a quorum list after ${SEQUENCES} faults`,
  async (plane, namespace) => {
    const random = seededRandom(20_261_123);
    let synced = false;
    const met = new Map<string, number>();
    const kinds = Object.keys(FAULT_KINDS);
    await using way = await openProxy(plane, () => {
      if (!synced || random() < 0.1) return undefined;
      const kind = kinds[Math.floor(random() * kinds.length)] ?? "";
      met.set(kind, (met.get(kind) ?? 0) + 1);
      return FAULT_KINDS[kind]?.(random);
    });
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const stop = new AbortController();
    const model = new WatchModel<Item>();
    const statuses: WatchStatus[] = [];
    let failure: unknown;
    const done = (async () => {
      const target = { kind: CONFIG_MAPS, namespace };
      const watch = watchObjects<Item>(sessionOver(way.transport), target, {
        clock: fastClock(1_000),
        silence: { watchMs: 400_000, streamMs: 400_000 },
        signal: stop.signal,
        onStatus: (status) => {
          synced = true;
          statuses.push(status);
        },
      });
      for await (const event of watch) model.take(event);
    })().catch((error) => {
      failure = error;
    });
    await until("the first state", () => synced);
    for (let sequence = 0; sequence < SEQUENCES; sequence++) {
      const before = way.proxy.requests.length;
      for (let change = 0; change < 4; change++) {
        const name = `item-${Math.floor(random() * 10)}`;
        const object = { metadata: { name }, data: { value: `${sequence} ${change}` } };
        if (random() < 0.3) await exchange(plane, "DELETE", `${path}/${name}`);
        else {
          const { status } = await exchange(plane, "POST", path, object);
          if (status === 409) await exchange(plane, "PUT", `${path}/${name}`, object);
        }
      }
      // A watch that no fault has ended by now is ended for the next one.
      if (way.proxy.requests.length === before) {
        way.proxy.interrupt();
        way.proxy.resume();
      }
      await until(`fault ${sequence}`, () => {
        if (failure !== undefined) throw failure;
        return way.proxy.requests.length > before;
      });
    }
    await until("the quorum list", async () => {
      if (failure !== undefined) throw failure;
      const { body } = await exchange(plane, "GET", path);
      return model.equals(body.items);
    });
    for (const kind of kinds) assert.ok(met.has(kind), `${kind} was met`);
    for (const type of ["resumed", "relisted", "retrying"]) {
      assert.ok(statuses.some((status) => status.type === type), `it was ${type} at least once`);
    }
    stop.abort();
    await done;
  },
);

namespaceTest("watchObjects goes on after the server was away", async (plane, namespace) => {
  await using way = await openProxy(plane, () => undefined);
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const events: WatchEvent[] = [];
  const statuses: string[] = [];
  const stop = new AbortController();
  const done = (async () => {
    const target = {
      kind: CONFIG_MAPS,
      namespace,
      fieldSelector: "metadata.name!=kube-root-ca.crt",
    };
    const options = {
      clock: FAST_CLOCK,
      signal: stop.signal,
      onStatus: ({ type }: WatchStatus) => statuses.push(type),
    };
    for await (const event of watchObjects(sessionOver(way.transport), target, options)) {
      events.push(event);
    }
  })();
  const ended = assert.rejects(done, { name: "AbortError" });
  await until("the first state", () => statuses.includes("synced"));
  way.proxy.interrupt();
  await exchange(plane, "POST", path, { metadata: { name: "a" } });
  await exchange(plane, "DELETE", `${path}/a`);
  way.proxy.resume();
  await until("what happened meanwhile", () => events.length === 2);
  assert.deepEqual(events.map(({ type }) => type), ["ADDED", "DELETED"]);
  assert.ok(!statuses.includes("relisted"));
  stop.abort();
  await ended;
});

namespaceTest(
  "watchObjects gives the same for a selector and a filter of its own",
  async (plane, namespace) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const session = sessionOver(plane);
    const stop = new AbortController();
    const seen: string[][] = [[], []];
    function follow(at: number, part: object): Promise<void> {
      return (async () => {
        const target = { kind: CONFIG_MAPS, namespace, ...part };
        for await (
          const { type, object } of watchObjects(session, target, { signal: stop.signal })
        ) {
          const { name, resourceVersion, labels } = object.metadata ?? {};
          seen[at]?.push(`${type} ${name} ${resourceVersion} ${labels?.["tier"]}`);
        }
      })();
    }
    const running = Promise.allSettled([
      follow(0, { labelSelector: "tier=web" }),
      follow(1, {
        matches: ({ metadata }: Item) => metadata?.labels?.["tier"] === "web",
      }),
    ]);
    const labelled = (name: string, tier: string) => ({ metadata: { name, labels: { tier } } });
    await exchange(plane, "POST", path, labelled("a", "web"));
    await exchange(plane, "PUT", `${path}/a`, labelled("a", "db"));
    await exchange(plane, "PUT", `${path}/a`, labelled("a", "web"));
    await exchange(plane, "PUT", `${path}/a`, { ...labelled("a", "web"), data: { x: "y" } });
    await exchange(plane, "DELETE", `${path}/a`);
    await exchange(plane, "POST", path, labelled("b", "web"));
    const last = (part: string[] | undefined) => part?.at(-1)?.startsWith("ADDED b") ?? false;
    await until("both", () => last(seen[0]) && last(seen[1]));
    stop.abort();
    await running;
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[0]?.map((line) => line.split(" ")[0]), [
      "ADDED",
      "DELETED",
      "ADDED",
      "MODIFIED",
      "DELETED",
      "ADDED",
    ]);
  },
);

namespaceTest(
  "waitFor and waitForAll follow a Deployment from before it exists to its end",
  async (plane, namespace) => {
    const session = sessionOver(plane);
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const target = { kind: DEPLOYMENTS, namespace, name: "web" };
    const options = { timeout: "120s" };
    const available = waitFor(session, target, condition("Available"), options);
    const three = waitFor(session, target, jsonpath("{.status.readyReplicas}", 3), options);
    const labels = { app: "web" };
    const { status } = await exchange(plane, "POST", path, {
      metadata: { name: "web" },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "web", image: "nginx" }], terminationGracePeriodSeconds: 0 },
        },
      },
    });
    assert.equal(status, 201);
    assert.equal((await available)?.metadata?.name, "web");
    await three;
    const pods = { kind: PODS, namespace, labelSelector: "app=web" };
    const ready = await waitForAll(session, pods, condition("Ready"), { ...options, atLeast: 3 });
    assert.equal(ready.length, 3);
    const gone = Promise.all([
      waitFor(session, target, deleted(), options),
      waitForAll(session, pods, deleted(), options),
    ]);
    await exchange(plane, "DELETE", `${path}/web?propagationPolicy=Background`);
    assert.deepEqual(await gone, [undefined, []]);
  },
);

namespaceTest("waitFor names what is missing as kubectl would see it", async (plane, namespace) => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  await exchange(plane, "POST", path, {
    metadata: { name: "a", finalizers: ["example.com/hold"] },
  });
  await exchange(plane, "DELETE", `${path}/a`);
  const target = { kind: CONFIG_MAPS, namespace, name: "a" };
  let timeIsUp = () => {};
  const waiting = waitFor(sessionOver(plane), target, deleted(), {
    timeout: "3s",
    clock: {
      ...SYSTEM_CLOCK,
      timer(delayMs, callback) {
        if (delayMs !== 3_000) return SYSTEM_CLOCK.timer(delayMs, callback);
        timeIsUp = callback;
        return () => {};
      },
    },
    onStatus: () => timeIsUp(),
  });
  await assert.rejects(waiting, {
    name: "TimeoutError",
    message: `Cannot wait for configmap "${namespace}/a": not deleted after 3s: ` +
      'it is being deleted, held by finalizers "example.com/hold"',
  });
  await exchange(plane, "PUT", `${path}/a`, { metadata: { name: "a", finalizers: [] } });
});

namespaceTest("waitFor hears of an event within 50 ms in the median", async (plane, namespace) => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const session = sessionOver(plane);
  const latencies: number[] = [];
  for (let round = 0; round < 11; round++) {
    const name = `item-${round}`;
    const { body: { metadata } } = await exchange(plane, "POST", path, { metadata: { name } });
    const { promise: watching, resolve } = Promise.withResolvers<void>();
    const target = { kind: CONFIG_MAPS, namespace, name };
    const met = waitFor(session, target, jsonpath("{.data.state}", "done"), {
      timeout: "90s",
      onStatus: () => resolve(),
    }).then(() => performance.now());
    await watching;
    // When the server says it to somebody who only reads what it says.
    const query = new URLSearchParams({
      watch: "true",
      fieldSelector: `metadata.name=${name}`,
      resourceVersion: metadata.resourceVersion,
    });
    const said = await plane.send(`${path}?${query}`, { longLived: true });
    const reader = said.body!.pipeThrough(new TextDecoderStream()).getReader();
    await exchange(plane, "PUT", `${path}/${name}`, {
      metadata: { name },
      data: { state: "done" },
    });
    const answered = performance.now();
    for (let text = ""; !text.includes('"done"');) text += (await reader.read()).value ?? "";
    const saidAt = performance.now();
    latencies.push(await met - Math.max(answered, saidAt));
    await reader.cancel();
  }
  latencies.sort((left, right) => left - right);
  assert.ok((latencies[5] ?? Infinity) <= 50, `latencies after the server in ms: ${latencies}`);
});
