/** `watch()`, `wait()` and `each()` of the face on a real API server. */
import assert from "node:assert/strict";
import { connect, ref } from "../../lib/api/connect.ts";
import { exists, like } from "../../lib/query/operators.ts";
import { condition, deleted } from "../../lib/query/wait_condition.ts";
import type { KubeObject } from "../../lib/core/gvk.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import { until } from "./_follow.ts";
import { isServed, KUBECONFIG, namespaceTest, send } from "./_plane.ts";
import { untilHeard } from "./_rights.ts";

/** A watch that runs beside the test. */
function follow<T extends KubeObject>(
  watch: (onSynced: () => void) => AsyncGenerator<WatchEvent<T>>,
  count: number,
): { synced: Promise<void>; events: Promise<WatchEvent<T>[]> } {
  const synced = Promise.withResolvers<void>();
  async function take(): Promise<WatchEvent<T>[]> {
    const taken: WatchEvent<T>[] = [];
    for await (const event of watch(synced.resolve)) {
      taken.push(event);
      if (taken.length === count) break;
    }
    return taken;
  }
  return { synced: synced.promise, events: take() };
}

const TIMEOUT = { timeout: "90s" };

namespaceTest("Query.watch() gives transitions of its whole filter as ADDED and DELETED", async (
  plane,
  namespace,
) => {
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  const put = (state: string, labels: object) =>
    send(plane, "PUT", `${maps}/one`, { metadata: { name: "one", labels }, data: { state } });
  await send(plane, "POST", maps, { metadata: { name: "one" }, data: { state: "off" } });
  await using cluster = await connect({ kubeconfig: KUBECONFIG });
  const query = cluster.ns(namespace).configMaps
    .where({ metadata: { labels: { app: "web" } } })
    .where({ data: { state: like("on*") } });
  const { synced, events } = follow(
    (onSynced) =>
      query.watch({ ...TIMEOUT, onStatus: ({ type }) => type === "synced" && onSynced() }),
    5,
  );
  await synced;
  // Decided by the server, then here, then by the server.
  await put("on", { app: "web" });
  await put("on again", { app: "web" });
  await put("off", { app: "web" });
  await put("on", { app: "web" });
  await put("on", { app: "other" });
  assert.deepEqual(
    (await events).map((
      { type, object, old },
    ) => [type, object.data?.["state"], old !== undefined]),
    [
      ["ADDED", "on", false],
      ["MODIFIED", "on again", true],
      ["DELETED", "on again", true],
      ["ADDED", "on", false],
      ["DELETED", "on", true],
    ],
  );
});

namespaceTest("watch() and wait() of one object need rights on its name only", async (
  plane,
  namespace,
) => {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const rules = [{
    apiGroups: [""],
    resources: ["configmaps"],
    verbs: ["list", "watch"],
    resourceNames: ["one"],
  }];
  await send(plane, "POST", `${rbac}/roles`, { metadata: { name: "one" }, rules });
  await send(plane, "POST", `${rbac}/rolebindings`, {
    metadata: { name: "one" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "one" },
    subjects: [{ kind: "User", name: "watch-ann", apiGroup: "rbac.authorization.k8s.io" }],
  });
  await untilHeard(plane, "watch-ann", [{ rules, metadata: { namespace } }]);
  await using cluster = await connect({ kubeconfig: KUBECONFIG, as: "watch-ann" });
  const { configMaps } = cluster.ns(namespace);
  const waiting = configMaps.ref("one").wait({ data: { state: "done" } }, TIMEOUT);
  const { events } = follow(() => configMaps.ref("one").watch(TIMEOUT), 1);
  const named = follow(
    () => configMaps.where({ metadata: { name: "one" } }).watch(TIMEOUT),
    1,
  );
  await send(plane, "POST", `/api/v1/namespaces/${namespace}/configmaps`, {
    metadata: { name: "one" },
    data: { state: "done" },
  });
  assert.equal((await waiting).metadata?.name, "one");
  assert.deepEqual((await events).map(({ type }) => type), ["ADDED"]);
  assert.deepEqual((await named.events).map(({ type }) => type), ["ADDED"]);
  for (const refused of [configMaps.ref("two").watch(TIMEOUT), configMaps.watch(TIMEOUT)]) {
    await assert.rejects(() => refused.next(), { name: "ForbiddenError" });
  }
});

