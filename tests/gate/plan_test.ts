/** A plan: what a script would write, and what it then sees. */
import assert from "node:assert/strict";
import { startUserCluster } from "./_cluster.ts";
import { WIDGETS, written } from "./_plan.ts";
import { SHOP, WEB, withProject } from "./_project.ts";
import { PLANNING, planningOf, project, RUNNING } from "./_run.ts";

const SCRIPT = `
import { condition, ns } from "skiff";
const scope = ns("shop");
await scope.configMap("settings").patch({ data: { color: "blue" } });
console.log("color", (await scope.configMap("settings").get()).data?.color);
await scope.configMap("settings").label({ by: "script" });
await scope.deployment("web").scale(5);
console.log("replicas", (await scope.deployment("web").get()).spec?.replicas);
await scope.configMap("old").delete();
console.log("old", await scope.configMap("old").exists());
await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" }, data: { a: "1" } });
console.log("names", (await scope.configMaps.names()).join());
console.log("table", (await scope.configMaps.table()).rows.length);
for await (const { type, object } of scope.configMaps.watch()) {
  if (object.metadata?.name !== "new") continue;
  console.log("watched", type, object.data?.a);
  break;
}
await scope.deployment("web").wait(condition("Available"), { timeout: "60s" });
console.log("waited");
`;

Deno.test("a plan shows what would change, the script sees it, and nothing is kept", (t) =>
  withProject(SCRIPT, async (folder, cluster) => {
    const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
    assert.deepEqual([code, stderr], [0, PLANNING]);
    await t.step("what the script sees", () => {
      assert.deepEqual(stdout.split("\n").slice(0, 7), [
        "color blue",
        "replicas 5",
        "old false",
        "names kube-root-ca.crt,new,settings",
        "table 3",
        "watched ADDED 1",
        "waited",
      ]);
    });
    await t.step("what the person sees", () => {
      assert.deepEqual(stdout.split("\n").slice(7), [
        '~ patch configmaps "shop/settings"',
        '    data.color: "red" -> "blue"',
        '~ patch configmaps "shop/settings"   (simulated)',
        '    + metadata.labels: {"by":"script"}',
        '~ patch deployments.apps/scale "shop/web"',
        "    spec.replicas: 1 -> 5",
        '- delete configmaps "shop/old"',
        '+ create configmaps "shop/new"',
        '    + data.a: "1"',
        '? assumed: wait for deployment "shop/web": it has no condition Available yet',
        "Plan: 1 to create, 3 to change, 1 to delete, 1 simulated, 1 wait assumed.",
        "",
      ]);
    });
    await t.step("what reaches the cluster", async () => {
      assert.deepEqual(written(cluster), ["DELETE /api/v1/namespaces/shop/configmaps/old"]);
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 1);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/new`)).code, 404);
    });
    await t.step("as JSON, the script's own output aside", async () => {
      const json = await folder.run("run", "--plan", "-o", "json", "a.ts");
      const plan = JSON.parse(json.stdout);
      assert.equal(plan.writes.length, 5);
      assert.deepEqual(plan.writes[2], {
        verb: "patch",
        group: "apps",
        version: "v1",
        resource: "deployments",
        subresource: "scale",
        namespace: "shop",
        name: "web",
        change: "change",
        source: "server",
        fields: [{ path: "spec.replicas", before: 1, after: 5 }],
      });
      assert.ok(json.stderr.startsWith(`${PLANNING}color blue\n`), json.stderr);
    });
  }));

Deno.test("--yes runs the script by its plan, without a grant beside it", () =>
  withProject(
    SCRIPT.replace(/^await scope.deployment\("web"\).wait.*$/m, ""),
    async (folder, cluster) => {
      const { code, stderr } = await folder.run("run", "--plan", "--yes", "a.ts");
      assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 5);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/new`)).data.a, "1");
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).code, 404);
      assert.equal((await folder.run("undo", "--yes")).code, 0, "and it can be undone");
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 1);
    },
  ));

Deno.test("what exists in the plan only is computed, and marked", () =>
  withProject(
    `import { cluster, ns } from "skiff";
     await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fresh" } });
     const scope = ns("fresh");
     await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, data: { a: "1" } });
     await scope.configMap("one").patch({ data: { a: "2" } });
     console.log(await scope.configMaps.where({ metadata: { name: "one" } }).names(), await scope.configMap("one").get().then((c) => c.data?.a));
     await scope.configMap("one").apply({ data: { b: "3" } });
     await scope.configMap("one").delete();
     console.log(await scope.configMap("one").exists());`,
    async (folder, cluster) => {
      const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
      assert.deepEqual([code, stderr], [0, PLANNING]);
      assert.deepEqual(stdout.split("\n"), [
        '[ "one" ] 2',
        "false",
        '+ create namespaces "fresh"',
        '    + metadata.labels["kubernetes.io/metadata.name"]: "fresh"',
        '    + spec.finalizers: ["kubernetes"]',
        '+ create configmaps "fresh/one"   (simulated)',
        '    + data.a: "1"',
        '~ patch configmaps "fresh/one"   (simulated)',
        '    data.a: "1" -> "2"',
        '~ patch configmaps "fresh/one"   (simulated)',
        '    + data.b: "3"',
        '- delete configmaps "fresh/one"   (simulated)',
        "Plan: 2 to create, 2 to change, 1 to delete, 4 simulated.",
        "",
      ]);
      assert.equal((await cluster.send("GET", "/api/v1/namespaces/fresh")).code, 404);
    },
  ));

