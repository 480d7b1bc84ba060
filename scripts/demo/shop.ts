/**
 * The shop of the demo, as it stands on an ordinary day: most of it runs, a rollout is stuck, something crashes
 * again and again, a Job is at work.
 *
 * @module
 */
import type { ContainerScripts, NodeShape, TestCluster } from "../../lib/testing/mod.ts";
import { TestClock, testCluster } from "../../lib/testing/mod.ts";
import { importJob, SHOP, shopObjects } from "./shop_objects.ts";

/** How a shop is opened. */
export interface ShopOptions {
  /** When it is shown; its day began an hour and a half before. */
  readonly now: Date;
}

/** A shop that is open. */
export interface Shop extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly clock: TestClock;
}

const BEFORE_DEPLOY = "65m";
const BEFORE_IMPORT = "22m";
const SINCE_IMPORT = "3m";
const HISTORY_MS = 90 * 60_000;

const NODES: readonly NodeShape[] = ["a", "b", "c"].map((zone) => ({
  name: `node-${zone}`,
  labels: { "topology.kubernetes.io/zone": `zone-${zone}` },
}));

/** What runs in the containers. */
const CONTAINERS: ContainerScripts = {
  web: {
    start: "2s",
    ready: "3s",
    logs: ["listening on :8080"],
    repeat: { every: "10s", text: "GET /cart 200 in {n} ms" },
    exec: { "nginx -t": { stderr: "nginx: configuration file test is successful\n" } },
  },
  "shop/api:1.5": { pullError: "manifest unknown" },
  "shop/api": { start: "3s", ready: "5s", logs: ["api 1.4 ready"] },
  worker: {
    start: "1s",
    logs: ["connecting to queue:5672", { after: "8s", text: "fatal: queue refused connection" }],
    exit: { code: 1, after: "9s" },
  },
  db: { start: "4s", ready: "10s", logs: ["database system is ready to accept connections"] },
  import: { start: "1s", logs: ["importing the catalogue"], exit: { code: 0, after: "4m" } },
  report: {
    start: "1s",
    logs: ["42 orders since the last report"],
    exit: { code: 0, after: "20s" },
  },
};

/** Opens the shop, and lets its day pass until now. */
export async function openShop({ now }: ShopOptions): Promise<Shop> {
  const clock = new TestClock(new Date(now.getTime() - HISTORY_MS));
  const cluster = await testCluster({
    clock,
    nodes: NODES,
    containers: CONTAINERS,
    namespace: SHOP,
    context: "demo",
    objects: shopObjects(),
  });
  await clock.advance(BEFORE_DEPLOY);
  // There is no such tag.
  const api = cluster.ns().deployment("api");
  await api.patch({
    spec: { template: { spec: { containers: [{ name: "api", image: "shop/api:1.5" }] } } },
  });
  await clock.advance(BEFORE_IMPORT);
  await cluster.ns().create(importJob());
  await clock.advance(SINCE_IMPORT);
  return { cluster, clock, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

const TRAFFIC_MS = 6_000;

/** Lets customers come and go: what scales the front follows them. */
export function startTraffic({ cluster }: Shop): Disposable {
  const web = cluster.ns().deployment("web");
  let visitors = 0;
  const id = setInterval(() => {
    // Whoever tries the prompt may have deleted it.
    web.scale(3 + ++visitors % 3).catch(() => {});
  }, TRAFFIC_MS);
  return { [Symbol.dispose]: () => clearInterval(id) };
}
