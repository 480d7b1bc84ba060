/** What a plan shows of the fields of an object. */
import assert from "node:assert/strict";
import { attributesOf, type ResourceAttributes } from "../../lib/policy/attributes.ts";
import { fieldChanges } from "../../lib/policy/plan.ts";
import { parseTarget } from "../../lib/policy/target.ts";

function creating(path: string): ResourceAttributes {
  const attributes = attributesOf("POST", parseTarget(path));
  assert.ok(attributes.isResource);
  return attributes;
}

Deno.test("of an object that is made each field is listed, down to where a value stands", () => {
  const made = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", uid: "1", labels: { app: "web", "example.com/by": "me" } },
    spec: { replicas: 2, paused: null, containers: [{ name: "c", args: ["-v", "x"], env: [] }] },
    status: { replicas: 0 },
  };
  const changes = fieldChanges(
    creating("/apis/apps/v1/namespaces/shop/deployments"),
    undefined,
    made,
    "{}",
  );
  assert.deepEqual(changes, [
    { path: "apiVersion", after: "apps/v1" },
    { path: "kind", after: "Deployment" },
    { path: "metadata.name", after: "web" },
    { path: "metadata.labels.app", after: "web" },
    { path: 'metadata.labels["example.com/by"]', after: "me" },
    { path: "spec.replicas", after: 2 },
    { path: "spec.paused", after: null },
    { path: "spec.containers[0].name", after: "c" },
    { path: "spec.containers[0].args", after: ["-v", "x"] },
    { path: "spec.containers[0].env", after: [] },
  ]);
});

Deno.test("of a Secret that is made no data is listed, nor what kubectl apply keeps of it", () => {
  const changes = fieldChanges(creating("/api/v1/namespaces/shop/secrets"), undefined, {
    kind: "Secret",
    metadata: {
      name: "db",
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"key":"canary"}}',
      },
    },
    data: { key: "canary", "a.b": "canary", list: [{ deep: "canary" }] },
    stringData: { other: "canary" },
    type: "Opaque",
  }, "{}");
  assert.doesNotMatch(JSON.stringify(changes), /canary/);
  assert.deepEqual(changes.map(({ path, after }) => `${path} ${after}`), [
    "kind Secret",
    "metadata.name db",
    'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] [hidden]',
    "data.key [hidden]",
    'data["a.b"] [hidden]',
    "data.list[0].deep [hidden]",
    "stringData.other [hidden]",
    "type Opaque",
  ]);
});

Deno.test("the status of what is made is listed where it may have been sent", () => {
  const made = { metadata: { name: "n" }, status: { capacity: { cpu: "4" } } };
  function paths(sent: string): readonly string[] {
    const changes = fieldChanges(creating("/api/v1/nodes"), undefined, made, sent);
    return changes.map(({ path }) => path);
  }
  assert.deepEqual(paths('{"metadata":{"name":"n"}}'), ["metadata.name"]);
  const whole = ["metadata.name", "status.capacity.cpu"];
  assert.deepEqual(paths('{"status":{"capacity":{"cpu":"4"}}}'), whole);
  assert.deepEqual(paths("status: {}"), whole, "what cannot be read may have it");
});

Deno.test("of what goes no field is listed", () => {
  const attributes = creating("/api/v1/namespaces/shop/configmaps");
  assert.deepEqual(fieldChanges(attributes, { data: { a: "1" } }, undefined, ""), []);
});