const DELETE_NAMESPACE = `import { cluster, ns } from "skiff";
  await ns("shop").configMap("old").delete();
  for (const name of ["one", "two"]) {
    await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  }
  await cluster.namespace("shop").delete();`;

Deno.test("a namespace that would be deleted says how much of what goes with it, as the plan has it", () =>
  withProject(DELETE_NAMESPACE, async (folder, cluster) => {
    for (const name of ["more", "most"]) {
      await cluster.send("POST", `${SHOP}/secrets`, { metadata: { name } });
    }
    const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
    assert.deepEqual([code, stderr], [0, PLANNING]);
    assert.deepEqual(stdout.split("\n").slice(-4), [
      '- delete namespaces "shop"',
      // Settings, the root certificates, and two that are made, without the one that is deleted.
      "    with what is in it: 4 configmaps, 1 deployments.apps, 3 secrets, 1 serviceaccounts",
      "Plan: 2 to create, 0 to change, 2 to delete, 9 more with them.",
      "",
    ]);
    const counting = cluster.requests.map(({ line }) => line).filter((line) =>
      line.endsWith("?limit=1")
    );
    assert.ok(counting.length < 40, counting.join("\n"));
    const json = await folder.run("run", "--plan", "-o", "json", "a.ts");
    const { contents } = JSON.parse(json.stdout).writes.at(-1);
    assert.deepEqual(contents.counts[0], { resource: "configmaps", count: 4 });
    assert.deepEqual(contents.unread, []);
    assert.doesNotMatch(json.stdout, /canary/);
  }));

Deno.test("of what goes with a namespace it is said what the user may not list", async () => {
  await using cluster = await startUserCluster();
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const rules = [
    { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "delete"] },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["list"] },
    { apiGroups: ["*"], resources: ["pods", "services"], verbs: ["list"] },
  ];
  const metadata = { name: "reaper" };
  await cluster.send("POST", `${rbac}/clusterroles`, { metadata, rules });
  await cluster.send("POST", `${rbac}/clusterrolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "reaper" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
  });
  const small = { folder: cluster.folder, kubeconfig: cluster.small };
  await using folder = await project(small, {
    "a.ts": `import { cluster } from "skiff";
      await cluster.namespace("shop").delete();`,
  });
  const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
  assert.deepEqual([code, stderr], [0, planningOf("a.ts", "ann")]);
  const [first, inside, unread, ...rest] = stdout.split("\n");
  assert.equal(first, '- delete namespaces "shop"');
  assert.equal(inside, "    with what is in it: 3 configmaps");
  assert.match(unread!, /^ {4}with what may not be listed: .*\bdeployments\.apps, .*\bsecrets, /);
  assert.doesNotMatch(unread!, /pods|services,|configmaps|events|every kind/);
  assert.deepEqual(rest, ["Plan: 0 to create, 0 to change, 1 to delete, 3 more with it.", ""]);
});

Deno.test("a namespace of the plan's own is counted without the server, a definition with its objects", () =>
  withProject(
    `import { cluster, ns } from "skiff";
     await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fresh" } });
     await ns("fresh").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } });
     await cluster.namespace("fresh").delete();
     await cluster.customResourceDefinition("widgets.example.com").delete();`,
    async (folder, cluster) => {
      await cluster.send(
        "POST",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        WIDGETS,
      );
      await cluster.cluster.settled();
      for (const name of ["a", "b", "c"]) {
        const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name } };
        await cluster.send("POST", "/apis/example.com/v1/namespaces/shop/widgets", widget);
      }
      const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
      assert.deepEqual([code, stderr], [0, PLANNING]);
      assert.deepEqual(stdout.split("\n").slice(-6), [
        '- delete namespaces "fresh"   (simulated)',
        "    with what is in it: 2 configmaps, 1 serviceaccounts",
        '- delete customresourcedefinitions.apiextensions.k8s.io "widgets.example.com"',
        "    with what is in it: 3 widgets.example.com",
        "Plan: 2 to create, 0 to change, 2 to delete, 6 more with them, 2 simulated.",
        "",
      ]);
      assert.ok(!cluster.requests.some(({ line }) => line.includes("/namespaces/fresh/")));
    },
  ));

Deno.test("of what owns others a plan says that they go with it, unless they stay", () =>
  withProject(
    `import { ns } from "skiff";
     const shop = ns("shop");
     await shop.job("once").delete();
     await shop.cronJob("nightly").delete({ propagation: "orphan" });
     await shop.deployments.where({ metadata: { name: "web" } }).delete();`,
    async (folder, cluster) => {
      const template = {
        spec: { restartPolicy: "Never", containers: [{ name: "a", image: "busybox" }] },
      };
      const once = { metadata: { name: "once" }, spec: { suspend: true, template } };
      await cluster.send("POST", "/apis/batch/v1/namespaces/shop/jobs", once);
      await cluster.send("POST", "/apis/batch/v1/namespaces/shop/cronjobs", {
        metadata: { name: "nightly" },
        spec: { schedule: "0 3 * * *", suspend: true, jobTemplate: { spec: { template } } },
      });
      const web = await cluster.send("GET", WEB);
      await cluster.send("PUT", `${WEB}/status`, { ...web, status: { replicas: 2 } });
      const { code, stdout, stderr } = await folder.run("run", "--plan", "a.ts");
      assert.deepEqual([code, stderr], [0, PLANNING]);
      assert.deepEqual(stdout.split("\n"), [
        '- delete jobs.batch "shop/once"',
        "    with what it owns",
        '- delete cronjobs.batch "shop/nightly"',
        '- delete deployments.apps "shop/web"',
        "    with what it owns: 2 pods by its status",
        "Plan: 0 to create, 0 to change, 3 to delete.",
        "",
      ]);
      // Who may delete it need not be allowed to list pods.
      assert.ok(!cluster.requests.some(({ line }) => /\/(?:pods|replicasets)\b/.test(line)));
      const json = await folder.run("run", "--plan", "-o", "json", "a.ts");
      const owned = JSON.parse(json.stdout).writes.map((write: { owned?: unknown }) => write.owned);
      assert.deepEqual(owned, [{}, undefined, { pods: 2 }]);
    },
  ));

Deno.test("what the server refuses is refused in the plan, in its words", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } });`,
    async (folder) => {
      const { code, stdout, stderr } = await folder.run("run", "--plan", "--yes", "a.ts");
      assert.equal(code, 1);
      assert.ok(stderr.startsWith(PLANNING), stderr);
      assert.ok(!stderr.includes(RUNNING), stderr);
      assert.match(stderr, /it exists already/);
      assert.equal(
        stdout,
        "Plan: 0 to create, 0 to change, 0 to delete.\n" +
          "This is not all that the script would do: it ended with 1.\n",
      );
      const json = await folder.run("run", "--plan", "--output", "json", "a.ts");
      const { complete, error } = JSON.parse(json.stdout);
      assert.deepEqual([complete, error], [false, "it ended with 1"]);
    },
  ));

