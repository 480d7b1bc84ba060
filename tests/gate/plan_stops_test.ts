/** What can be in no plan. */
import assert from "node:assert/strict";
import { startUserCluster } from "./_cluster.ts";
import { WIDGETS, written } from "./_plan.ts";
import { withProject } from "./_project.ts";
import { project } from "./_run.ts";

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
