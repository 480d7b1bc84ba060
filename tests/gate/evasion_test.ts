/** Ways to write past a plan, the journal, a recording or a limit: each is tried, and none is one. */
import assert from "node:assert/strict";
import { Authority } from "../../lib/gate/authority.ts";
import { keyOf } from "../../lib/gate/write_key.ts";
import { makePolicy } from "../../lib/client/policy.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startGate } from "./_gate.ts";
import { startUserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

const SHOP = "/api/v1/namespaces/shop";
/** Sends requests as they are, past the library. */
const RAW = `
const client = Deno.createHttpClient({
  proxy: { transport: "unix", path: JSON.parse(Deno.env.get("SKIFF_GATE")).socket },
});
async function send(method, path, type, body) {
  const response = await fetch("http://192.0.2.1" + path, {
    client,
    method,
    headers: { "content-type": "application/" + type },
    body,
  });
  const text = await response.text();
  console.log(response.status, text.slice(0, 300));
}
`;

Deno.test("no write says of itself that it is a dry run, and is kept out of the journal", async () => {
  await using cluster = await startUserCluster();
  const pretended = JSON.stringify({ dryRun: ["All"], data: { color: "blue" } });
  const source = `${RAW}
await send("PATCH", "${SHOP}/configmaps/settings", "merge-patch+json", ${
    JSON.stringify(pretended)
  });
await send("POST", "${SHOP}/configmaps", "json", JSON.stringify(
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "hidden" }, dryRun: ["All"] }));
await send("DELETE", "${SHOP}/configmaps/old?dryRun=All", "json", JSON.stringify(
  { apiVersion: "v1", kind: "DeleteOptions" }));
await send("DELETE", "${SHOP}/configmaps/settings?dryRun=All", "json", undefined);
`;
  await using folder = await project(cluster, { "a.ts": source });
  const { code, stderr, stdout } = await folder.run("run", "-A", "a.ts");
  assert.deepEqual([code, stderr], [0, ""], stdout);
  const settings = await cluster.send("GET", `${SHOP}/configmaps/settings`);
  assert.equal(settings.data.color, "blue", "this one was no dry run, and the last one was");
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).code, 404);
  const runs = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
  assert.equal(runs[0].writes, 3);
  const undo = await folder.run("undo", "--yes");
  assert.equal(undo.code, 0, undo.stdout);
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/hidden`)).code, 404);
});

Deno.test("a body that can be read in two ways, or is no text, is in no plan", async (t) => {
  const cases: readonly [name: string, type: string, first: string, second: string][] = [
    [
      "a field that comes twice",
      "merge-patch+json",
      '{"data":{"color":"blue"}}',
      '{"data":{"evil":"1"},"data":{"color":"blue"}}',
    ],
    [
      "the same ambiguous text",
      "merge-patch+json",
      '{"data":{"evil":"1"},"data":{"color":"blue"}}',
      '{"data":{"evil":"1"},"data":{"color":"blue"}}',
    ],
  ];
  for (const [name, type, first, second] of cases) {
    await t.step(name, async () => {
      await using cluster = await startUserCluster();
      // The first time there is a file, the second time there is none.
      const source = `${RAW}
let first = true;
try { Deno.removeSync("first"); } catch { first = false; }
await send("PATCH", "${SHOP}/configmaps/settings", "${type}",
  first ? ${JSON.stringify(first)} : ${JSON.stringify(second)});
`;
      await using folder = await project(cluster, { "a.ts": source, "first": "" });
      const { stdout } = await folder.run(
        "run",
        "--plan",
        "--yes",
        "-R=first",
        "-W=first",
        "a.ts",
      );
      assert.match(stdout, /403 .*it is not in the plan/);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
    });
  }
});

Deno.test("bodies that are no text are the same only where every byte is", () => {
  const attributes = attributesOf("PUT", parseTarget(`${SHOP}/configmaps/a`));
  assert(attributes.isResource);
  const [first, second] = [[0xac, 0x02], [0xe8, 0x02]].map((bytes) => {
    const body = new Uint8Array(bytes);
    const head = {
      method: "PUT",
      target: parseTarget(`${SHOP}/configmaps/a`),
      headers: new Map([["content-type", "application/vnd.kubernetes.protobuf"]]),
      body: { type: "length", length: body.length },
      upgrade: undefined,
      close: false,
    } as const;
    return keyOf({ head, attributes, body, signal: new AbortController().signal }, attributes);
  });
  assert.notEqual(first, second);
});

Deno.test("no request makes a rule that means more than it: not recorded, not shown, not sent", async (t) => {
  await using gate = await startGate();
  const paths = [
    `${SHOP}/secrets%23*`,
    `${SHOP}/secrets%23%2A`,
    `${SHOP}/secrets/*`,
    `${SHOP}/*`,
    `${SHOP}/pods/a/*`,
    `${SHOP}/pods/a/log%23*`,
    "/api/v1/namespaces/*/secrets/db",
    "/api/v1/secrets%40shop",
    "/apis/*/v1/deployments",
    `${SHOP}/configmaps?fieldSelector=metadata.name%3D*`,
    "/*",
    "/metrics*",
  ];
  for (const path of paths) {
    await t.step(path, async () => {
      const response = await gate.fetch(path);
      assert.equal(response.status, 400);
      assert.match(
        (await response.json()).message,
        /^Cannot tell what ".*" asks for: "[*#@]" is in/,
      );
    });
  }
  assert.deepEqual(gate.forwarded, []);
});

Deno.test("no delete of many objects is about those of another time", async (t) => {
  await using gate = await startGate();
  const path = `${SHOP}/configmaps?labelSelector=a%3Db`;
  for (const name of ["continue", "resourceVersion", "resourceVersionMatch"]) {
    for (const query of [name, `${name}=`, `${name}=1`, `dryRun=All&${name}=1`]) {
      await t.step(query, async () => {
        const response = await gate.fetch(`${path}&${query}`, { method: "DELETE" });
        assert.equal(response.status, 400);
        assert.equal(
          (await response.json()).message,
          `Cannot deletecollection configmaps in "shop": with ${name} other objects would go than ` +
            "those that are selected now: leave it out",
        );
      });
    }
  }
  assert.deepEqual(gate.forwarded, []);
  for (const [method, other] of [["DELETE", path], ["GET", `${path}&resourceVersion=1`]] as const) {
    assert.equal(await (await gate.fetch(other, { method })).text(), "ok");
  }
});

Deno.test("an eviction counts as a delete", async () => {
  const policy = makePolicy({ allowAll: true });
  const authority = new Authority({ policy, limits: { maxDeletes: 1 } });
  const evict = (name: string) =>
    authority.admit("POST", attributesOf("POST", parseTarget(`${SHOP}/pods/${name}/eviction`)));
  await evict("a");
  await assert.rejects(evict("b"), /--max-deletes=1 are done/);
});
