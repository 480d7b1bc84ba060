/** A plan: what a script would write, what it then sees, and a run that does exactly that. */
import assert from "node:assert/strict";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { Pty } from "../_support/pty.ts";
import {
  launcher,
  PLANNING,
  planningOf,
  type Project,
  project,
  RUNNING,
  userEnvironment,
} from "./_run.ts";

const SHOP = "/api/v1/namespaces/shop";
const WEB = "/apis/apps/v1/namespaces/shop/deployments/web";

async function withProject(
  source: string,
  body: (folder: Project, cluster: UserCluster) => Promise<void>,
): Promise<void> {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": source });
  await body(folder, cluster);
}

/** The writes that reached the cluster and were no dry run. */
function written(cluster: UserCluster): string[] {
  return cluster.requests.map(({ line }) => line).filter((line) =>
    !line.startsWith("GET") && !line.includes("dryRun=All") && !line.includes("reviews")
  );
}

/** A definition of a kind of its own. */
const WIDGETS = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    }],
  },
};

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

Deno.test("nothing is run where what was planned on is not as it was", () =>
  withProject("", async (folder, cluster) => {
    // The script's last step, once, is somebody else's change.
    await using somebody = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async () => {
        await cluster.send("PATCH", WEB, { spec: { replicas: 7 } });
        await cluster.send("DELETE", `${SHOP}/configmaps/old`);
        await cluster.send("POST", `${SHOP}/configmaps`, { metadata: { name: "new" } });
        return new Response("done");
      },
    );
    const address = `127.0.0.1:${somebody.addr.port}`;
    await Deno.writeTextFile(
      `${folder.folder}/a.ts`,
      `import { ns } from "skiff";
       const scope = ns("shop");
       await scope.configMap("settings").patch({ data: { color: "blue" } });
       await scope.deployment("web").scale(5);
       await scope.configMap("old").delete();
       await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" } });
       await (await fetch("http://${address}/")).text();`,
    );
    const { code, stderr } = await folder.run("run", "--plan", "--yes", `-N=${address}`, "a.ts");
    assert.deepEqual([code, stderr.split("\n")], [1, [
      ...PLANNING.split("\n").slice(0, -1),
      'skiff: not run: patch deployments.apps/scale "shop/web": spec.replicas was changed since',
      'skiff: not run: delete configmaps "shop/old": it is gone',
      'skiff: not run: create configmaps "shop/new": somebody has made it since',
      "",
    ]]);
    assert.equal((await cluster.send("GET", WEB)).spec.replicas, 7);
    assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
  }));

Deno.test("a script that does something else the second time is refused it", (t) =>
  withProject("", async (folder, cluster) => {
    const cases: readonly [name: string, source: string, message: RegExp][] = [
      [
        "another body",
        'await scope.configMap("settings").patch({ data: { color: first ? "blue" : "black" } });',
        /Cannot patch configmaps "settings" in "shop": it is not in the plan, or not as it was planned/,
      ],
      [
        "another object",
        'await scope.configMap(first ? "settings" : "old").label({ a: "b" });',
        /Cannot patch configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "another verb",
        'first ? await scope.configMap("old").label({ a: "b" }) : await scope.configMap("old").delete();',
        /Cannot delete configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "once more",
        'for (const _ of first ? [1] : [1, 2]) await scope.configMap("settings").label({ a: "b" });',
        /Cannot patch configmaps "settings" in "shop": it is not in the plan/,
      ],
      [
        "another option",
        `await cluster.raw("/api/v1/namespaces/shop/configmaps/old?propagationPolicy=" +
           (first ? "Background" : "Orphan"), { method: "DELETE" }).then((response) => response.text());`,
        /Cannot delete configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "a way that is no object",
        `if (!first) await cluster.raw("/version", { method: "POST" }).then((response) => response.text());
         else await scope.configMap("settings").label({ a: "b" });`,
        /Cannot post \/version: not granted/,
      ],
    ];
    for (const [name, body, message] of cases) {
      await t.step(name, async () => {
        // The first time there is a file, the second time there is none.
        const source = `import { cluster, ns } from "skiff";
          const scope = ns("shop");
          let first = true;
          try { Deno.removeSync("first"); } catch { first = false; }
          ${body}`;
        await Deno.writeTextFile(`${folder.folder}/a.ts`, source);
        await Deno.writeTextFile(`${folder.folder}/first`, "");
        const words = ["-R=first", "-W=first", "a.ts"];
        const before = written(cluster).length;
        const { code, stderr } = await folder.run("run", "--plan", "--yes", ...words);
        assert.equal(code, 4, stderr);
        assert.match(stderr, message);
        const data = await cluster.send("GET", `${SHOP}/configmaps/settings`);
        assert.equal(data.data.color, "red");
        assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
        void before;
      });
    }
  }));

