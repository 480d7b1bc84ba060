/** Undos whose user may not do all that they take. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SHOP, withProject } from "./_project.ts";
import { grantSmall, runOf, stateOf } from "./_undo.ts";

Deno.test("an apply that makes an object needs the right to create it", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap(Deno.args[0]!).apply({ data: { b: "2" } });`,
    async (folder, cluster) => {
      const rule = "--allow-kube=patch:configmaps@shop";
      assert.equal((await folder.run("run", rule, "a.ts", "settings")).code, 0);
      const { code, stderr } = await folder.run("run", rule, "a.ts", "fresh");
      assert.equal(code, 4);
      assert.match(
        stderr,
        /Cannot create configmaps in "shop": not granted: add --allow-kube=create:configmaps@shop/,
      );
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/fresh`)).code, 404);
      const words = ["run", "-A", "--record", "r.json", "a.ts", "fresh"];
      assert.equal((await folder.run(...words)).code, 0);
      const { rights } = JSON.parse(await Deno.readTextFile(join(folder.folder, "r.json")));
      assert.deepEqual(rights, ["create:configmaps@shop", "patch:configmaps#fresh@shop"]);
    },
  ));

Deno.test("a run without the right to read what it changes goes on, and is said not to be undoable", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").patch({ data: { a: "b" } });
     await ns("shop").configMap("old").patch({ data: { a: "b" } });
     await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" } });
     await ns("shop").secret("db").label({ a: "b" });`,
    async (folder, cluster) => {
      await grantSmall(cluster, [{
        apiGroups: [""],
        resources: ["configmaps", "secrets"],
        verbs: ["patch", "create"],
      }]);
      const small = ["--kubeconfig", cluster.small];
      const { code, stderr } = await folder.run(
        "run",
        ...small,
        "-A",
        "--record",
        "r.json",
        "a.ts",
      );
      assert.equal(code, 0);
      // Once, for the first of them; Secrets are not restored anyway.
      assert.equal(
        stderr,
        "Warning: skiff undo cannot take back all of this run: your user may not get configmaps " +
          '"settings" in "shop": skiff grants --with-undo gives a role that right\n' +
          'Warning: skiff undo cannot restore secrets "shop/db": the data of Secrets is in no journal\n',
      );
      const { rights } = JSON.parse(await Deno.readTextFile(join(folder.folder, "r.json")));
      assert.deepEqual(rights, [
        "create:configmaps@shop",
        "patch:configmaps#old@shop",
        "patch:configmaps#settings@shop",
        "patch:secrets#db@shop",
      ], "the look before is no right");
      for (const word of ["--plan", "--yes"]) {
        const { code, stdout } = await folder.run("undo", word, ...small);
        assert.equal(code, 4);
        assert.deepEqual(stdout.split("\n"), [
          'secrets "shop/db" left alone: what was there could not be read',
          `configmaps "shop/new" ${word === "--plan" ? "would not be" : "not"} undone: ` +
          "your user may not get it",
          'configmaps "shop/old" left alone: what was there could not be read',
          'configmaps "shop/settings" left alone: what was there could not be read',
          "",
        ]);
      }
      const undo = await folder.run("undo", "--yes", ...["--kubeconfig", cluster.kubeconfig]);
      assert.equal(undo.code, 1);
      assert.match(undo.stdout, /^configmaps "shop\/new" deleted$/m);
    },
  ));

Deno.test("the plan of an undo says what the server would refuse, and the undo then ends so", (t) =>
  withProject(
    `import { ns } from "skiff";
     const scope = ns("shop");
     await scope.configMap("new").create({ data: { a: "1" } });
     await scope.configMap("old").delete();
     await scope.configMap("settings").patch({ data: { color: "blue" } });
     await scope.configMap("settings").patch({ data: { color: "green" }, immutable: true });`,
    async (folder, cluster) => {
      await grantSmall(cluster, [{
        apiGroups: [""],
        resources: ["configmaps"],
        verbs: ["get", "patch"],
      }]);
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const small = ["--kubeconfig", cluster.small];
      const forbidden = (verb: string, name: string, word: string) =>
        `configmaps "shop/${name}" ${word} undone: configmaps ${
          verb === "create" ? "" : `"${name}" `
        }is forbidden: User "ann" cannot ${verb} resource "configmaps" in API group "" in the ` +
        'namespace "shop"';
      const immutable = (word: string) =>
        `configmaps "shop/settings" ${word} undone: ConfigMap "settings" is invalid: [immutable: ` +
        "Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is " +
        "immutable when `immutable` is set]";
      const later =
        'configmaps "shop/settings" left alone: a later write of the run to it was not undone';
      await t.step("to a small user", async () => {
        const before = await stateOf(cluster);
        const plan = await folder.run("undo", "--plan", ...small);
        assert.deepEqual(plan.stdout.split("\n"), [
          immutable("would not be"),
          later,
          forbidden("create", "old", "would not be"),
          forbidden("delete", "new", "would not be"),
          "",
        ]);
        assert.equal(plan.code, 4);
        assert.deepEqual(await stateOf(cluster), before);
        const undo = await folder.run("undo", "--yes", ...small);
        assert.deepEqual(undo.stdout.split("\n"), [
          immutable("not"),
          later,
          forbidden("create", "old", "not"),
          forbidden("delete", "new", "not"),
          "",
        ]);
        assert.equal(undo.code, 4);
        assert.match((await folder.run("runs")).stdout, /a\.ts +\S+ +4 +an undo failed, 4 left\n/);
      });
      await t.step("to who may all of it", async () => {
        const id = await runOf(folder, "a.ts");
        const plan = await folder.run("undo", id, "--plan");
        assert.deepEqual(plan.stdout.split("\n"), [
          immutable("would not be"),
          later,
          'configmaps "shop/old" would be made again',
          'configmaps "shop/new" would be deleted',
          "",
        ]);
        assert.equal(plan.code, 1);
        assert.equal((await folder.run("undo", id)).code, 1);
        assert.match(
          (await folder.run("runs")).stdout,
          /a\.ts +\S+ +4 +undone in part, 2 left\n/,
        );
      });
    },
  ));

Deno.test("the plan of an undo asks for the rights of what nothing is there to try on", () =>
  withProject(
    `import { cluster, ns } from "skiff";
     await ns("brief").configMap("one").patch({ data: { a: "2" } });
     await ns("brief").configMap("one").delete();
     await cluster.namespace("brief").delete({ wait: true });`,
    async (folder, cluster) => {
      await cluster.send("POST", "/api/v1/namespaces", { metadata: { name: "brief" } });
      await cluster.send("POST", "/api/v1/namespaces/brief/configmaps", {
        metadata: { name: "one" },
        data: { a: "1" },
      });
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--plan");
      assert.deepEqual([code, stdout.split("\n")], [1, [
        'namespaces "brief" would be made again, and empty: what was in it is not back',
        'configmaps "brief/one" would be made again',
        'configmaps "brief/one" would be restored',
        "",
      ]]);
      await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "r" },
        rules: [
          { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "create"] },
          { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "patch"] },
        ],
      });
      await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
        metadata: { name: "r" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "r" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
      });
      const small = await folder.run("undo", "--plan", "--kubeconfig", cluster.small);
      assert.deepEqual([small.code, small.stdout.split("\n")], [4, [
        'namespaces "brief" would be made again, and empty: what was in it is not back',
        'configmaps "brief/one" would not be undone: your user lacks create:configmaps@brief',
        'configmaps "brief/one" left alone: a later write of the run to it was not undone',
        "",
      ]]);
    },
  ));
