import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { NamespaceScope } from "../../lib/api/namespace.ts";
import { ConflictError, KubeError } from "../../lib/core/errors.ts";
import { SecretValue } from "../../lib/core/secret_value.ts";
import { connectPlane, ignore, withNamespaces } from "./_kubectl.ts";

/** A test in a namespace of its own. */
function liveTest(name: string, work: (ns: NamespaceScope) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      await using cluster = await connectPlane();
      await withNamespaces(cluster, 1, ([own = ""]) => work(cluster.ns(own)));
    },
  });
}

liveTest("Ref.edit() loses no change when several write at once", async (ns) => {
  const counter = ns.configMap("counter");
  await counter.create({ data: { n: "0" } });
  const writers = Array.from({ length: 4 }, async () => {
    let done = 0;
    for (let turn = 0; turn < 10; turn++) {
      try {
        await counter.edit((map) => {
          map.data = { n: String(Number(map.data?.["n"]) + 1) };
        });
        done++;
      } catch (error) {
        // Five attempts may not be enough among four; then the change was not made, and says so.
        if (!(error instanceof ConflictError)) throw error;
      }
    }
    return done;
  });
  const done = (await Promise.all(writers)).reduce((sum, turns) => sum + turns, 0);
  assert.equal((await counter.get()).data?.["n"], String(done));
  assert.ok(done >= 10, `only ${done} of 40 edits were made`);
});

liveTest("Ref.edit() writes nothing when nothing differs", async (ns) => {
  const map = ns.configMap("app");
  const { metadata } = await map.create({ data: { a: "1" } });
  const after = await map.edit((object) => {
    object.data = { a: "1" };
  });
  assert.equal(after.metadata?.resourceVersion, metadata?.resourceVersion);
});

liveTest("Ref.delete() counts an object that is made again as another", async (ns) => {
  const map = ns.configMap("app");
  await map.create({ metadata: { finalizers: ["skiff.example/hold"] } });
  const deleting = map.delete({ wait: true, timeout: "120s" });
  await map.wait((object) => object.metadata?.deletionTimestamp !== undefined, { timeout: "120s" });
  await map.patch({ metadata: { finalizers: null } }, { type: "merge" });
  const made = await map.create({ data: { made: "again" } });
  const outcome = await deleting;
  assert.equal(outcome.state, "deleted");
  assert.notEqual(outcome.uid, made.metadata?.uid);
  assert.deepEqual((await map.get()).data, { made: "again" });
});

liveTest("Query.delete() leaves alone what ceases to match while it works", async (ns) => {
  const names = Array.from({ length: 12 }, (_, index) => `app-${String(index).padStart(2, "0")}`);
  for (const name of names) {
    await ns.configMap(name).create({ metadata: { labels: { fate: "doomed" } } });
  }
  let asked = 0;
  const spared = "app-11";
  const outcomes = await ns.configMaps
    .where({ metadata: { labels: { fate: "doomed" } } })
    // Asked of each object when it is listed: by then the list has been read, and the label is changed.
    .where(() => {
      if (++asked === 1) relabelled = ns.configMap(spared).label({ fate: "saved" });
      return true;
    })
    .delete({ concurrency: 1 });
  await relabelled;
  const states = [...outcomes].map(({ name, state }) => `${name} ${state}`);
  assert.deepEqual(
    states,
    names.map((name) => `${name} ${name === spared ? "skipped" : "deleted"}`),
  );
  assert.match([...outcomes].at(-1)?.reason ?? "", /has changed and no longer matches/);
  assert.deepEqual(await ns.configMaps.where("metadata.name", "like", "app-*").names(), [spared]);
});

let relabelled: Promise<unknown> | undefined;

