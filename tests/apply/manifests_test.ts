import assert from "node:assert/strict";
import { type Manifests, readManifests } from "../../lib/apply/manifests.ts";
import { applyPhase, definedKind, MAIN_PHASE } from "../../lib/kinds/apply_order.ts";

const MAP = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };

async function placesOf(input: Manifests): Promise<string[]> {
  return (await readManifests(input)).map(({ name, place }) => `${name}: ${place}`);
}

Deno.test("readManifests() takes text, objects, lists of both, and lists of Kubernetes", async () => {
  assert.deepEqual(await placesOf(MAP), ["a: the document"]);
  assert.deepEqual(await placesOf(JSON.stringify(MAP)), ["a: the document"]);
  const text = "# shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n---\n---\n" +
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n";
  assert.deepEqual(await placesOf([MAP, text]), [
    "a: document 1",
    "b: document 2",
    "c: item 1 of document 3",
  ]);
});

Deno.test("readManifests() keeps an object whose own field is called items", async () => {
  const object = { ...MAP, kind: "Playlist", items: 3 };
  assert.deepEqual(await placesOf(object), ["a: the document"]);
  assert.deepEqual(await placesOf({ ...MAP, items: ["x"] }), ["a: the document"]);
});

Deno.test("readManifests() names everything that is wrong at once, with its place", async () => {
  const cases: readonly [unknown, string][] = [
    ["", "there are none"],
    ["---\n---\n", "there are none"],
    [null, "the document is no object"],
    ["just text", "the document is no object"],
    ["kind: ConfigMap", "the document has no apiVersion and no metadata.name"],
    [
      [MAP, { ...MAP, kind: "" }, "- a\n- b", { ...MAP, metadata: { generateName: "x-" } }],
      "document 2 has no kind; document 3 is no object; document 4 has no metadata.name " +
      "(what has a generateName is made by create())",
    ],
    [
      { ...MAP, metadata: { name: "a", namespace: 3 } },
      "the document has a metadata.namespace that is no text",
    ],
    [
      { ...MAP, metadata: { name: "../a" } },
      'the document: Cannot use "../a" as name: it may not contain "/" or "%"',
    ],
    [{ ...MAP, metadata: { name: 7 } }, "the document has no metadata.name"],
  ];
  for (const [input, fault] of cases) {
    await assert.rejects(readManifests(input as Manifests), {
      name: "QueryError",
      message: `Cannot apply manifests: ${fault}`,
    });
  }
  await assert.rejects(readManifests("a: [b"), {
    name: "QueryError",
    message: /^Cannot parse YAML: line/,
  });
});

Deno.test("applyPhase() puts first what others stand on, and webhooks last", () => {
  const order = [
    ["", "Namespace"],
    ["", "Secret"],
    ["", "Service"],
    ["apps", "Deployment"],
    ["admissionregistration.k8s.io", "ValidatingWebhookConfiguration"],
  ] as const;
  const phases = order.map(([group, kind]) => applyPhase(group, kind));
  assert.deepEqual(phases, [...phases].sort((a, b) => a - b));
  assert.equal(new Set(phases).size, phases.length);
  assert.equal(applyPhase("example.com", "Namespace"), MAIN_PHASE);
});

Deno.test("definedKind() knows the definitions of custom kinds", () => {
  const spec = { group: "example.com", names: { kind: "Widget" } };
  assert.equal(definedKind({ kind: "CustomResourceDefinition", spec }), "example.com/Widget");
  assert.equal(definedKind({ kind: "Widget", spec }), undefined);
  assert.equal(definedKind({ kind: "CustomResourceDefinition" }), undefined);
});
