import assert from "node:assert/strict";
import { connect } from "../../mod.ts";
import { ignore } from "./_plane.ts";

Deno.test({
  name: "connect({ as }) acts as a user in several groups, as the server sees it",
  ignore,
  async fn() {
    const groups = ["system:masters", "ops, all"];
    await using cluster = await connect({
      kubeconfig: Deno.env.get("SKIFF_LIVE_KUBECONFIG"),
      as: { user: "ann", groups, extra: { "example.com/team": ["a", "b"] } },
    });
    const response = await cluster.raw("/apis/authentication.k8s.io/v1/selfsubjectreviews", {
      method: "POST",
      body: JSON.stringify({
        apiVersion: "authentication.k8s.io/v1",
        kind: "SelfSubjectReview",
      }),
      headers: { "content-type": "application/json" },
    });
    const { userInfo } = (await response.json()).status;
    assert.equal(userInfo.username, "ann");
    assert.deepEqual(userInfo.groups, [...groups, "system:authenticated"]);
    assert.deepEqual(userInfo.extra, { "example.com/team": ["a", "b"] });
  },
});
