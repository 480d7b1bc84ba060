import assert from "node:assert/strict";
import { BUILTIN_KINDS, builtinKind } from "../../lib/kinds/builtin.ts";
import { schemaFromOpenApi } from "../../lib/kinds/openapi_schema.ts";
import { type FieldSchema, schemaOf } from "../../lib/kinds/schema.ts";

function builtinSchema(apiVersion: string, kind: string): FieldSchema {
  const found = builtinKind(apiVersion, kind);
  const schema = found && schemaOf(found);
  assert(schema !== undefined, kind);
  return schema;
}

function at(schema: FieldSchema, path: string): FieldSchema | undefined {
  return path.split(".").reduce<FieldSchema | undefined>(
    (found, name) => name === "[]" ? found?.item() : found?.field(name),
    schema,
  );
}

Deno.test("schemaOf knows every built-in kind as an object with metadata or with a spec", () => {
  for (const kind of BUILTIN_KINDS) {
    const schema = schemaOf(kind);
    assert.equal(schema?.type, "object", kind.kind);
    assert.equal(schema?.field("kind")?.type, "string", kind.kind);
    assert.equal(at(schema, "metadata.creationTimestamp")?.format, "date-time", kind.kind);
  }
});

Deno.test("schemaOf walks objects, lists and maps", () => {
  const pod = builtinSchema("v1", "Pod");
  assert.equal(at(pod, "spec.containers")?.type, "list");
  assert.equal(at(pod, "spec.containers.[].image")?.type, "string");
  assert.equal(at(pod, "spec.containers.[].resources.limits")?.type, "map");
  assert.equal(at(pod, "spec.containers.[].resources.limits.cpu")?.format, "quantity");
  assert.equal(at(pod, "metadata.labels.any/thing")?.type, "string");
  assert.equal(at(pod, "status.phse"), undefined);
  assert.equal(at(pod, "spec.containers.image"), undefined);
});

Deno.test("schemaOf says what values mean", () => {
  assert.equal(at(builtinSchema("v1", "Pod"), "status.startTime")?.format, "date-time");
  assert.equal(
    at(builtinSchema("coordination.k8s.io/v1", "Lease"), "spec.renewTime")?.format,
    "date-time",
  );
  const port = at(builtinSchema("v1", "Service"), "spec.ports.[].targetPort");
  assert.deepEqual([port?.type, port?.format], ["any", "int-or-string"]);
  const replicas = at(builtinSchema("apps/v1", "Deployment"), "spec.replicas");
  assert.deepEqual([replicas?.type, replicas?.format], ["number", "int32"]);
  assert.equal(at(builtinSchema("v1", "Secret"), "data.password")?.format, "byte");
  assert.equal(at(builtinSchema("v1", "Secret"), "immutable")?.type, "boolean");
});

Deno.test("schemaOf uses the names of the wire, not of the models", () => {
  const definition = builtinSchema("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  const names = at(definition, "spec.versions.[].schema.openAPIV3Schema")?.fieldNames() ?? [];
  for (const name of ["default", "enum", "not", "$ref", "x-kubernetes-int-or-string"]) {
    assert(names.includes(name), name);
  }
  const policy = builtinSchema("networking.k8s.io/v1", "NetworkPolicy");
  assert.equal(at(policy, "spec.ingress.[].from")?.type, "list");
});

Deno.test("schemaOf follows types that hold themselves without an end", () => {
  let schema = at(
    builtinSchema("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    "spec.versions.[].schema.openAPIV3Schema",
  );
  for (let depth = 0; depth < 50; depth++) schema = schema?.field("properties")?.field("x");
  assert.equal(schema?.field("type")?.type, "string");
});

Deno.test("schemaOf gives nothing for other versions and kinds", () => {
  const [kind] = BUILTIN_KINDS;
  assert(kind !== undefined);
  assert.equal(schemaOf({ ...kind, group: "example.com" }), undefined);
});

Deno.test("schemaOf walks every field of every kind", () => {
  const seen = new Set<FieldSchema>();
  const queue = BUILTIN_KINDS.map((kind) => schemaOf(kind));
  let fields = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const inner = next.type === "list" ? next.item() : next.type === "map" ? next.field("x") : next;
    if (inner !== next) queue.push(inner);
    for (const name of next.fieldNames()) {
      const field = next.field(name);
      assert(field !== undefined, name);
      fields++;
      queue.push(field);
    }
  }
  assert(fields > 2000, `${fields} fields`);
});

const WIDGET = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        size: { type: "integer", format: "int32" },
        memory: {
          "anyOf": [{ type: "integer" }, { type: "string" }],
          "pattern":
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
          "x-kubernetes-int-or-string": true,
        },
        port: { "x-kubernetes-int-or-string": true },
        since: { type: "string", format: "date-time" },
        tags: { type: "array", items: { type: "string" } },
        limits: { type: "object", additionalProperties: { type: "number" } },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        part: {
          type: "object",
          properties: { known: { type: "boolean" } },
          "x-kubernetes-preserve-unknown-fields": true,
        },
        template: { type: "object", "x-kubernetes-embedded-resource": true },
        empty: { type: "object" },
      },
    },
  },
};

Deno.test("schemaFromOpenApi reads the schema of a definition", () => {
  const widget = schemaFromOpenApi(WIDGET);
  const shapes = (path: string) => {
    const found = at(widget, path);
    return found && [found.type, found.format];
  };
  assert.deepEqual(shapes("spec.size"), ["number", "int32"]);
  assert.deepEqual(shapes("spec.memory"), ["any", "quantity"]);
  assert.deepEqual(shapes("spec.port"), ["any", "int-or-string"]);
  assert.deepEqual(shapes("spec.since"), ["string", "date-time"]);
  assert.deepEqual(shapes("spec.tags.[]"), ["string", undefined]);
  assert.deepEqual(shapes("spec.limits.cpu"), ["number", undefined]);
  assert.deepEqual(shapes("spec.free"), ["any", undefined]);
  assert.deepEqual(shapes("spec.part.known"), ["boolean", undefined]);
  assert.deepEqual(shapes("spec.part.other"), ["any", undefined]);
  assert.deepEqual(shapes("spec.template.metadata.name"), ["string", undefined]);
  assert.equal(shapes("spec.empty.other"), undefined);
  assert.equal(shapes("spec.sze"), undefined);
});

Deno.test("schemaFromOpenApi gives every object its type and metadata", () => {
  const widget = schemaFromOpenApi(WIDGET);
  assert.deepEqual(widget.fieldNames(), ["apiVersion", "kind", "metadata", "spec"]);
  assert.equal(at(widget, "metadata.creationTimestamp")?.format, "date-time");
});

Deno.test("schemaFromOpenApi leaves open what it cannot read", () => {
  for (const nothing of [undefined, null, "x", 1, []]) {
    const schema = schemaFromOpenApi(nothing);
    assert.equal(schema.field("spec")?.type, "any");
    assert.equal(at(schema, "metadata.name")?.type, "string");
  }
  assert.equal(schemaFromOpenApi({ type: "object" }).field("spec"), undefined);
  assert.equal(schemaFromOpenApi({ properties: { constructor: {} } }).field("toString"), undefined);
});
