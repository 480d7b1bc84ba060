import assert from "node:assert/strict";
import { GrantError } from "../../lib/core/errors.ts";
import { BatchError, WriteOutcome, WriteOutcomes } from "../../lib/core/outcomes.ts";

Deno.test("an error of many objects says of each what it is about", () => {
  const failed = (kind: string, message: string) =>
    new WriteOutcome({
      apiVersion: "v1",
      kind,
      namespace: "shop",
      name: "web",
      state: "failed",
      error: new GrantError(message),
    });
  const outcomes = new WriteOutcomes([
    failed("Deployment", 'Cannot create deployments.apps in "shop": not granted'),
    failed("ConfigMap", 'Cannot create configmaps in "shop": not granted'),
    failed("ConfigMap", 'Cannot patch configmaps "web" in "shop": not granted'),
  ]);
  assert.equal(
    new BatchError("Cannot apply 3 of 3 objects", outcomes).message,
    'Cannot apply 3 of 3 objects: deployments.apps in "shop": not granted; ' +
      'configmaps in "shop": not granted; configmaps "web" in "shop": not granted',
  );
});
