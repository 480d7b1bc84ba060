/** Logs of pods, on the in-memory cluster. */
import assert from "node:assert/strict";
import { testCluster } from "../../lib/testing/mod.ts";

function pod(name: string, more: { annotations?: Record<string, string>; second?: string } = {}) {
  const { annotations = {}, second } = more;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, annotations },
    spec: {
      restartPolicy: "Never",
      containers: [
        { name: "main", image: "shop/web:1" },
        ...(second === undefined ? [] : [{ name: second, image: "shop/side:1" }]),
      ],
    },
  } as const;
}

async function open(objects: readonly ReturnType<typeof pod>[]) {
  return await testCluster({
    nodes: 1,
    containers: {
      "shop/web": { logs: ["one", "", "three €"], exit: 0 },
      "shop/side": { logs: ["beside"], exit: 0 },
    },
    objects,
  });
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  return await Array.fromAsync(lines);
}

Deno.test("logs() gives the lines of a pod by one request", async () => {
  await using cluster = await open([pod("web")]);
  const web = cluster.ns().pod("web");
  const before = cluster.requests().length;
  assert.deepEqual(await all(web.logs()), ["one", "", "three €"]);
  assert.deepEqual(cluster.requests().slice(before).map(({ method, path }) => [method, path]), [
    ["GET", "/api/v1/namespaces/default/pods/web/log"],
  ]);
  assert.equal(await web.logs({ tail: 2 }).text(), "\nthree €\n");
  assert.equal(await web.logs({ tail: 0 }).text(), "");
  assert.match(
    await web.logs({ tail: 1, timestamps: true }).text(),
    /^\d{4}-\d\d-\d\dT[\d:.]+Z three €\n$/,
  );
});

Deno.test("logs() of a pod with several containers takes the first, or the one that it names", async () => {
  await using cluster = await open([
    pod("first", { second: "side" }),
    pod("named", {
      second: "side",
      annotations: { "kubectl.kubernetes.io/default-container": "side" },
    }),
  ]);
  assert.deepEqual(await all(cluster.ns().pod("first").logs({ tail: 1 })), ["three €"]);
  assert.deepEqual(await all(cluster.ns().pod("named").logs()), ["beside"]);
  assert.deepEqual(await all(cluster.ns().pod("first").logs({ container: "side" })), ["beside"]);
  await assert.rejects(
    cluster.ns().pod("first").logs({ container: "nope" }).text(),
    /Cannot read logs of pod "default\/first": container nope is not valid for pod first/,
  );
});

Deno.test("logs() that follow end with the container, or with their signal", async () => {
  await using cluster = await open([pod("web")]);
  assert.deepEqual(await all(cluster.ns().pod("web").logs({ follow: true })), [
    "one",
    "",
    "three €",
  ]);
});

Deno.test("logs() of what goes on are followed until the signal", async () => {
  await using cluster = await testCluster({
    nodes: 1,
    containers: { "shop/web": { logs: ["one"] } },
    objects: [pod("web")],
  });
  const stop = new AbortController();
  const lines: string[] = [];
  await assert.rejects(async () => {
    for await (
      const line of cluster.ns().pod("web").logs({ follow: true, signal: stop.signal })
    ) {
      lines.push(line);
      stop.abort();
    }
  }, { name: "AbortError" });
  assert.deepEqual(lines, ["one"]);
  for await (const line of cluster.ns().pod("web").logs({ follow: true })) {
    assert.equal(line, "one");
    break;
  }
});

Deno.test("logs() say what is wrong", async () => {
  await using cluster = await open([pod("web")]);
  const web = cluster.ns().pod("web");
  await assert.rejects(cluster.ns().pod("gone").logs().text(), { name: "NotFoundError" });
  await assert.rejects(web.logs({ previous: true }).text(), /previous terminated container "main"/);
  await assert.rejects(web.logs({ tail: 1.5 }).text(), {
    name: "QueryError",
    message: 'Cannot read logs of pod "default/web": tail is a whole number from 0 on, not 1.5',
  });
  await assert.rejects(web.logs({ since: "1m", sinceTime: new Date() }).text(), /take one/);
  await assert.rejects(web.logs({ sinceTime: "yesterday" }).text(), /not "yesterday"/);
  await assert.rejects(web.logs({ lines: 3 } as object).text(), /lines/);
  await assert.rejects(
    // @ts-expect-error: a ConfigMap has no logs
    cluster.ns().configMap("a").logs({ tail: 1 }).text(),
    { message: 'Cannot read logs of configmap "default/a": only pods have logs' },
  );
  // @ts-expect-error: its pods have logs
  await assert.rejects(cluster.ns("shop").deployment("web").logs().text(), {
    name: "QueryError",
    message: 'Cannot read logs of deployment "shop/web": only pods have logs: ' +
      'ns("shop").pods.where({ metadata: { labels: { ... } } }) finds its pods',
  });
});