namespaceTest("kinds given by spelling are watched and waited for", async (plane, namespace) => {
  const group = `${namespace}.example.com`;
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  await using cluster = await connect({ kubeconfig: KUBECONFIG });
  await send(plane, "POST", definitions, {
    metadata: { name: `lights.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "lights", singular: "light", kind: "Light", listKind: "LightList" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { on: { type: "boolean" } } } },
          },
        },
      }],
    },
  });
  try {
    await cluster.customResourceDefinition(`lights.${group}`)
      .wait(condition("Established"), TIMEOUT);
    // It is served, and found, a moment later.
    await until("the kind is served", () => isServed(plane, group, "lights"));
    const lights = cluster.ns(namespace).kind(`lights.${group}`);
    const waiting = lights.ref("hall").wait(({ spec }) => spec !== undefined, TIMEOUT);
    await send(plane, "POST", `/apis/${group}/v1/namespaces/${namespace}/lights`, {
      apiVersion: `${group}/v1`,
      kind: "Light",
      metadata: { name: "hall" },
      spec: { on: true },
    });
    const light = await waiting;
    assert.deepEqual([light.kind, light["spec"], String(ref(light))], [
      "Light",
      { on: true },
      "light/hall",
    ]);
    const [event] = await follow(() => lights.where({}).watch(TIMEOUT), 1).events;
    assert.equal(event?.object.metadata?.name, "hall");
    const burning = await lights.where({ spec: { on: true } }).wait(exists(), TIMEOUT);
    assert.equal(burning.length, 1);
    assert.throws(
      () => cluster.kind(`lights.${group}`).where({ spec: { onn: true } }),
      { message: 'Cannot filter lights by "spec.onn": no such field: did you mean "spec.on"' },
    );
  } finally {
    await send(plane, "DELETE", `${definitions}/lights.${group}`);
  }
});

namespaceTest(
  "Query.wait() sees a rollout's pods become ready, and go",
  async (plane, namespace) => {
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await using cluster = await connect({ kubeconfig: KUBECONFIG });
    const scope = cluster.ns(namespace);
    const pods = scope.pods.where({ metadata: { labels: { app: "web" } } });
    const ready = pods.wait(condition("Ready"), { ...TIMEOUT, atLeast: 3 });
    await send(plane, "POST", deployments, {
      metadata: { name: "web" },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "web", image: "nginx" }] },
        },
      },
    });
    assert.equal((await ready).length, 3);
    const web = await scope.deployment("web").wait(condition("Available"), TIMEOUT);
    assert.equal(web.status?.readyReplicas, 3);
    const gone = pods.wait(deleted(), TIMEOUT);
    await send(plane, "DELETE", `${deployments}/web?propagationPolicy=Background`);
    assert.deepEqual(await gone, []);
  },
);

namespaceTest(
  "Query.each() works through pages of a large collection",
  async (plane, namespace) => {
    const maps = `/api/v1/namespaces/${namespace}/configmaps`;
    const names = Array.from({ length: 600 }, (_, index) => `map-${index}`);
    const left = [...names];
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        await send(plane, "POST", maps, { metadata: { name, labels: { made: "here" } } });
      }
    }));
    await using cluster = await connect({ kubeconfig: KUBECONFIG });
    const made = cluster.ns(namespace).configMaps.where({ metadata: { labels: { made: "here" } } });
    const seen = new Set<string>();
    const count = await made.each(async (map) => {
      seen.add((await ref(map).get()).metadata?.name ?? "");
    }, { concurrency: 16, timeout: "300s" });
    assert.equal(count, names.length);
    assert.deepEqual([...seen].sort(), [...names].sort());
  },
);
