import assert from "node:assert/strict";
import { clusterOver, scenario } from "../_support/scenario.ts";
import { podList, PODS } from "./_pods.ts";

const EXPIRED = {
  kind: "Status",
  status: "Failure",
  reason: "Expired",
  code: 410,
  message: "The provided continue parameter is too old",
};

Deno.test("Query iterates page by page, following continue tokens", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a", "b"], { continue: "t1" }) },
    { request: `${PODS}?limit=500&continue=t1`, body: podList(["c"]) },
  ]);
  const names: (string | undefined)[] = [];
  for await (const pod of clusterOver(transport).ns("shop").pods) names.push(pod.metadata?.name);
  assert.deepEqual(names, ["a", "b", "c"]);
  transport.done();
});

Deno.test("Query asks for fewer objects in a page when they are large", async () => {
  const annotations = { note: "x".repeat(20_000) };
  const items = ["a", "b"].map((name) => ({ metadata: { name, annotations } }));
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: { ...podList([], { continue: "t1" }), items } },
    // 1 MB in objects of 20 kB.
    { request: `${PODS}?limit=49&continue=t1`, body: podList(["c"], { continue: "t2" }) },
    { request: `${PODS}?limit=500&continue=t2`, body: podList(["d"]) },
  ]);
  let seen = 0;
  for await (const _ of clusterOver(transport).ns("shop").pods) seen++;
  assert.equal(seen, 4);
  transport.done();
});

Deno.test("Query goes on after an expired continue token with the one the server offers", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a"], { continue: "old" }) },
    {
      request: `${PODS}?limit=500&continue=old`,
      status: 410,
      body: { ...EXPIRED, metadata: { continue: "new" } },
    },
    { request: `${PODS}?limit=500&continue=new`, body: podList(["b"]) },
  ]);
  const names: (string | undefined)[] = [];
  for await (const pod of clusterOver(transport).ns("shop").pods) names.push(pod.metadata?.name);
  assert.deepEqual(names, ["a", "b"]);
  transport.done();
});

Deno.test("Query throws ExpiredError when the token expired and none is offered", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a"], { continue: "old" }) },
    { request: `${PODS}?limit=500&continue=old`, status: 410, body: EXPIRED },
  ]);
  const seen: unknown[] = [];
  await assert.rejects(async () => {
    for await (const pod of clusterOver(transport).ns("shop").pods) seen.push(pod);
  }, { name: "ExpiredError" });
  assert.equal(seen.length, 1);
});

Deno.test("Query stops reading pages when the loop is left", async () => {
  const transport = scenario([
    { request: `${PODS}?limit=500`, body: podList(["a", "b"]) },
  ]);
  for await (const _ of clusterOver(transport).ns("shop").pods) break;
  transport.done();
});
