/** The faults of a network and of a server under single calls, over real connections, by FAULTS.md's numbers. */
import assert from "node:assert/strict";
import type { Cluster } from "../../lib/api/cluster.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import { KubeError } from "../../lib/core/errors.ts";
import { accessTo, credentialsOf, TestClock } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import {
  type FaultProxy,
  type ProxyFault,
  type ProxyRequest,
  startFaultProxy,
} from "../_support/fault_proxy.ts";
import { clusterOver } from "../_support/scenario.ts";
import { FakeApiServer } from "../watch/_fake_apiserver.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });
const WAYS = [{ way: "Deno", rootsEmpty: true }, { way: "node:https", rootsEmpty: false }];

interface Rig extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly proxy: FaultProxy;
  readonly clock: TestClock;
}

interface RigOptions extends TransportOptions {
  readonly objects?: number;
  readonly plan?: (request: ProxyRequest) => ProxyFault | undefined;
}

/** A cluster behind a proxy, with so many config maps. */
async function startRig({ objects = 3, plan, ...options }: RigOptions): Promise<Rig> {
  const server = new FakeApiServer();
  for (let index = 0; index < objects; index++) {
    server.put(`item-${index}`, { password: "hunter2", padding: "x".repeat(600) });
  }
  const proxy = startFaultProxy({
    identity,
    upstream: ({ method, path }) => server.handle(new Request(`https://api${path}`, { method })),
    plan,
  });
  const clock = new TestClock();
  const tls = { certificateAuthority: { pem: authority.certificate } };
  const transport = await openTransport(accessTo(proxy.url, { tls }), credentialsOf({}), {
    clock,
    ...options,
  });
  return {
    cluster: clusterOver(transport),
    proxy,
    clock,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

type Verb = (cluster: Cluster) => Promise<unknown>;

const LISTS: Readonly<Record<string, Verb>> = {
  list: (cluster) => cluster.ns("test").configMaps.list(),
  first: (cluster) => cluster.ns("test").configMaps.first(),
  count: (cluster) => cluster.ns("test").configMaps.count(),
  names: (cluster) => cluster.ns("test").configMaps.names(),
  table: (cluster) => cluster.ns("test").configMaps.table(),
  iteration: (cluster) => Array.fromAsync(cluster.ns("test").configMaps),
};

const GETS: Readonly<Record<string, Verb>> = {
  get: (cluster) => cluster.ns("test").configMap("a").get(),
  find: (cluster) => cluster.ns("test").configMap("a").find(),
  exists: (cluster) => cluster.ns("test").configMap("a").exists(),
};

/** The error of a call, which must be ours, one line, and without any data. */
async function errorOf(call: Promise<unknown>): Promise<KubeError> {
  const error: unknown = await call.then(() => assert.fail("it went well"), (error) => error);
  assert.ok(error instanceof KubeError, `not ours: ${Deno.inspect(error)}`);
  assert.doesNotMatch(error.message, /\p{Cc}/u);
  assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /hunter2/);
  return error;
}

for (const { way, rootsEmpty } of WAYS) {
  for (const bytes of [0, 1, 300, 700]) {
    Deno.test(`a list that F2 broke off after ${bytes} bytes is an error and no part of it, over ${way}`, async () => {
      await using rig = await startRig({ rootsEmpty, plan: () => ({ type: "cut", bytes }) });
      for (const verb of ["list", "first", "iteration"]) {
        const error = await errorOf((LISTS[verb] as Verb)(rig.cluster));
        assert.equal(error.name, "ConnectionError", verb);
        assert.match(error.message, /the connection was lost/);
      }
    });
  }

  Deno.test(`an iteration gives whole pages until F2 breaks one off, over ${way}`, async () => {
    const plan = ({ index }: ProxyRequest): ProxyFault | undefined =>
      index === 1 ? { type: "cut", bytes: 20_000 } : undefined;
    await using rig = await startRig({ rootsEmpty, objects: 1200, plan });
    const seen: unknown[] = [];
    const error = await errorOf((async () => {
      for await (const object of rig.cluster.ns("test").configMaps) seen.push(object);
    })());
    assert.equal(error.name, "ConnectionError");
    assert.equal(seen.length, 500);
  });

  Deno.test(`a list that F4 ends in the middle is an error without data, over ${way}`, async () => {
    let bytes = 0;
    await using rig = await startRig({ rootsEmpty, plan: () => ({ type: "end", bytes }) });
    for (bytes of [0, 10, 150, 300, 600, 700]) {
      for (const verb of ["list", "first", "count", "iteration"]) {
        const error = await errorOf((LISTS[verb] as Verb)(rig.cluster));
        assert.match(error.message, /is empty|not a whole list|not JSON/, `${verb} ${bytes}`);
      }
    }
  });

  for (const how of ["cut", "flip"] as const) {
    Deno.test(`a list whose compression F30 ${how}s is an error, over ${way}`, async () => {
      let bytes = 0;
      await using rig = await startRig({ rootsEmpty, plan: () => ({ type: "gzip", bytes, how }) });
      for (bytes of [0, 15, 60, 150]) {
        const error = await errorOf((LISTS["list"] as Verb)(rig.cluster));
        // Flipped bits can decompress to a text that is no list before the checksum is reached.
        assert.match(error.message, /damaged or was cut off|connection was lost|not a whole list/);
      }
    });
  }

  Deno.test(`a deadline holds for F18 an answer that comes byte by byte, over ${way}`, async () => {
    await using rig = await startRig({
      rootsEmpty,
      objects: 500,
      plan: () => ({ type: "dribble" }),
    });
    const error = await errorOf(rig.cluster.ns("test").configMaps.list({ timeout: "150ms" }));
    assert.equal(error.name, "TimeoutError");
    // Less by as much as it took to ask.
    const [, leftMs] = /not done after (\d+) ms/.exec(error.message) ?? [];
    assert.ok(Number(leftMs) <= 150, error.message);
  });

  Deno.test(`calls send again on F11 a 503 with Retry-After only, over ${way}`, async () => {
    const body = JSON.stringify({ kind: "Status", code: 503, message: "later" });
    let headers: Record<string, string> = {};
    await using rig = await startRig({
      rootsEmpty,
      plan: ({ index }) => index === 2 ? undefined : { type: "answer", status: 503, headers, body },
    });
    const error = await errorOf((LISTS["list"] as Verb)(rig.cluster));
    assert.equal(error.message, 'Cannot list configmaps in "test": later (503)');
    assert.equal(rig.proxy.requests.length, 1);
    headers = { "retry-after": "3" };
    assert.equal((await rig.cluster.ns("test").configMaps.list()).length, 3);
    assert.deepEqual(rig.clock.slept, [3000]);
  });
}

const PAGE =
  '<!doctype html><html><head><script>steal("x")</script></head><body><h1>Log in\u001b[31m' +
  "</h1></body></html>";
const JSON_TYPE = { "content-type": "application/json" };
const HTML_TYPE = { "content-type": "text/html" };
const STATUS = { kind: "Status", apiVersion: "v1", status: "Failure", message: "no" };
const MAP = {
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "a" },
  data: { password: "hunter2" },
};
const SECRET_TEXT = '{"kind":"Secret","data":{"password":"hunter2"},"broken":';

