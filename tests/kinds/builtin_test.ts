import assert from "node:assert/strict";
import { BUILTIN_KINDS, builtinKind } from "../../lib/kinds/builtin.ts";

Deno.test("BUILTIN_KINDS is frozen to the last list", () => {
  assert(Object.isFrozen(BUILTIN_KINDS));
  for (const kind of BUILTIN_KINDS) {
    assert(Object.isFrozen(kind), kind.kind);
    for (const value of Object.values(kind)) {
      if (typeof value === "object") assert(Object.isFrozen(value), kind.kind);
    }
    for (const field of kind.fields) assert(Object.isFrozen(field), kind.kind);
  }
});

Deno.test("BUILTIN_KINDS names accessors after the kinds", () => {
  const names = new Map(BUILTIN_KINDS.map((kind) => [`${kind.group}/${kind.kind}`, [
    kind.accessor,
    kind.singularAccessor,
  ]]));
  assert.deepEqual(names.get("/ConfigMap"), ["configMaps", "configMap"]);
  assert.deepEqual(names.get("/Endpoints"), ["endpoints", "endpoint"]);
  assert.deepEqual(names.get("apiregistration.k8s.io/APIService"), ["apiServices", "apiService"]);
  assert.deepEqual(names.get("storage.k8s.io/CSIDriver"), ["csiDrivers", "csiDriver"]);
  assert.deepEqual(names.get("storage.k8s.io/CSIStorageCapacity"), [
    "csiStorageCapacities",
    "csiStorageCapacity",
  ]);
  assert.deepEqual(names.get("networking.k8s.io/ServiceCIDR"), ["serviceCidrs", "serviceCidr"]);
  assert.deepEqual(names.get("networking.k8s.io/Ingress"), ["ingresses", "ingress"]);
  assert.deepEqual(names.get("networking.k8s.io/NetworkPolicy"), [
    "networkPolicies",
    "networkPolicy",
  ]);
});

Deno.test("BUILTIN_KINDS gives no accessor to kinds that can only be created, nor one name twice", () => {
  const seen = new Set<string>();
  for (const { kind, verbs, accessor, singularAccessor } of BUILTIN_KINDS) {
    if (!verbs.includes("get")) assert.equal(accessor, undefined, kind);
    for (const name of [accessor, singularAccessor]) {
      if (name === undefined) continue;
      assert(!seen.has(name), name);
      seen.add(name);
    }
  }
  assert(seen.has("events"));
});

Deno.test("BUILTIN_KINDS knows how the server reads fields that differ from their names", () => {
  const job = builtinKind("batch/v1", "Job");
  assert.deepEqual(job?.fields, [
    { selector: "status.successful", path: "status.succeeded", whenAbsent: "0" },
  ]);
  const node = builtinKind("v1", "Node");
  assert.deepEqual(node?.fields, [{ selector: "spec.unschedulable", whenAbsent: "false" }]);
});

Deno.test("builtinKind finds by group, version and kind alone", () => {
  assert.equal(builtinKind("v1", "Pod")?.plural, "pods");
  assert.equal(builtinKind("autoscaling/v1", "HorizontalPodAutoscaler"), undefined);
  assert.equal(builtinKind("v1", "pods"), undefined);
});
