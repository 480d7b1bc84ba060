/** What a run changed, as its journal tells it, and how it is taken back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SHOP, WEB, withProject } from "./_project.ts";
import { journals, runOf, stateOf } from "./_undo.ts";

const CHANGES = `
import { ns } from "skiff";
const scope = ns("shop");
await scope.configMap("settings").patch({ data: { color: "blue", size: "9" } });
await scope.configMap("settings").label({ by: "script" });
await scope.configMap("settings").patch({ data: { color: "green" } });
await scope.deployment("web").scale(5);
await scope.configMap("old").delete();
await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" }, data: { a: "1" } });
await scope.configMap("applied").apply({ data: { b: "2" } });
await scope.configMaps.get("nothing").catch(() => undefined);
`;

Deno.test("a run is taken back: made, changed and deleted objects", (t) =>
  withProject(CHANGES, async (folder, cluster) => {
    const before = await cluster.send("GET", `${SHOP}/configmaps/settings`);
    assert.deepEqual(await folder.run("run", "-A", "a.ts"), { code: 0, stdout: "", stderr: "" });
    await t.step("the journal is its user's alone", async () => {
      const { mode } = await Deno.stat(journals(cluster));
      assert.equal(mode! & 0o777, 0o700);
      const [file] = [...Deno.readDirSync(journals(cluster))];
      assert.equal((await Deno.stat(join(journals(cluster), file!.name))).mode! & 0o777, 0o600);
    });
    await t.step("skiff runs lists it", async () => {
      const { stdout } = await folder.run("runs");
      assert.match(
        stdout,
        /^RUN +SCRIPT +CONTEXT +WRITES +STATE\n\S+ +a\.ts +admin +7 +ended with 0\n$/,
      );
    });
    const expected = (would: string) => [
      `configmaps "shop/applied" ${would}deleted`,
      `configmaps "shop/new" ${would}deleted`,
      `configmaps "shop/old" ${would}made again`,
      `deployments.apps/scale "shop/web" ${would}restored`,
      `configmaps "shop/settings" ${would}restored`,
      `configmaps "shop/settings" ${would}restored (2 more writes)`,
      "",
    ];
    await t.step("where nobody can be asked it takes a name or --yes", async () => {
      const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
      const sent = cluster.requests.length;
      assert.deepEqual(await folder.run("undo"), {
        code: 2,
        stdout: "",
        stderr:
          `error: Cannot undo the run "${id}" of "a.ts": nobody can be asked whether it is the one ` +
          `that is meant: skiff undo ${id}, or --yes\n`,
      });
      assert.equal(cluster.requests.length, sent);
    });
    await t.step("--plan says what would be done, and does nothing", async () => {
      const before = await stateOf(cluster);
      const { code, stdout, stderr } = await folder.run("undo", "--plan");
      assert.equal(code, 0);
      assert.match(stderr, /^Run \S+: "a\.ts", started \S+, context "admin", 7 writes\n$/);
      assert.deepEqual(stdout.split("\n"), expected("would be "));
      assert.deepEqual(await stateOf(cluster), before);
    });
    await t.step("so does --dry-run, and --read-only is refused", async () => {
      const before = await stateOf(cluster);
      const { code, stdout } = await folder.run("undo", "--dry-run");
      assert.equal(code, 0);
      assert.deepEqual(stdout.split("\n"), expected("would be "));
      assert.equal((await folder.run("undo", "--read-only")).code, 2);
      assert.deepEqual(await stateOf(cluster), before);
    });
    await t.step("and undo does it", async () => {
      const { code, stdout, stderr } = await folder.run("undo", "--yes");
      assert.equal(code, 0);
      assert.match(stderr, /^Run \S+: "a\.ts", [^\n]+\n$/);
      assert.deepEqual(stdout.split("\n"), expected(""));
      const settings = await cluster.send("GET", `${SHOP}/configmaps/settings`);
      assert.deepEqual(settings.data, before.data);
      assert.deepEqual(settings.metadata.labels, before.metadata.labels);
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 1);
      assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/old`)).data, { keep: "me" });
      for (const name of ["new", "applied"]) {
        assert.equal((await cluster.send("GET", `${SHOP}/configmaps/${name}`)).code, 404);
      }
    });
    await t.step("once only", async () => {
      const { code, stderr } = await folder.run("undo", "--yes");
      assert.equal(code, 2);
      assert.match(stderr, /^error: Cannot undo a run on context "admin": there is none [^\n]+\n$/);
      const [, undone] = (JSON.parse((await folder.run("runs", "-o", "json")).stdout)) as {
        id: string;
      }[];
      const again = await folder.run("undo", undone!.id);
      assert.equal(again.code, 2);
      assert.match(again.stderr, /it was undone by \d{8}-\d{6}-/);
    });
    await t.step("an undo is a run, and can be taken back itself", async () => {
      const [undo] = JSON.parse((await folder.run("runs", "-o", "json")).stdout) as {
        id: string;
      }[];
      const { code, stderr } = await folder.run("undo", undo!.id);
      assert.equal(code, 0, stderr);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "green");
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 5);
    });
  }));

Deno.test("what others have changed since is left alone and listed", () =>
  withProject(CHANGES, async (folder, cluster) => {
    await folder.run("run", "-A", "a.ts");
    await cluster.send("PATCH", `${WEB}/scale`, { spec: { replicas: 7 } });
    await cluster.send("PATCH", `${SHOP}/configmaps/new?fieldManager=ann`, { data: { mine: "1" } });
    await cluster.send("POST", `${SHOP}/configmaps`, {
      metadata: { name: "old" },
      data: { x: "y" },
    });
    await cluster.send("DELETE", `${SHOP}/configmaps/applied`);
    await cluster.send("PATCH", `${SHOP}/configmaps/settings?fieldManager=ann`, {
      data: { color: "white" },
    });
    const { code, stdout } = await folder.run("undo", "--yes");
    assert.equal(code, 1);
    assert.deepEqual(stdout.split("\n"), [
      'configmaps "shop/applied" nothing to do: it is gone already',
      'configmaps "shop/new" left alone: ann has changed it since',
      'configmaps "shop/old" left alone: another of its name is there',
      'deployments.apps/scale "shop/web" left alone: spec.replicas was changed since',
      'configmaps "shop/settings" left alone: data.color was changed since',
      'configmaps "shop/settings" left alone: a later write of the run to it was not undone',
      'configmaps "shop/settings" left alone: a later write of the run to it was not undone',
      "",
    ]);
    assert.equal((await cluster.send("GET", WEB)).spec.replicas, 7);
    assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "white");
  }));

Deno.test("all objects that one delete took are made again", () =>
  withProject(
    `import { cluster } from "skiff";
     await cluster.raw("/api/v1/namespaces/shop/configmaps?labelSelector=app%3Da", { method: "DELETE" })
       .then((response) => response.text());`,
    async (folder, cluster) => {
      for (const name of ["one", "two"]) {
        const metadata = { name, labels: { app: "a" } };
        await cluster.send("POST", `${SHOP}/configmaps`, { metadata, data: { name } });
      }
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.equal(code, 0, stdout);
      for (const name of ["one", "two"]) {
        assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/${name}`)).data, { name });
      }
    },
  ));

Deno.test("a write that leaves all as it was is no change", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").secret("db").label({ a: "b" });
     await ns("shop").configMap("settings").label({ a: "b" });
     if (Deno.args[0] === "fail") throw new Error("no");`,
    async (folder) => {
      await folder.run("run", "-A", "a.ts");
      const { code, stderr } = await folder.run("run", "-A", "a.ts", "fail");
      assert.equal(code, 1);
      assert.doesNotMatch(stderr, /changes? (?:was|were) made|cannot restore/);
      const last = await folder.run("undo", "--yes");
      assert.equal(last.code, 2);
      assert.match(
        last.stderr,
        /^error: Cannot undo the last run: "\S+" of "a.ts" changed nothing: /,
      );
      const { stdout } = await folder.run("undo", await runOf(folder, "a.ts"));
      assert.deepEqual(stdout.split("\n"), [
        'configmaps "shop/settings" nothing to do: the write changed nothing',
        'secrets "shop/db" nothing to do: the write changed nothing',
        "",
      ]);
    },
  ));

Deno.test("an object that a run made, changed and deleted is gone after the undo, too", () =>
  withProject(
    `import { ns } from "skiff";
     const scope = ns("shop");
     await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "brief" }, data: { a: "1" } });
     await scope.configMap("brief").patch({ data: { a: "2" } });
     await scope.configMap("brief").delete();
     await scope.configMap("old").patch({ data: { keep: "you" } });
     await scope.configMap("old").delete();`,
    async (folder, cluster) => {
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.deepEqual(stdout.split("\n"), [
        'configmaps "shop/old" made again',
        'configmaps "shop/old" restored',
        'configmaps "shop/brief" made again',
        'configmaps "shop/brief" restored',
        'configmaps "shop/brief" deleted',
        "",
      ]);
      assert.equal(code, 0);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/brief`)).code, 404);
      assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/old`)).data, { keep: "me" });
    },
  ));

Deno.test("a namespace or a definition that a run made stays while something of others is in it", (t) =>
  withProject(
    `import { cluster, ns } from "skiff";
     await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fresh" } });
     await ns("fresh").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" } });
     await cluster.create({
       apiVersion: "apiextensions.k8s.io/v1",
       kind: "CustomResourceDefinition",
       metadata: { name: "things.example.com" },
       spec: {
         group: "example.com",
         scope: "Namespaced",
         names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
         versions: [{
           name: "v1",
           served: true,
           storage: true,
           schema: { openAPIV3Schema: { type: "object" } },
         }],
       },
     });`,
    async (folder, cluster) => {
      const { code, stderr } = await folder.run("run", "-A", "a.ts");
      assert.deepEqual([code, stderr], [0, ""]);
      await cluster.cluster.settled();
      const metadata = { name: "theirs" };
      await cluster.send("POST", "/api/v1/namespaces/fresh/configmaps", { metadata });
      const thing = { apiVersion: "example.com/v1", kind: "Thing", metadata };
      await cluster.send("POST", "/apis/example.com/v1/namespaces/shop/things", thing);
      for (const words of [["undo", "--plan"], ["undo", "--yes"]]) {
        await t.step(words.join(" "), async () => {
          const undo = await folder.run(...words);
          assert.equal(undo.code, 1);
          assert.match(undo.stdout, /"things.example.com" left alone: things "theirs" of others/);
          assert.match(undo.stdout, /"fresh" left alone: configmaps "theirs" of others is in it/);
        });
      }
      await t.step("and goes when it is empty", async () => {
        await cluster.send("DELETE", "/api/v1/namespaces/fresh/configmaps/theirs");
        await cluster.send("DELETE", "/apis/example.com/v1/namespaces/shop/things/theirs");
        const runs = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
        const { id } = runs.find(({ script }: { script: string }) => script === "a.ts");
        const undo = await folder.run("undo", id);
        assert.match(undo.stdout, /"things.example.com" deleted/);
        assert.match(undo.stdout, /"fresh" deleted/);
      });
    },
  ));

Deno.test("a namespace that is made again is empty, which is no whole undo", () =>
  withProject(
    `import { cluster } from "skiff";
     await cluster.namespace("brief").delete({ wait: true });`,
    async (folder, cluster) => {
      await cluster.send("POST", "/api/v1/namespaces", { metadata: { name: "brief" } });
      await cluster.send("POST", "/api/v1/namespaces/brief/configmaps", {
        metadata: { name: "one" },
      });
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const plan = await folder.run("undo", "--plan");
      assert.deepEqual([plan.code, plan.stdout], [
        1,
        'namespaces "brief" would be made again, and empty: what was in it is not back\n',
      ]);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.match(
        stdout,
        /namespaces "brief" made again, and empty: what was in it is not back\n/,
      );
      assert.equal(code, 1);
    },
  ));
