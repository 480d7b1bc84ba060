/** What a plan shows of the fields of an object. */
import assert from "node:assert/strict";
import { attributesOf, type ResourceAttributes } from "../../lib/policy/attributes.ts";
import { fieldChanges } from "../../lib/policy/field_changes.ts";
import type { FieldChange } from "../../lib/policy/plan.ts";
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
    { path: "spec.containers[c].name", after: "c" },
    { path: "spec.containers[c].args", after: ["-v", "x"] },
    { path: "spec.containers[c].env", after: [] },
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

const DEPLOYMENT = creating("/apis/apps/v1/namespaces/shop/deployments");

/** As a plan writes them: path, sign and values. */
function changesOf(before: unknown, after: unknown): readonly string[] {
  const changes = fieldChanges(DEPLOYMENT, { spec: before }, { spec: after }, "");
  return changes.map(({ path, ...change }) => {
    const values = [change.before, change.after].map((value) => JSON.stringify(value));
    return `${path}: ${values[0] ?? "(none)"} -> ${values[1] ?? "(none)"}`;
  });
}

Deno.test("of a list of objects the fields of its items are listed", () => {
  function pod(...env: readonly unknown[]): unknown {
    return { containers: [{ name: "log", image: "log:1" }, { name: "main", env }] };
  }
  const [a, b] = [{ name: "A", value: "1" }, { name: "B", value: "2" }];
  assert.deepEqual(changesOf(pod(a, b), pod(a, { ...b, value: "3" })), [
    'spec.containers[main].env[B].value: "2" -> "3"',
  ]);
  assert.deepEqual(changesOf(pod(a, b), pod({ name: "C", value: "" }, b)), [
    'spec.containers[main].env[C]: (none) -> {"name":"C","value":""}',
    'spec.containers[main].env[A]: {"name":"A","value":"1"} -> (none)',
  ]);
  const ports = [{ containerPort: 80 }, { containerPort: 443 }];
  assert.deepEqual(
    changesOf({ ports }, { ports: [ports[0], { containerPort: 443, protocol: "TCP" }] }),
    ['spec.ports[containerPort=443].protocol: (none) -> "TCP"'],
  );
  const conditions = [{ type: "Ready", status: "False" }];
  assert.deepEqual(changesOf({ conditions }, { conditions: [{ type: "Ready", status: "True" }] }), [
    'spec.conditions[type=Ready].status: "False" -> "True"',
  ]);
  const odd = [{ name: "0", a: 1 }, { name: "x] [y", a: 1 }];
  assert.deepEqual(changesOf({ odd }, { odd: odd.map((item) => ({ ...item, a: 2 })) }), [
    'spec.odd["0"].a: 1 -> 2',
    'spec.odd["x] [y"].a: 1 -> 2',
  ]);
});

Deno.test("items without a name are told apart by their place, as long as there are as many", () => {
  const rules = [{ verbs: ["get"] }, { verbs: ["list"] }];
  assert.deepEqual(changesOf({ rules }, { rules: [rules[0], { verbs: ["watch"] }] }), [
    'spec.rules[1].verbs: ["list"] -> ["watch"]',
  ]);
  assert.deepEqual(changesOf({ rules }, { rules: [rules[0]] }), [
    'spec.rules: [{"verbs":["get"]},{"verbs":["list"]}] -> [{"verbs":["get"]}]',
  ]);
});

Deno.test("items that change places are listed as a whole, and what only a list tells apart, too", () => {
  const list = [{ name: "a" }, { name: "b" }];
  assert.deepEqual(changesOf({ list }, { list: list.toReversed() }), [
    'spec.list: [{"name":"a"},{"name":"b"}] -> [{"name":"b"},{"name":"a"}]',
  ]);
  assert.deepEqual(changesOf({ list: [{ name: "a", b: null }] }, { list: [{ name: "a" }] }), [
    'spec.list: [{"name":"a","b":null}] -> [{"name":"a"}]',
  ]);
});

/** The state with its changes made, each where its path says. */
function applied(spec: unknown, changes: readonly FieldChange[]): unknown {
  const root = structuredClone({ spec }) as Record<string, unknown>;
  for (const { path, after } of changes) {
    const steps = [...path.matchAll(/([a-z]+)|\[(?:[a-z]+=)?"?([^\]"]+)"?\]/g)].map((
      [, field, item],
    ) => [field, item] as const);
    let at: unknown = root;
    for (const [index, [field, item]] of steps.entries()) {
      const isLast = index === steps.length - 1;
      if (field !== undefined) {
        const object = at as Record<string, unknown>;
        if (!isLast) at = object[field];
        else if (after === undefined) delete object[field];
        else object[field] = after;
        continue;
      }
      const items = at as Record<string, unknown>[];
      const place = /^\d+$/.test(item!)
        ? Number(item)
        : items.findIndex(({ name }) => name === item);
      if (!isLast) at = items[place];
      else if (after === undefined) items.splice(place, 1);
      else if (place === -1) items.push(after as Record<string, unknown>);
      else items[place] = after as Record<string, unknown>;
    }
  }
  return root["spec"];
}

Deno.test("nothing differs from itself, and what is listed is all that differs", () => {
  let seed = 7;
  function below(count: number): number {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 65536) % count;
  }
  function value(depth: number): unknown {
    const kind = depth === 0 ? below(2) : below(6);
    if (kind === 0) return below(3);
    if (kind === 1) return "ab"[below(2)];
    if (kind < 4) {
      const names = ["a", "b", "c"].filter(() => below(2) === 0);
      return Object.fromEntries(names.map((name) => [name, value(depth - 1)]));
    }
    const names = ["x", "y", "z"].filter(() => below(3) > 0);
    if (kind === 4) return names.map((name) => ({ name, a: value(depth - 1) }));
    return names.map(() => ({ a: value(depth - 1), b: value(depth - 1) }));
  }
  /** Added items are put last: of those the place is not told. */
  function sorted(any: unknown): unknown {
    if (Array.isArray(any)) {
      const items = any.map(sorted) as { name?: string }[];
      return items.every(({ name }) => name !== undefined)
        ? items.toSorted((a, b) => a.name! < b.name! ? -1 : 1)
        : items;
    }
    if (typeof any !== "object" || any === null) return any;
    return Object.fromEntries(Object.entries(any).map(([name, part]) => [name, sorted(part)]));
  }
  for (let round = 0; round < 2000; round++) {
    const [before, after] = [{ a: value(4), b: value(4) }, { a: value(4), b: value(4) }];
    assert.deepEqual(changesOf(before, structuredClone(before)), []);
    const changes = fieldChanges(DEPLOYMENT, { spec: before }, { spec: after }, "");
    assert.deepEqual(sorted(applied(before, changes)), sorted(after));
  }
});
