/** Watches of a cluster in the process, by a clock that is moved. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { ask, make } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/secrets";

// deno-lint-ignore no-explicit-any
type Event = { readonly type: string; readonly object: any };

async function readEvents(response: Response): Promise<Event[]> {
  return (await response.text()).split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line)
  );
}

function version(object: { metadata: { resourceVersion: string } }): string {
  return object.metadata.resourceVersion;
}

Deno.test("a watch tells what happens after a version, and ends at its timeout", async () => {
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({ clock });
  const first = await make(cluster, PATH, { metadata: { name: "a" } });
  const query = `watch=1&resourceVersion=${version(first)}&timeoutSeconds=60`;
  const response = await cluster.transport().send(`${PATH}?${query}`);
  await ask(cluster, "PATCH", `${PATH}/a`, { metadata: { labels: { x: "1" } } });
  await make(cluster, PATH, { metadata: { name: "b" } });
  await ask(cluster, "DELETE", `${PATH}/a`);
  clock.advance(60_000);
  const events = await readEvents(response);
  assert.deepEqual(events.map(({ type, object }) => [type, object.metadata.name]), [
    ["MODIFIED", "a"],
    ["ADDED", "b"],
    ["DELETED", "a"],
  ]);
  const versions = events.map(({ object }) => Number(version(object)));
  assert.deepEqual(versions, versions.toSorted((a, b) => a - b));
});

Deno.test("a watch with a selector tells of objects that come to match and no longer do", async () => {
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({ clock });
  const query = "watch=1&labelSelector=app%3Dweb&timeoutSeconds=60";
  const response = await cluster.transport().send(`${PATH}?${query}`);
  await make(cluster, PATH, { metadata: { name: "a" } });
  await ask(cluster, "PATCH", `${PATH}/a`, { metadata: { labels: { app: "web" } } });
  await ask(cluster, "PATCH", `${PATH}/a`, { metadata: { labels: { app: null } } });
  clock.advance(60_000);
  assert.deepEqual((await readEvents(response)).map(({ type }) => type), ["ADDED", "DELETED"]);
});

Deno.test("a watch from an expired version ends with an error of 410", async () => {
  await using cluster = createEmbeddedCluster({ historyLimit: 5 });
  const first = await make(cluster, PATH, { metadata: { name: "a" } });
  for (let count = 0; count < 10; count++) {
    await ask(cluster, "PATCH", `${PATH}/a`, { metadata: { labels: { count: `${count}` } } });
  }
  const response = await cluster.transport().send(
    `${PATH}?watch=1&resourceVersion=${version(first)}`,
  );
  const [event, ...rest] = await readEvents(response);
  assert.deepEqual([event?.type, event?.object.code, event?.object.reason, rest], [
    "ERROR",
    410,
    "Expired",
    [],
  ]);
});

Deno.test("a list goes on at its version, until that has expired", async () => {
  await using cluster = createEmbeddedCluster({ historyLimit: 5 });
  for (const name of ["a", "b", "c"]) await make(cluster, PATH, { metadata: { name } });
  const { body } = await ask(cluster, "GET", `${PATH}?limit=2`);
  assert.equal(body.metadata.remainingItemCount, 1);
  const next = `${PATH}?limit=2&continue=${encodeURIComponent(body.metadata.continue)}`;
  await ask(cluster, "DELETE", `${PATH}/c`);
  await make(cluster, PATH, { metadata: { name: "d" } });
  const page = await ask(cluster, "GET", next);
  assert.deepEqual(
    page.body.items.map((item: { metadata: { name: string } }) => item.metadata.name),
    [
      "c",
    ],
  );
  for (let count = 0; count < 10; count++) {
    await ask(cluster, "PATCH", `${PATH}/a`, { metadata: { labels: { count: `${count}` } } });
  }
  const expired = await ask(cluster, "GET", next);
  assert.deepEqual([expired.status, expired.body.reason], [410, "Expired"]);
});

Deno.test("a watch with bookmarks tells the version even where nothing happens", async () => {
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({ clock });
  const response = await cluster.transport().send(
    `${PATH}?watch=1&allowWatchBookmarks=true&timeoutSeconds=300`,
  );
  await make(cluster, "/api/v1/namespaces/default/serviceaccounts", {
    metadata: { name: "other" },
  });
  clock.advance(300_000);
  const events = await readEvents(response);
  assert(events.length > 0);
  assert.deepEqual([...new Set(events.map(({ type }) => type))], ["BOOKMARK"]);
  assert.equal(events[0]?.object.kind, "Secret");
});