Deno.test("what a script makes up anew each time is no difference", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").annotate({ at: new Date().toISOString() });
     const config = await ns("shop").configMap("settings").get();
     await ns("shop").configMap("settings").replace({ ...config, data: { color: "blue" } });`,
    async (folder, cluster) => {
      const { code, stderr } = await folder.run("run", "--plan", "--yes", "a.ts");
      // The time of the second run is another one, and stands in what is replaced, too.
      assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "blue");
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

const STOPS: readonly [name: string, request: string, stop: string][] = [
  ["exec", '"/api/v1/namespaces/shop/pods/a/exec?command=id"', 'get pods/exec "a" in "shop"'],
  ["attach", '"/api/v1/namespaces/shop/pods/a/attach"', 'get pods/attach "a" in "shop"'],
  [
    "portforward",
    '"/api/v1/namespaces/shop/pods/a/portforward"',
    'get pods/portforward "a" in "shop"',
  ],
  ["proxy", '"/api/v1/namespaces/shop/services/a/proxy/x"', 'get services/proxy "a" in "shop"'],
  [
    "token",
    '"/api/v1/namespaces/shop/serviceaccounts/default/token", { method: "POST", body: "{}" }',
    'create serviceaccounts/token "default" in "shop"',
  ],
];

Deno.test("what can be in no plan stops it, and is said", async (t) => {
  for (const [name, request, stop] of STOPS) {
    await t.step(name, () =>
      withProject(
        `import { cluster, ns } from "skiff";
         await ns("shop").configMap("settings").label({ a: "b" });
         await cluster.raw(${request}).catch(() => undefined);
         await new Promise((resolve) => setTimeout(resolve, 30_000));
         await ns("shop").configMap("settings").label({ c: "d" });`,
        async (folder, cluster) => {
          const { code, stdout } = await folder.run("run", "-A", "--plan", "--yes", "a.ts");
          assert.notEqual(code, 0);
          assert.ok(stdout.includes(`x the plan stops here: ${stop}\n`), stdout);
          assert.match(
            stdout,
            /Plan: 0 to create, 1 to change, 0 to delete\.\nThis is not all [^\n]+: the plan stops at [^\n]+\n$/,
          );
          assert.deepEqual(written(cluster), []);
        },
      ));
  }
});

const CREATE_WIDGET = `import { cluster } from "skiff";
  const body = JSON.stringify({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } });
  const headers = { "content-type": "application/json" };
  const path = "/apis/example.com/v1/namespaces/shop/widgets";
  const response = await cluster.raw(path, { method: "POST", headers, body });
  console.log(response.status, await response.text());
  await new Promise((resolve) => setTimeout(resolve, 30_000));`;

Deno.test("a write that goes to another server behind the API server stops the plan before it is sent", (t) =>
  withProject(CREATE_WIDGET.replace(/^.*setTimeout.*$/m, ""), async (folder, cluster) => {
    await cluster.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", WIDGETS);
    await cluster.cluster.settled();
    function widgetWrites(): string[] {
      return cluster.requests.map(({ line }) => line).filter((line) =>
        line.startsWith("POST") && line.includes("/widgets")
      );
    }
    await t.step("one that the API server keeps itself is planned", async () => {
      const { code, stdout } = await folder.run("run", "--plan", "a.ts");
      assert.equal(code, 0);
      assert.match(stdout, /^\+ create widgets\.example\.com "shop\/a"$/m);
      assert.deepEqual(widgetWrites(), [
        "POST /apis/example.com/v1/namespaces/shop/widgets?dryRun=All",
      ]);
    });
    await t.step("one that another keeps is not sent", async () => {
      await cluster.send("PATCH", "/apis/apiregistration.k8s.io/v1/apiservices/v1.example.com", {
        spec: { service: { namespace: "widgets", name: "api" } },
      });
      await Deno.writeTextFile(`${folder.folder}/a.ts`, CREATE_WIDGET);
      const { code, stdout } = await folder.run("run", "--plan", "--yes", "a.ts");
      assert.notEqual(code, 0);
      const why =
        'create widgets.example.com in "shop": it is served by the service "widgets/api", ' +
        "which may write even in a dry run";
      assert.deepEqual(stdout.split("\n").slice(-4), [
        `x the plan stops here: ${why}`,
        "Plan: 0 to create, 0 to change, 0 to delete.",
        `This is not all that the script would do: the plan stops at ${why}.`,
        "",
      ]);
      assert.equal(widgetWrites().length, 1);
    });
  }));

Deno.test("where nobody can see who serves a kind, the plan stops, and says what would tell", async () => {
  await using cluster = await startUserCluster();
  await cluster.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", WIDGETS);
  await cluster.cluster.settled();
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop";
  const metadata = { name: "maker" };
  const rules = [{ apiGroups: ["example.com"], resources: ["widgets"], verbs: ["*"] }];
  await cluster.send("POST", `${rbac}/roles`, { metadata, rules });
  await cluster.send("POST", `${rbac}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "maker" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
  });
  const small = { folder: cluster.folder, kubeconfig: cluster.small };
  await using folder = await project(small, { "a.ts": CREATE_WIDGET });
  const { code, stdout } = await folder.run("run", "--plan", "a.ts");
  assert.notEqual(code, 0);
  assert.match(
    stdout,
    /^x the plan stops here: .*: who serves widgets\.example\.com cannot be seen/m,
  );
  assert.match(
    stdout,
    /get on apiservices\.apiregistration\.k8s\.io "v1\.example\.com" would tell$/m,
  );
  assert.ok(!cluster.requests.some(({ line }) => /^POST .*widgets/.test(line)));
});

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

