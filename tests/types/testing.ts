// Compiled by `deno check`, never run: what the test kit takes, and what it does not.
import type { Deployment, Pod } from "skiff";
import {
  assertObject,
  cassette,
  type ContainerScripts,
  type Fault,
  latency,
  serverErrors,
  TestClock,
  testCluster,
  tooManyRequests,
} from "skiff/testing";

const clock = new TestClock(new Date());
const containers: ContainerScripts = {
  web: { start: "5s", ready: false, exit: { code: 1, after: { timeoutMs: 100 } } },
  async worker({ sleep, log, env }) {
    log(env["MODE"] ?? "");
    await sleep("1m");
    return 3;
  },
};
const own: Fault = { name: "own", apply: ({ send }) => send() };

await using cluster = await testCluster({
  clock,
  containers,
  nodes: [{ name: "a", taints: [{ key: "gpu", effect: "NoSchedule" }] }],
  controllers: ["*", "-cronjob"],
  users: { ana: { roles: { shop: ["view"] }, rules: [{ resources: ["pods"], verbs: ["get"] }] } },
  faults: [own, latency({ delay: ["1s", "2s"] }), serverErrors({ status: [500, 504], times: 3 })],
  objects: [{ apiVersion: "example.com/v1", kind: "Ticket", metadata: { name: "a" }, seat: 1 }],
});

// A test cluster is a cluster, and gives what it gives.
const pod: Pod = await cluster.ns("shop").pod("web").get();
const deployment: Deployment | undefined = await cluster.as("ana").ns().deployments.first();
const count: number = await cluster.use(() => 3, { as: "ana" });
const result: string = await clock.run(() => cluster.use(() => Promise.resolve("done")));
const status: number | undefined = cluster.requests({ verb: ["get", "list"], path: /x/ })[0]
  ?.status;
assertObject(pod, { metadata: { name: /^w/ }, spec: (spec: unknown) => spec !== undefined });
console.log(deployment, count, result, status);

// @ts-expect-error -- a cluster-scoped kind is not in a namespace
cluster.ns("shop").nodes;
// @ts-expect-error -- there is no such controller
await testCluster({ controllers: ["deployments"] });
// @ts-expect-error -- a clock is not a date
await testCluster({ clock: new Date() });
// @ts-expect-error -- a rule says what may be done
await testCluster({ users: { ana: { rules: [{ resources: ["pods"] }] } } });
// @ts-expect-error -- requests have no such field
cluster.requests({ verbs: "get" });
// @ts-expect-error -- the server does not answer so
serverErrors({ status: 404 });
// @ts-expect-error -- how long is to be said
latency({});
// @ts-expect-error -- a duration has a unit
tooManyRequests({ retryAfter: 3 });
// @ts-expect-error -- a container is ready after a time, or never
await testCluster({ containers: { web: { ready: true } } });
// @ts-expect-error -- a cassette is replayed or recorded
await cassette("tape.jsonl", { mode: "auto" });
