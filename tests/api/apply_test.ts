import assert from "node:assert/strict";
import { BatchError } from "../../lib/core/outcomes.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const PARAMETERS = "fieldManager=skiff&fieldValidation=Strict";

function map(name: string, namespace?: string): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
}

const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

Deno.test("Cluster.apply() applies what others stand on first, and reports in the order given", async () => {
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    // Charts say it, and it means nothing.
    metadata: { name: "reader", namespace: "shop" },
  };
  const transport = scenario([
    {
      request: `PATCH /api/v1/namespaces/shop?${PARAMETERS}`,
      contentType: "application/apply-patch+yaml",
      sent: NAMESPACE,
      body: NAMESPACE,
    },
    {
      request: `PATCH /api/v1/namespaces/shop/configmaps/a?${PARAMETERS}`,
      sent: map("a", "shop"),
      body: map("a", "shop"),
    },
    {
      request: `PATCH /apis/rbac.authorization.k8s.io/v1/clusterroles/reader?${PARAMETERS}`,
      sent: { ...role, metadata: { name: "reader" } },
      body: role,
    },
    {
      request: `PATCH /apis/apps/v1/namespaces/default/deployments/web?${PARAMETERS}`,
      body: { kind: "Deployment", metadata: { uid: "u1" } },
    },
  ]);
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } };
  const outcomes = await clusterOver(transport).apply(
    [deployment, map("a", "shop"), role, NAMESPACE],
    { concurrency: 1 },
  );
  assert.deepEqual([...outcomes].map(({ kind, namespace, state }) => [kind, namespace, state]), [
    ["Deployment", "default", "applied"],
    ["ConfigMap", "shop", "applied"],
    ["ClusterRole", undefined, "applied"],
    ["Namespace", undefined, "applied"],
  ]);
  transport.done();
});

Deno.test("apply() sends nothing where anything is wrong", async () => {
  const cluster = clusterOver(scenario([]));
  const cases: readonly [() => Promise<unknown>, RegExp][] = [
    [
      () => cluster.ns("shop").apply([map("a"), map("b", "other")]),
      /^Cannot apply manifests: document 2 is for "other", which contradicts "shop"$/,
    ],
    [
      () => cluster.apply([map("a"), map("b"), map("a", "default")]),
      /^Cannot apply manifests: document 3 is the same ConfigMap "a" as document 1$/,
    ],
    [
      () => cluster.ns("*").apply(map("a")),
      /^Cannot apply manifests in all namespaces: write cluster/,
    ],
    [() => cluster.apply(""), /^Cannot apply manifests: there are none$/],
    [() => cluster.apply(null as never), /^Cannot apply manifests: the document is no object$/],
  ];
  for (const [apply, message] of cases) {
    await assert.rejects(apply(), { name: "QueryError", message });
  }
  await assert.rejects(cluster.apply(map("a"), { concurrency: 0 }), { name: "RangeError" });
});

Deno.test("apply() goes on after an error, and reports every object", async () => {
  const conflict = {
    kind: "Status",
    code: 409,
    reason: "Conflict",
    message: "Apply failed with 1 conflict",
    details: {
      causes: [{
        reason: "FieldManagerConflict",
        field: ".data.x",
        message: 'conflict with "other"',
      }],
    },
  };
  const at = (name: string) =>
    `PATCH /api/v1/namespaces/shop/configmaps/${name}?dryRun=All&${PARAMETERS}`;
  const transport = scenario([
    { request: at("a"), status: 409, body: conflict },
    { request: at("b"), body: map("b", "shop") },
  ]);
  const applying = clusterOver(transport).ns("shop").apply([map("a"), map("b")], {
    concurrency: 1,
    dryRun: true,
  });
  await assert.rejects(applying, (error: unknown) => {
    assert.ok(error instanceof BatchError);
    assert.match(
      error.message,
      /^Cannot apply 1 of 2 objects: configmap "shop\/a": \.data\.x belongs to "other": take it over/,
    );
    assert.deepEqual([...error.outcomes].map(({ name, state, dryRun }) => [name, state, dryRun]), [
      ["a", "failed", true],
      ["b", "applied", true],
    ]);
    return true;
  });
  transport.done();
});