liveTest("Query.delete() waits for all of them, and names what is held", async (ns) => {
  for (const name of ["a", "b"]) {
    const finalizers = name === "b" ? ["skiff.example/hold"] : [];
    await ns.configMap(name).create({ metadata: { finalizers, labels: { app: "x" } } });
  }
  const query = ns.configMaps.where({ metadata: { labels: { app: "x" } } });
  await assert.rejects(query.delete({ wait: true, timeout: "10s" }), {
    name: "TimeoutError",
    message:
      /1 of 1 not deleted after .*: "[^"]*\/b": it is being deleted, held by finalizers "skiff\.example\/hold"$/,
  });
  assert.deepEqual(await query.names(), ["b"]);
});

liveTest("Query.patch() with each type of patch changes the version that matched", async (ns) => {
  await ns.configMap("a").create({ metadata: { labels: { app: "x" } }, data: { n: "1" } });
  const query = ns.configMaps.where({ metadata: { labels: { app: "x" } } });
  const patches = [
    query.patch({ data: { n: "2" } }, { type: "merge" }),
    query.patch({ data: { n: "3" } }, { type: "strategic" }),
    query.patch([{ op: "replace", path: "/data/n", value: "4" }]),
  ];
  // All at once: those that come late read again and go on, since the object still matches.
  for (const outcomes of await Promise.all(patches)) {
    assert.deepEqual([...outcomes].map(({ state }) => state), ["patched"]);
  }
  const unchanged = await query.patch({ metadata: { labels: { app: "x" } } });
  assert.deepEqual([...unchanged].map(String), ["configmap/a unchanged"]);
  const [dry] = await query.patch({ data: { n: "9" } }, { dryRun: true });
  assert.equal(`${dry}`, "configmap/a patched (server dry run)");
  const [same] = await query.label({ app: "x" }, { dryRun: true });
  assert.equal(`${same}`, "configmap/a unchanged (server dry run)");
});

liveTest("Ref.apply() of a Secret removes the values that it leaves out", async (ns) => {
  const db = ns.secret("db");
  await db.apply({ stringData: { user: "admin", password: "hunter2" } });
  await db.apply({ stringData: { password: new TextEncoder().encode("hunter3") } });
  assert.deepEqual(Object.keys((await db.get()).data ?? {}), ["password"]);
  const password = await db.value("password");
  assert.equal(password.text(), "hunter3");
  await ns.secret("copy").create({ stringData: { password } });
  assert.equal((await ns.secret("copy").value("password")).text(), "hunter3");
  await db.edit((secret) => {
    secret.stringData = { user: "root" };
  });
  assert.equal((await db.value("user")).text(), "root");
  const bytes = new Uint8Array([0, 255, 254]);
  await db.patch({ stringData: { raw: bytes, user: null } });
  assert.deepEqual((await db.value("raw")).bytes(), bytes);
  assert.deepEqual(Object.keys((await db.get()).data ?? {}), ["password", "raw"]);
});