Deno.test("the data of a Secret is in no plan", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").secret("db").patch({ stringData: { password: "canary-other" } });
     await ns("shop").create({ apiVersion: "v1", kind: "Secret", metadata: { name: "made", annotations: {
         "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"key":"canary-applied"}}' } },
       stringData: { key: "canary-made" } });
     await ns("shop").secret("applied").apply({ stringData: { key: "canary-other" } });`,
    async (folder) => {
      for (const format of ["text", "json"]) {
        const { code, stdout, stderr } = await folder.run(
          "run",
          "-A",
          "--plan",
          "-o",
          format,
          "a.ts",
        );
        assert.deepEqual([code, stderr], [0, PLANNING]);
        assert.doesNotMatch(stdout, /canary|Y2FuYXJ5/);
        const hidden = stdout.match(/\[hidden\]/g)?.length;
        // Of the one that is patched, of the one that is made with an annotation, and of the one applied.
        assert.ok(hidden !== undefined && hidden >= 4, stdout);
        assert.match(stdout, /data\.key/);
      }
    },
  ));

Deno.test("--plan's own options need it", async () => {
  await withProject("", async (folder) => {
    for (const option of [["--yes"], ["-o", "json"]]) {
      const { code, stderr } = await folder.run("run", ...option, "a.ts");
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^error: Cannot use --(?:yes|output) without --plan: it is about the plan\n$/,
      );
    }
  });
});

Deno.test("every field is shown before a plan is agreed to, and of a long one how long it is", () =>
  withProject(
    `import { ns } from "skiff";
     const data = Object.fromEntries(Array.from({ length: 30 }, (_, n) => ["k" + n, "v".repeat(99)]));
     await ns("shop").configMap("settings").patch({ data: { ...data, long: "x".repeat(5000) } });`,
    async (folder) => {
      const { code, stdout } = await folder.run("run", "--plan", "a.ts");
      assert.equal(code, 0);
      for (let n = 0; n < 30; n++) {
        assert.ok(stdout.includes(`    + data.k${n}: "${"v".repeat(99)}"\n`), `k${n}`);
      }
      assert.match(stdout, /\+ data\.long: "x+\.\.\. \(5002 characters, whole as JSON\)\n/);
    },
  ));