interface WrongAnswer {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly said: RegExp;
  readonly verbs?: Readonly<Record<string, Verb>>;
}

const WRONG: readonly WrongAnswer[] = [
  {
    name: "a login page",
    headers: HTML_TYPE,
    body: PAGE,
    said: /is not JSON \(text\/html\): Log in/,
  },
  { name: "a login page called JSON", headers: JSON_TYPE, body: PAGE, said: /not JSON.*Log in/ },
  { name: "nothing", headers: { "content-type": "" }, body: "", said: /the answer is empty/ },
  { name: "nothing, called JSON", headers: JSON_TYPE, body: "", said: /the answer is empty/ },
  { name: "null", headers: JSON_TYPE, body: "null", said: /the answer is/ },
  { name: "an array", headers: JSON_TYPE, body: "[]", said: /the answer is/ },
  { name: "a text", headers: JSON_TYPE, body: '"hello"', said: /the answer is/ },
  { name: "an empty object", headers: JSON_TYPE, body: "{}", said: /the answer is/ },
  {
    name: "a Status",
    headers: JSON_TYPE,
    body: JSON.stringify(STATUS),
    said: /the answer is.*"Status"/,
  },
  { name: "half a Secret", headers: JSON_TYPE, body: SECRET_TEXT, said: /the answer is/ },
  {
    name: "one object",
    headers: JSON_TYPE,
    body: JSON.stringify(MAP),
    said: /the answer is.*"ConfigMap"/,
    verbs: LISTS,
  },
  {
    name: "a list of numbers",
    headers: JSON_TYPE,
    body: JSON.stringify({ kind: "ConfigMapList", apiVersion: "v1", metadata: {}, items: [1, 2] }),
    said: /the answer is/,
    verbs: LISTS,
  },
  {
    name: "a list",
    headers: JSON_TYPE,
    body: JSON.stringify({ kind: "ConfigMapList", apiVersion: "v1", metadata: {}, items: [MAP] }),
    said: /the answer is.*"ConfigMapList"/,
    verbs: GETS,
  },
];

for (const { name, headers, body, said, verbs = { ...LISTS, ...GETS } } of WRONG) {
  Deno.test(`calls say that F31 the answer is ${name}`, async () => {
    await using rig = await startRig({
      rootsEmpty: true,
      plan: () => ({ type: "answer", status: 200, headers, body }),
    });
    for (const [verb, call] of Object.entries(verbs)) {
      const error = await errorOf(call(rig.cluster));
      assert.match(error.message, said, verb);
    }
  });
}