liveTest("No refused write of a Secret shows what is in it or was to be", async (ns) => {
  const canaries = ["canary-one-old", "canary-two-new"];
  const [old = "", fresh = ""] = canaries;
  const db = ns.secret("db");
  await db.create({ stringData: { old, port: "54321" } });
  const wrong: readonly (() => Promise<unknown>)[] = [
    () => db.create({ stringData: { fresh } }),
    () => db.create({ data: { fresh } }),
    () => ns.secret("x").create({ data: { fresh } }),
    () => ns.secret("x").create({ stringData: { "not a key!": fresh } }),
    () => ns.secret("x").create({ stringData: { fresh: 98765 } } as never),
    () => ns.secret("x").create({ data: { fresh: { nested: fresh } } } as never),
    () => ns.secret("x").apply({ stringData: { fresh: [fresh] } } as never),
    () => ns.secret("x").apply({ data: { fresh: 98765 } } as never),
    () => db.apply({ stringData: { old: fresh } }, { fieldManager: "other" }),
    () => db.patch({ data: { fresh } }),
    () => db.patch({ data: { fresh } }, { type: "merge" }),
    () => db.patch({ dta: { fresh } } as never),
    () => db.patch({ type: fresh }),
    () => db.patch({ immutable: fresh } as never),
    () => db.patch([{ op: "test", path: "/data/old", value: fresh }]),
    () => db.patch([{ op: "add", path: "/data/fresh", value: fresh }]),
    () => db.patch([{ op: "add", path: "/stringData", value: { fresh: 98765 } }]),
    () => db.edit((secret) => Object.assign(secret, { data: { fresh } })),
    () => db.edit((secret) => Object.assign(secret, { stringData: { fresh: 98765 } })),
    () => db.replace({ stringData: { fresh }, metadata: { resourceVersion: "1" } }),
    () => db.replace({ data: { fresh } }),
    () => ns.secrets.where({ metadata: { name: "db" } }).patch({ data: { fresh } }),
    () =>
      ns.configMap("x").create({ data: { fresh: new SecretValue(new Uint8Array([1])) as never } }),
    () => db.value(fresh),
  ];
  const forbidden = [...canaries, "54321", "98765"].flatMap((text) => [
    text,
    new TextEncoder().encode(text).toBase64(),
  ]);
  for (const [index, write] of wrong.entries()) {
    await assert.rejects(write(), (error: unknown) => {
      assert.ok(error instanceof KubeError, `${index}: ${error}`);
      const shown = [
        error.message,
        error.stack,
        JSON.stringify(error.causes),
        Deno.inspect(error, { depth: 20, showHidden: true }),
        inspect(error, { depth: 20, showHidden: true }),
      ].join("\n");
      // The name of a key and a type are no data: they are what the message is about.
      const hidden = index === 12 || index === wrong.length - 1
        ? forbidden.filter((text) => text !== fresh)
        : forbidden;
      for (const text of hidden) assert.ok(!shown.includes(text), `${index}: ${shown}`);
      assert.doesNotMatch(error.message, /[\n\r]/);
      return true;
    });
  }
  assert.equal((await db.value("old")).text(), old);
});

Deno.test({
  name: "A connection for dry runs changes nothing, whichever way is taken",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    await using dry = await connectPlane({ dryRun: true });
    await using fixed = await connectPlane({ readOnly: true });
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      const before = await cluster.ns(own).configMap("app").create({ data: { a: "1" } });
      const path = `/api/v1/namespaces/${own}/configmaps/app`;
      const map = dry.ns(own).configMap("app");
      assert.equal((await map.patch({ data: { a: "2" } })).data?.["a"], "2");
      assert.equal((await map.apply({ data: { b: "2" } })).data?.["b"], "2");
      assert.equal(`${await map.delete({ wait: true })}`, "configmap/app deleted (server dry run)");
      assert.equal((await dry.ns(own).configMap("new").create({})).kind, "ConfigMap");
      for (const body of [undefined, '{"kind":"DeleteOptions","apiVersion":"v1"}']) {
        const headers = { "content-type": "application/json" };
        const response = await dry.raw(path, {
          method: "DELETE",
          headers,
          ...(body === undefined ? {} : { body }),
        });
        assert.equal(response.status, 200, await response.text());
        await assert.rejects(fixed.raw(path, { method: "DELETE" }), { name: "GrantError" });
      }
      const [after, ...others] = await cluster.ns(own).configMaps
        .where("metadata.name", "notin", ["kube-root-ca.crt"]).list();
      assert.deepEqual([after, others], [before, []]);
    });
  },
});

Deno.test({
  name: "A write passes the server's warnings on",
  ignore,
  async fn() {
    const warnings: string[] = [];
    await using cluster = await connectPlane({ onWarning: (text) => warnings.push(text) });
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      const map = cluster.ns(own).configMap("app");
      await map.create({ dta: {} } as never, { fieldValidation: "Warn" });
      assert.deepEqual(warnings, ['unknown field "dta"']);
      await assert.rejects(map.replace({ dta: {} } as never), {
        name: "InvalidError",
        message: `Cannot replace configmap "${own}/app": unknown field "dta": did you mean "data"`,
      });
    });
  },
});