Deno.test("on a terminal a person says whether the plan is run, and is asked about what is not in it", async () => {
  await using cluster = await startUserCluster();
  const source = `import { ns } from "skiff";
    let first = true;
    try { Deno.removeSync("first"); } catch { first = false; }
    await ns("shop").configMap("settings").patch({ data: { color: "blue" } });
    if (!first) await ns("shop").configMap("old").delete();
    console.log("done");`;
  await using folder = await project(cluster, { "a.ts": source, first: "" });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--plan", "-R=first", "-W=first", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
  });
  await terminal.see(PLANNING.trim());
  await terminal.see('skiff: the plan of a.ts for context "admin":');
  await terminal.see("Plan: 0 to create, 1 to change, 0 to delete.");
  await terminal.see(
    'Run a.ts for context "admin" now, with exactly these writes? [y/N] > ',
  );
  await terminal.type("y\r");
  await terminal.see(RUNNING.trim());
  await terminal.see('In context "admin" a.ts asks to delete configmaps "old" in "shop".');
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "blue");
  await terminal.see("it is not in the plan, or not as it was planned");
  await terminal.see("Allow it this once? [y/n] > ");
  // No answer for the next ones, too: a plan is about each write.
  await terminal.type("A\r");
  await terminal.see("Allow it this once? [y/n] > ");
  await terminal.type("n\r");
  await terminal.see('error: Cannot delete configmaps "old" in "shop": it is not in the plan');
  assert.equal(await terminal.end(), 4);
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
});

