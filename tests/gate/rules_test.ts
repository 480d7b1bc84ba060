/** What a script may do in the cluster: rules, defaults, limits, and who hears of a refusal. */
import assert from "node:assert/strict";
import { GrantError } from "../../lib/core/errors.ts";
import { GRACE_MS, startDeadline } from "../../lib/gate/deadline.ts";
import { Authority, type AuthorityOptions } from "../../lib/gate/authority.ts";
import { makePolicy } from "../../lib/client/policy.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { holdTimers } from "../_support/held_timers.ts";
import { startGate } from "./_gate.ts";
import { project } from "./_run.ts";

const SECRET = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "db",
    annotations: {
      note: "kept",
      "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"key":"Y2FuYXJ5"}}',
    },
  },
  data: { key: "Y2FuYXJ5" },
};
const SECRETS = "/api/v1/namespaces/shop/secrets";

Deno.test("the data of Secrets is read in no way without a rule", async (t) => {
  await using gate = await startGate(() => Response.json(SECRET), {
    allow: ["patch,update,delete,create,deletecollection:secrets"],
  });
  const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
  const metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
  const reads: readonly [path: string, accept: string][] = [
    [SECRETS, "application/json"],
    [`${SECRETS}/db`, "application/json"],
    [SECRETS, table],
    [`${SECRETS}/db`, table],
    [SECRETS, metadata],
    [`${SECRETS}?watch=1`, "application/json"],
    [`${SECRETS}?fieldSelector=metadata.name%3Ddb&watch=1`, metadata],
    ["/api/v1/secrets", "application/vnd.kubernetes.protobuf"],
    ["/api/v1/watch/secrets", "application/json"],
    [`/api/v1/watch/namespaces/shop/secrets/db`, "application/json"],
  ];
  for (const [path, accept] of reads) {
    await t.step(`GET ${path} as ${accept}`, async () => {
      const response = await gate.fetch(path, { headers: { accept } });
      assert.equal(response.status, 403);
      assert.match((await response.json()).message, /secrets.*: not granted: add '?--allow-kube=/);
    });
  }
  assert.deepEqual(gate.forwarded, []);
  const writes: readonly [method: string, path: string][] = [
    ["PATCH", `${SECRETS}/db`],
    ["PUT", `${SECRETS}/db`],
    ["POST", SECRETS],
    ["DELETE", `${SECRETS}/db`],
    ["DELETE", SECRETS],
  ];
  for (const [method, path] of writes) {
    await t.step(`what ${method} ${path} answers`, async () => {
      const headers = {
        accept: `${table},application/vnd.kubernetes.protobuf`,
        "content-type": `application/${method === "PATCH" ? "merge-patch+" : ""}json`,
      };
      const response = await gate.fetch(path, { method, headers, body: "{}" });
      const text = await response.text();
      assert.doesNotMatch(text, /Y2FuYXJ5/);
      assert.match(text, /"note":"kept"/);
      assert.equal(gate.forwarded.at(-1)?.headers?.["accept"], "application/json");
    });
  }
});

Deno.test("who may read a Secret is shown it, by a write, too", async () => {
  await using gate = await startGate(() => Response.json(SECRET), {
    allow: ["get,patch:secrets#db@shop"],
  });
  for (const method of ["GET", "PATCH"]) {
    assert.deepEqual(await (await gate.fetch(`${SECRETS}/db`, { method })).json(), SECRET);
  }
  const other = await gate.fetch(`${SECRETS}/other`);
  assert.equal(other.status, 403);
  await other.body?.cancel();
});

Deno.test("lists and rows of Secrets that a write answers with hold no data", async () => {
  const list = { kind: "SecretList", items: [SECRET, SECRET] };
  const table = { kind: "Table", rows: [{ cells: ["db"], object: SECRET }] };
  for (const answer of [list, table]) {
    await using gate = await startGate(() => Response.json(answer), {
      allow: ["deletecollection:secrets"],
    });
    const text = await (await gate.fetch(SECRETS, { method: "DELETE" })).text();
    assert.doesNotMatch(text, /Y2FuYXJ5/);
    assert.match(text, /"name":"db"/);
  }
});

function requestOf(line: string) {
  const [method = "", raw = ""] = line.split(" ");
  return [method, attributesOf(method, parseTarget(raw))] as const;
}

async function refused(authority: Authority, line: string): Promise<string | undefined> {
  try {
    await authority.admit(...requestOf(line));
    return undefined;
  } catch (error) {
    assert(error instanceof GrantError);
    return error.message;
  }
}

const POD = "DELETE /api/v1/namespaces/shop/pods/";

Deno.test("limits count writes and deletes, and nothing else", async () => {
  const policy = makePolicy({ allowAll: true });
  const authority = new Authority({ policy, limits: { maxWrites: 3, maxDeletes: 1 } });
  for (let reads = 0; reads < 10; reads++) {
    assert.equal(await refused(authority, "GET /api/v1/pods"), undefined);
    assert.equal(
      await refused(authority, "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
      undefined,
    );
  }
  assert.match(
    await refused(authority, "DELETE /api/v1/namespaces/shop/pods") ?? "",
    /^Cannot deletecollection pods in "shop": nobody knows how many.*--max-deletes/,
  );
  assert.equal(await refused(authority, `${POD}a`), undefined);
  assert.match(await refused(authority, `${POD}b`) ?? "", /: --max-deletes=1 are done$/);
  assert.equal(await refused(authority, "POST /api/v1/namespaces/shop/pods"), undefined);
  assert.equal(await refused(authority, "POST /api/v1/namespaces/shop/pods"), undefined);
  assert.match(
    await refused(authority, "POST /api/v1/namespaces/shop/pods") ?? "",
    /: --max-writes=3 are done$/,
  );
});

Deno.test("a person is asked once for each right, one question at a time", async () => {
  const asked: string[] = [];
  let open = 0;
  const answers = new Map([["a", "yes"], ["b", "no"], ["c", "all"]] as const);
  const asker: AuthorityOptions["asker"] = {
    async ask(request) {
      assert(request.isResource);
      assert.equal(++open, 1, "one question at a time");
      asked.push(request.name);
      await Promise.resolve();
      open--;
      return answers.get(request.name as "a" | "b" | "c");
    },
  };
  const authority = new Authority({ policy: makePolicy({ deny: ["*:pods#z"] }), asker });
  const lines = ["a", "b", "a", "b", "nobody", "z", "c", "d", "b"].map((name) => `${POD}${name}`);
  const outcomes = await Promise.all(lines.map((line) => refused(authority, line)));
  assert.deepEqual(
    outcomes.map((message) => message === undefined),
    [true, false, true, false, false, false, true, true, true],
    "after A every other name passes, too",
  );
  assert.deepEqual(asked, ["a", "b", "nobody", "c"]);
  await refused(authority, POD.replace("shop", "other") + "a");
  assert.equal(asked.length, 5, "another namespace is another right");
});

Deno.test("skiff run refuses a write where nobody can be asked, and says which flag allows it", async (t) => {
  await using api = await startFakeApi();
  const source = `import { ns } from "skiff";
    try { await ns("shop").pod("a").label({ a: "b" }); } catch (error) {
      console.log(error.name, error.verb, error.kind, error.namespace, error.objectName);
      if (Deno.args[0] !== "quiet") throw error;
    }`;
  await using folder = await project(api, { "a.ts": source });
  const message =
    'Cannot patch pods "a" in "shop": not granted: add --allow-kube=patch:pods#a@shop\n';
  await t.step("as a GrantError and exit code 4", async () => {
    const { code, stdout, stderr } = await folder.run("run", "a.ts");
    assert.deepEqual([code, stdout], [4, "GrantError patch pods shop a\n"]);
    assert.ok(stderr.startsWith(`error: ${message}`), stderr);
  });
  await t.step("and to the person, where the script keeps it to itself", async () => {
    const { code, stderr } = await folder.run("run", "a.ts", "quiet");
    assert.deepEqual([code, stderr], [0, `Warning: ${message}`]);
  });
  await t.step("nothing was sent", () => {
    assert.deepEqual(api.requests.filter((request) => request.startsWith("PATCH")), []);
  });
  await t.step("and with the flag it is", async () => {
    await folder.run("run", "--allow-kube=patch:pods#a@shop", "a.ts", "quiet");
    assert.equal(api.requests.filter((request) => request.startsWith("PATCH")).length, 1);
  });
});

Deno.test("--deadline ends a script and says so", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": "setInterval(() => {}, 1000);" });
  const { code, stdout, stderr } = await folder.run("run", "--deadline", "1s", "a.ts");
  assert.deepEqual([code, stdout], [5, ""]);
  assert.equal(
    stderr,
    'error: Cannot finish "a.ts": it took longer than 1s: give it more --deadline\n',
  );
  assert.deepEqual(folder.leftovers(), []);
});

Deno.test("a deadline ends a script that does not listen, too", async () => {
  const limitMs = 60_000;
  const source = `Deno.addSignalListener("SIGTERM", () => console.log("no"));
    console.log("up");
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", source],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  using timers = holdTimers(limitMs, GRACE_MS);
  let times = 0;
  using deadline = startDeadline(child, limitMs, () => times++);
  assert.equal((await lines.read()).value, "up\n");
  deadline.check("a.ts");
  timers.fire();
  assert.throws(() => deadline.check("a.ts"), {
    name: "TimeoutError",
    message: 'Cannot finish "a.ts": it took longer than 60s: give it more --deadline',
  });
  assert.equal((await lines.read()).value, "no\n");
  timers.fire();
  assert.equal((await child.status).signal, "SIGKILL");
  assert.equal((await lines.read()).done, true);
  assert.deepEqual([times, timers.waiting], [1, 0]);
});

Deno.test("what one rule grants is suggested once", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "a.ts": `import { ns } from "skiff";
      for (const name of ["a", "b", "c", "d", "e"]) await ns("shop").pod(name).delete().catch(() => {});`,
  });
  const { code, stderr } = await folder.run("run", "a.ts");
  assert.deepEqual([code, stderr], [
    0,
    'Warning: Cannot delete pods "a", "b", "c" and 2 more in "shop": not granted: ' +
    "add --allow-kube=delete:pods@shop\n",
  ]);
  assert.equal((await folder.run("run", "--allow-kube=delete:pods@shop", "a.ts")).stderr, "");
});
