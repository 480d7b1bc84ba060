import assert from "node:assert/strict";
import { GrantError, QueryError } from "../../lib/core/errors.ts";
import { testCluster } from "../../lib/testing/mod.ts";
import { guardPolicy } from "../../lib/client/guard_policy.ts";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";

Deno.test("a connection with a policy lets pass what its rules say, and nothing else", async (t) => {
  const transport = createEmbeddedCluster().transport();
  const guarded = guardPolicy(transport, {
    allow: ["create:configmaps@default"],
    deny: ["*:*@kube-system"],
  });
  const cases: readonly [request: string, state: RegExp | undefined][] = [
    ["GET /api/v1/namespaces/default/configmaps", undefined],
    ["POST /api/v1/namespaces/default/configmaps", undefined],
    [
      "DELETE /api/v1/namespaces/default/configmaps/a",
      /not granted: connect with policy\.allow: \["delete:configmaps#a@default"\]$/,
    ],
    ["GET /api/v1/namespaces/default/secrets", /not granted: connect with policy\.allow/],
    ["GET /api/v1/namespaces/kube-system/configmaps", /denied by policy\.deny=\*:\*@kube-system$/],
    ["GET /api/v1/pods", /denied by policy\.deny/],
    ["GET /api/v1/nodes", undefined],
  ];
  for (const [request, state] of cases) {
    await t.step(request, async () => {
      const [method = "", path = ""] = request.split(" ");
      const sent = guarded.send(path, { method, ...(method === "POST" ? { body: "{}" } : {}) });
      if (state === undefined) await (await sent).text();
      else {
        await assert.rejects(
          sent,
          (error) => error instanceof GrantError && state.test(error.message),
        );
      }
    });
  }
  await t.step("a rule that is none is said at once", () => {
    assert.throws(
      () => guardPolicy(transport, { allow: ["delte:pods"] }),
      (error) =>
        error instanceof QueryError && /^Cannot use policy\.allow "delte:pods"/.test(error.message),
    );
  });
});

Deno.test("connect() and test clusters take a policy", async () => {
  await using cluster = await testCluster({ policy: { allow: ["create:configmaps"] } });
  const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
  await cluster.ns().create(config);
  assert.equal(await cluster.ns().configMap("a").exists(), true);
  await assert.rejects(cluster.ns().configMap("a").delete(), {
    name: "GrantError",
    verb: "delete",
    kind: "configmaps",
  });
});