Deno.test("of a plan that is not agreed to nothing is done, and that is said", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "a.ts": `import { ns } from "skiff";
      await ns("shop").configMap("settings").patch({ data: { color: "blue" } });`,
  });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--plan", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
  });
  await terminal.see("with exactly these writes? [y/N] > ");
  await terminal.type("maybe\r");
  await terminal.see(/^Nothing was done\.$/m);
  assert.equal(await terminal.end(), 0);
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
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

Deno.test("a delete by selectors takes what the plan has shown, and nothing that came later", async (t) => {
  const stale = `${SHOP}/configmaps?labelSelector=app%3Da`;
  let onRequest: (line: string) => Promise<unknown> | undefined = () => undefined;
  await using cluster = await startUserCluster(async (line) => {
    await onRequest(line);
  });
  await using folder = await project(cluster, {
    "a.ts": `import { cluster, ns } from "skiff";
      await ns("shop").configMap("settings").patch({ data: { color: Deno.args[0] } });
      const made = { name: "made", labels: { app: "a" } };
      await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: made });
      for (const selector of ["app%3Da", "app%3Dnone"]) {
        const path = "/api/v1/namespaces/shop/configmaps?propagationPolicy=Orphan&labelSelector=";
        const response = await cluster.raw(path + selector, { method: "DELETE" });
        console.log((await response.json()).items?.length);
      }`,
  });
  const put = (name: string) =>
    cluster.send("POST", `${SHOP}/configmaps`, { metadata: { name, labels: { app: "a" } } });
  const namesNow = async () =>
    (await cluster.send("GET", stale)).items.map(({ metadata }: { metadata: { name: string } }) =>
      metadata.name
    );
  /** Runs by the plan; something happens once, when the first request of that beginning comes. */
  async function run(color: string, at: string, happens: () => Promise<unknown>) {
    let isLeft = true;
    onRequest = (line) => {
      if (!isLeft || !line.startsWith(at) || line.includes("dryRun")) return undefined;
      isLeft = false;
      return happens();
    };
    const result = await folder.run("run", "--plan", "--yes", "a.ts", color);
    onRequest = () => undefined;
    assert.equal(isLeft, false);
    await cluster.send("DELETE", `${SHOP}/configmaps/made`);
    return result;
  }
  const during = `PATCH ${SHOP}/configmaps/settings`;
  for (const name of ["one", "two"]) await put(name);
  await t.step("one more is there", async () => {
    const { code, stdout, stderr } = await run("blue", during, () => put("three"));
    assert.match(stdout, /^= deletecollection configmaps in "shop"$/m);
    assert.match(stdout, /^Plan: 1 to create, 1 to change, 3 to delete, 1 without an effect/m);
    assert.equal(code, 4);
    assert.match(
      stderr,
      /Cannot deletecollection configmaps in "shop": "three" would go with it by now: plan it again$/m,
    );
    assert.deepEqual(await namesNow(), ["one", "three", "two"]);
  });
  await t.step("another of a planned name is there", async () => {
    const { code, stderr } = await run("green", during, async () => {
      await cluster.send("DELETE", `${SHOP}/configmaps/two`);
      await put("two");
    });
    assert.equal(code, 4);
    assert.match(stderr, /in "shop": "two" would go with it by now: plan it again$/m);
    assert.deepEqual(await namesNow(), ["one", "three", "two"]);
  });
  await t.step("one more comes when the delete is on its way", async () => {
    const { code, stdout, stderr } = await run(
      "white",
      `DELETE ${SHOP}/configmaps?`,
      () => put("late"),
    );
    assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
    assert.ok(stdout.endsWith("\n4\n0\n"), stdout);
    assert.deepEqual(await namesNow(), ["late"]);
  });
  await t.step("one of them is gone: the others go", async () => {
    for (const name of ["one", "two"]) await put(name);
    const { code, stderr } = await run(
      "black",
      during,
      () => cluster.send("DELETE", `${SHOP}/configmaps/one`),
    );
    assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
    assert.deepEqual(await namesNow(), []);
  });
});
