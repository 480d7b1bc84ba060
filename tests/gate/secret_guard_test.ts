/** Who may change a Secret cannot read it by the change: neither by its answer nor by its refusal. */
import assert from "node:assert/strict";
import { startGate } from "./_gate.ts";
import { startUserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

const DB = "/api/v1/namespaces/shop/secrets/db";
const JSON_PATCH = { "content-type": "application/json-patch+json" };
const SECRET = { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, data: { a: "Y2E=" } };

Deno.test("a JSON patch of a Secret may not take values out of it, nor test them", async (t) => {
  await using gate = await startGate(() => Response.json(SECRET), { allow: ["patch:secrets"] });
  const refused: readonly (readonly [name: string, body: string, type?: string])[] = [
    ["copy", '[{"op":"copy","from":"/data/a","path":"/metadata/annotations/a"}]'],
    ["move", '[{"op":"move","from":"/data/a","path":"/type"}]'],
    ["test", '[{"op":"test","path":"/data/a","value":"Y2E="}]'],
    ["test of all", '[{"op":"test","path":"","value":{}}]'],
    [
      "test of annotations",
      '[{"op":"test","path":"/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration","value":""}]',
    ],
    ["escaped", '[{"op":"\\u0063opy","from":"/data/a","path":"/type"}]'],
    ["said twice", '[{"op":"add","from":"/data/a","path":"/type","value":"a","op":"copy"}]'],
    [
      "behind a plain one",
      '[{"op":"add","path":"/a","value":1},{"op":"copy","from":"","path":""}]',
    ],
    ["no list", '{"op":"add"}'],
    ["no JSON", "["],
    ["with a parameter", '[{"op":"copy","from":"/data/a","path":"/type"}]', "; charset=utf-8"],
    ["longer than is read", `[{"op":"add","path":"/a","value":"${"x".repeat(5 << 20)}"}]`],
  ];
  for (const [name, body, parameter = ""] of refused) {
    await t.step(name, async () => {
      const headers = { "content-type": JSON_PATCH["content-type"] + parameter };
      const response = await gate.fetch(DB, { method: "PATCH", headers, body });
      assert.equal(response.status, 403);
      assert.match(
        (await response.json()).message,
        /^Cannot patch secrets "db" in "shop": a patch that copies.*--allow-kube=get:secrets#db@shop/,
      );
    });
  }
  assert.deepEqual(gate.forwarded, []);
  await t.step("plain steps and tests of versions pass", async () => {
    const body = '[{"op":"test","path":"/metadata/resourceVersion","value":"1"},' +
      '{"op":"add","path":"/data/b","value":"Yg=="},{"op":"remove","path":"/data/a"}]';
    const response = await gate.fetch(DB, { method: "PATCH", headers: JSON_PATCH, body });
    assert.equal(response.status, 200);
    assert.doesNotMatch(await response.text(), /Y2E=/);
  });
});

Deno.test("a refusal of a change of a Secret is passed on without what may be of it", async (t) => {
  const words = 'patch: Invalid value: "{"data":{"a":"Y2E="}}"';
  const status = {
    apiVersion: "v1",
    kind: "Status",
    status: "Failure",
    message: words,
    reason: "Invalid",
    details: { name: "db", kind: "Secret", causes: [{ message: words }] },
    code: 422,
  };
  let answer = () => Response.json(status, { status: 422, headers: { warning: '299 - "Y2E="' } });
  await using gate = await startGate(() => answer(), { allow: ["patch,update,delete:secrets"] });
  for (const method of ["PATCH", "PUT", "DELETE"]) {
    await t.step(method, async () => {
      const headers = { "content-type": "application/merge-patch+json" };
      const response = await gate.fetch(DB, { method, headers, body: "{}" });
      assert.equal(response.status, 422);
      assert.equal(response.headers.get("warning"), null);
      const text = await response.text();
      assert.doesNotMatch(text, /Y2E=/);
      assert.equal(JSON.parse(text).reason, "Invalid");
    });
  }
  await t.step("words that are no Status", async () => {
    answer = () => new Response(words, { status: 500 });
    const response = await gate.fetch(DB, { method: "PATCH", body: "{}" });
    assert.equal(response.status, 403, "of an unknown kind of patch");
    await response.body?.cancel();
    const headers = { "content-type": "application/merge-patch+json" };
    const text = await (await gate.fetch(DB, { method: "PATCH", headers, body: "{}" })).text();
    assert.doesNotMatch(text, /Y2E=/);
  });
  await t.step("a conflict is told as it is", async () => {
    answer = () =>
      Response.json({ ...status, message: "try again", reason: "Conflict", code: 409 }, {
        status: 409,
      });
    const response = await gate.fetch(DB, { method: "PUT", body: "{}" });
    assert.equal((await response.json()).message, "try again");
  });
});

Deno.test("a plan, for which writes need no rule, shows a script no Secret", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "a.ts": `
const client = Deno.createHttpClient({
  proxy: { transport: "unix", path: JSON.parse(Deno.env.get("SKIFF_GATE")).socket },
});
for (const [type, body] of [
  ["json-patch", [{ op: "copy", from: "/data/password", path: "/metadata/annotations/a" }]],
  ["json-patch", [{ op: "copy", from: "/data/password", path: "/type" }]],
  ["merge-patch", { metadata: { labels: 1 } }],
  ["merge-patch", { kind: "Other" }],
  ["merge-patch", { metadata: { annotations: { b: "c" } } }],
]) {
  const response = await fetch("http://192.0.2.1${DB}", {
    client,
    method: "PATCH",
    headers: { "content-type": "application/" + type + "+json" },
    body: JSON.stringify(body),
  });
  console.log(response.status, await response.text());
}`,
  });
  const { stdout } = await folder.run("run", "--plan", "a.ts");
  assert.match(stdout, /^403 .*\n403 .*\n/);
  assert.match(stdout, /^200 .*"b":"c"/m);
  assert.doesNotMatch(stdout, new RegExp(`canary-secret-value|${btoa("canary-secret-value")}`));
});
