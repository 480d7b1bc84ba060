import assert from "node:assert/strict";
import { BatchError } from "../../lib/core/outcomes.ts";
import { connectPlane, ignore, kubectl, withNamespaces } from "./_kubectl.ts";

/** A namespace, a kind, an object of that kind and what else an application has, in the worst order. */
function application(run: string): string {
  const group = `${run}.skiff.example`;
  return `
apiVersion: ${group}/v1
kind: Widget
metadata: { name: first, namespace: app-${run} }
spec: { size: 3 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: app-${run} }
spec:
  replicas: 0
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.30" }] }
---
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Secret, metadata: { name: db, namespace: app-${run} }, stringData: { password: hunter2 } }
- { apiVersion: v1, kind: ConfigMap, metadata: { name: app, namespace: app-${run} }, data: { yes: "no" } }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget }
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: { spec: { type: object, properties: { size: { type: integer } } } }
---
apiVersion: v1
kind: Namespace
metadata: { name: app-${run} }
`;
}

Deno.test({
  name: "Cluster.apply() brings up an application with its namespace and its kinds, in any order",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    const run = crypto.randomUUID().slice(0, 8);
    try {
      const outcomes = await cluster.apply(application(run));
      assert.deepEqual([...outcomes].map(String), [
        "widget/first applied",
        "deployment/web applied",
        "secret/db applied",
        "configmap/app applied",
        `customresourcedefinition/widgets.${run}.skiff.example applied`,
        `namespace/app-${run} applied`,
      ]);
      const ns = cluster.ns(`app-${run}`);
      assert.equal((await ns.secret("db").value("password")).text(), "hunter2");
      assert.equal(
        (await ns.kind(`widgets.${run}.skiff.example`).get("first")).metadata?.name,
        "first",
      );
      // kubectl finds that nothing is left to do.
      const args = ["apply", "--server-side", "--field-manager=skiff", "-f", "-"];
      // A controller writes the Deployment's status meanwhile: its generation is its spec's alone. To a
      // server a Secret's stringData is a change each time.
      const versions = async () => [
        (await ns.deployment("web").get()).metadata?.generation,
        (await ns.configMap("app").get()).metadata?.resourceVersion,
      ];
      const before = await versions();
      const { code, stderr } = await kubectl(args, application(run));
      assert.equal(code, 0, stderr);
      assert.deepEqual(await versions(), before);
    } finally {
      await cluster.namespace(`app-${run}`).delete({ ignoreNotFound: true });
      await cluster.customResourceDefinition(`widgets.${run}.skiff.example`)
        .delete({ ignoreNotFound: true });
    }
  },
});

Deno.test({
  name: "NamespaceScope.apply() reports what the server refuses, and applies the rest",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      const map = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "good" },
        data: { a: "1" },
      };
      const bad = { ...map, metadata: { name: "bad" }, dta: {} };
      await assert.rejects(cluster.ns(own).apply([bad, map]), (error: unknown) => {
        assert.ok(error instanceof BatchError);
        assert.equal(
          error.message,
          `Cannot apply 1 of 2 objects: configmap "${own}/bad": unknown field "dta": did you mean "data"`,
        );
        return true;
      });
      assert.deepEqual((await cluster.ns(own).configMap("good").get()).data, { a: "1" });
      assert.equal(await cluster.ns(own).configMap("bad").exists(), false);
      const unknown = { ...map, apiVersion: "nothing.example/v1", kind: "Nothing" };
      await assert.rejects(
        cluster.ns(own).apply([{ ...map, metadata: { name: "late" } }, unknown]),
        {
          name: "QueryError",
          message: /^Cannot apply manifests: document 2: /,
        },
      );
      assert.equal(await cluster.ns(own).configMap("late").exists(), false);
    });
  },
});
