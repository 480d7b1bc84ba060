import assert from "node:assert/strict";
import { openDiscovery } from "../../lib/client/discovery.ts";
import { isRecord, type JsonRecord } from "../../lib/client/discovery_json.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { formatApiVersion } from "../../lib/core/gvk.ts";
import { resourcePath } from "../../lib/core/path.ts";
import { BUILTIN_KINDS, builtinKind } from "../../lib/kinds/builtin.ts";
import type { BuiltinKind } from "../../lib/kinds/builtin_row.ts";
import type { SelectableField } from "../../lib/kinds/kind.ts";
import { type FieldSchema, schemaOf } from "../../lib/kinds/schema.ts";
import { fieldsInVersion } from "./_fields_by_version.ts";
import { exchange, ignore, openPlane, readMinor } from "./_plane.ts";

/** One resource as the server's own list of its group and version has it. */
interface ServedResource {
  readonly name: string;
  readonly singularName: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The kinds of the table that the server is new enough for. */
async function kindsOf(transport: Transport): Promise<BuiltinKind[]> {
  const minor = await readMinor(transport);
  return BUILTIN_KINDS.filter(({ since }) => since === undefined || minorOf(since) <= minor);
}

function minorOf(release: string): number {
  return Number(/^1\.(\d+)$/.exec(release)?.[1]);
}

/** Reads the plain lists of the preferred versions, which the library itself does not use here. */
async function readServed(transport: Transport): Promise<Map<string, ServedResource[]>> {
  const { body } = await exchange(transport, "GET", "/apis");
  const versions: string[] = body.groups
    .map((group: { preferredVersion: { groupVersion: string } }) =>
      group.preferredVersion.groupVersion
    )
    .filter((version: string) => !version.includes("skiff.example"));
  const served = new Map<string, ServedResource[]>();
  for (const version of ["v1", ...versions]) {
    const path = version === "v1" ? "/api/v1" : `/apis/${version}`;
    served.set(version, (await exchange(transport, "GET", path)).body.resources);
  }
  return served;
}

Deno.test({
  name: "BUILTIN_KINDS is what the server serves at its preferred versions",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const expected = [...await readServed(transport)].flatMap(([version, resources]) =>
      resources.filter(({ name }) => !name.includes("/")).map((resource) => ({
        version,
        kind: resource.kind,
        plural: resource.name,
        singular: resource.singularName,
        namespaced: resource.namespaced,
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        verbs: resource.verbs.toSorted(),
        subresources: resources.map(({ name }) => name)
          .filter((name) => name.startsWith(`${resource.name}/`))
          .map((name) => name.slice(resource.name.length + 1)).sort(),
      }))
    );
    const table = (await kindsOf(transport)).map((kind) => ({
      version: formatApiVersion(kind),
      kind: kind.kind,
      plural: kind.plural,
      singular: kind.singular,
      namespaced: kind.namespaced,
      shortNames: [...kind.shortNames],
      categories: [...kind.categories],
      verbs: [...kind.verbs],
      subresources: [...kind.subresources],
    }));
    const key = ({ version, plural }: { version: string; plural: string }) =>
      `${version}/${plural}`;
    const byKey = (a: { version: string; plural: string }, b: typeof a) => key(a) < key(b) ? -1 : 1;
    assert.deepEqual(table.sort(byKey), expected.sort(byKey));
  },
});

Deno.test({
  name: "Discovery.kinds gives the table's kinds in the table's order",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const kinds = await openDiscovery(transport, { cacheDirectory: false }).kinds();
    const known = new Set<unknown>(BUILTIN_KINDS);
    assert.deepEqual(kinds.filter((kind) => known.has(kind)), await kindsOf(transport));
  },
});

async function selectorStatus(
  transport: Transport,
  kind: BuiltinKind,
  fieldSelector: string,
): Promise<number> {
  const path = resourcePath({ resource: kind }, { limit: 1, fieldSelector });
  return (await exchange(transport, "GET", path)).status;
}

/** The paths of the single values of a kind, down to the second name. */
function scalarPaths(schema: FieldSchema, depth = 2): string[] {
  return schema.fieldNames().flatMap((name) => {
    const field = schema.field(name);
    if (field?.type === "object" && depth > 1) {
      return scalarPaths(field, depth - 1).map((inner) => `${name}.${inner}`);
    }
    return field?.type === "list" || field?.type === "map" || field?.type === "object" ? [] : name;
  });
}

async function acceptedSelectors(
  transport: Transport,
  kind: BuiltinKind,
  candidates: ReadonlySet<string>,
): Promise<string[]> {
  const accepted: string[] = [];
  const next = candidates.values();
  async function work(): Promise<void> {
    for (const selector of next) {
      const status = await selectorStatus(transport, kind, `${selector}=x`);
      assert(status === 200 || status === 400, `${kind.plural} ${selector}: ${status}`);
      if (status === 200) accepted.push(selector);
    }
  }
  await Promise.all(Array.from({ length: 10 }, work));
  return accepted.sort();
}

Deno.test({
  name: "BUILTIN_KINDS lists the fields that the server selects by, and all of them",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const known = BUILTIN_KINDS.flatMap(({ fields }) => fields.map(({ selector }) => selector));
    const served = await kindsOf(transport);
    for (const kind of served.filter(({ verbs }) => verbs.includes("list"))) {
      const schema = schemaOf(kind);
      assert(schema !== undefined, kind.kind);
      const own = scalarPaths(schema).filter((path) => !path.startsWith("metadata."));
      const candidates = new Set([...known, ...own, "metadata.name", "spec.madeUp"]);
      assert.deepEqual(
        await acceptedSelectors(transport, kind, candidates),
        ["metadata.name", ...kind.fields.map(({ selector }) => selector)].sort(),
        kind.plural,
      );
    }
  },
});

// What an earlier run made may still be on its way out.
const RUN = crypto.randomUUID().slice(0, 8);
const NAMESPACE = `skiff-kinds-${RUN}`;

/** Objects in which the fields that have a value when absent are absent. */
const BARE_OBJECTS: readonly (readonly [string, string, JsonRecord])[] = [
  // A scheduler that does not exist, so that nobody writes the pod between two looks.
  ["v1", "Pod", { spec: { schedulerName: "nobody", containers: [{ name: "c", image: "i" }] } }],
  ["v1", "ReplicationController", {
    spec: {
      replicas: 0,
      selector: { app: "x" },
      template: {
        metadata: { labels: { app: "x" } },
        spec: { containers: [{ name: "c", image: "i" }] },
      },
    },
  }],
  ["batch/v1", "Job", {
    spec: {
      suspend: true,
      template: {
        spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] },
      },
    },
  }],
  ["v1", "Secret", {}],
  ["v1", "Node", {}],
  ["v1", "Event", {
    involvedObject: { kind: "Pod", namespace: NAMESPACE, name: "p" },
    reportingComponent: "tester",
  }],
  ["v1", "Event", {
    involvedObject: { kind: "Pod", namespace: NAMESPACE, name: "p" },
    source: { component: "kubelet" },
    reportingComponent: "tester",
  }],
  ["v1", "Service", { spec: { ports: [{ port: 80 }] } }],
];

Deno.test({
  name: "BUILTIN_KINDS says what the server compares with, absent fields included",
  ignore,
  async fn() {
    await using transport = await openPlane();
    await exchange(transport, "POST", "/api/v1/namespaces", { metadata: { name: NAMESPACE } });
    try {
      // Without its service account, which a controller may not have made yet, no pod is let in.
      await exchange(transport, "POST", `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, {
        metadata: { name: "default" },
      });
      for (const [apiVersion, kindName, object] of BARE_OBJECTS) {
        await checkSelectors(transport, apiVersion, kindName, object);
      }
    } finally {
      await exchange(transport, "DELETE", `/api/v1/namespaces/${NAMESPACE}`);
    }
  },
});

async function checkSelectors(
  transport: Transport,
  apiVersion: string,
  kindName: string,
  object: JsonRecord,
): Promise<void> {
  const kind = builtinKind(apiVersion, kindName);
  assert(kind !== undefined);
  const collection = { resource: kind, namespace: NAMESPACE };
  const target = { ...collection, name: `bare-${RUN}` };
  const made = await exchange(transport, "POST", resourcePath(collection), {
    apiVersion,
    kind: kindName,
    metadata: { name: target.name },
    ...object,
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  for (const field of kind.fields) {
    const { body } = await exchange(transport, "GET", resourcePath(target));
    const fieldSelector = `metadata.name=${target.name},${field.selector}=${valueOf(field, body)}`;
    const listed = await exchange(transport, "GET", resourcePath(collection, { fieldSelector }));
    assert.equal(listed.body.items.length, 1, `${kindName} ${fieldSelector}`);
  }
  await exchange(transport, "DELETE", resourcePath(target, { gracePeriodSeconds: 0 }));
}

/** What the table says that the server compares with. */
function valueOf(
  { selector, path, firstOf, whenAbsent }: SelectableField,
  object: unknown,
): string {
  for (const candidate of firstOf ?? [path ?? selector]) {
    const value = candidate.split(".").reduce(
      (part: unknown, name) => isRecord(part) ? part[name] : undefined,
      object,
    );
    if (value !== undefined && value !== "") return String(value);
  }
  return whenAbsent ?? "";
}

const SHORT_NAME = `w${RUN}`;
const CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `widgets.${RUN}.skiff.example` },
  spec: {
    group: `${RUN}.skiff.example`,
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", shortNames: [SHORT_NAME] },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: {
              type: "object",
              properties: { color: { type: "string" }, size: { type: "integer" } },
            },
          },
        },
      },
      selectableFields: [{ jsonPath: ".spec.color" }],
    }],
  },
};
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

Deno.test({
  name: "Discovery finds a definition made a moment ago, with its fields and selectors",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const discovery = openDiscovery(transport, { cacheDirectory: false });
    assert.equal(await discovery.find(SHORT_NAME), undefined);
    const made = await exchange(transport, "POST", DEFINITIONS, CRD);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    try {
      const kind = await until(() => discovery.find(SHORT_NAME));
      assert.equal(kind.group, `${RUN}.skiff.example`);
      const resource = await discovery.customResource(kind);
      assert.deepEqual(resource?.kind.fields, [{ selector: "spec.color" }]);
      assert.equal(resource?.schema.field("spec")?.field("size")?.type, "number");
      const list = resourcePath({ resource: kind }, { fieldSelector: "spec.color=red" });
      assert.equal((await exchange(transport, "GET", list)).status, 200);
    } finally {
      await exchange(transport, "DELETE", `${DEFINITIONS}/${CRD.metadata.name}`);
    }
  },
});

/** Asks until the server, which takes a moment to publish a definition, has an answer. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = AbortSignal.timeout(300_000);
  while (true) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    deadline.throwIfAborted();
  }
}

const REF_PREFIX = "#/components/schemas/";
const EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Walks the server's OpenAPI documents and our schemas side by side. */
class SchemaComparison {
  readonly problems: string[] = [];
  fields = 0;
  readonly #schemas: Record<string, JsonRecord>;
  readonly #minor: number;
  readonly #seen = new Set<string>();

  constructor(schemas: Record<string, JsonRecord>, minor: number) {
    this.#schemas = schemas;
    this.#minor = minor;
  }

  compare(path: string, ours: FieldSchema, node: JsonRecord): void {
    const ref = refOf(node);
    if (ref === undefined) return this.#compareShape(path, ours, node);
    const name = ref.slice(REF_PREFIX.length);
    const plain = PLAIN_SCHEMAS.get(name);
    if (plain !== undefined) {
      if (`${ours.type} ${ours.format}` !== plain) {
        this.problems.push(`${path}: ${ours.type} ${ours.format}, not ${plain}`);
      }
      return;
    }
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const shortName = name.slice(name.lastIndexOf(".") + 1);
    this.#compareShape(path, ours, this.#schemas[name] ?? {}, shortName);
  }

  #compareShape(path: string, ours: FieldSchema, node: JsonRecord, schema = ""): void {
    const { properties, items, additionalProperties, type } = node;
    if (isRecord(properties)) {
      const theirs = Object.keys(properties).sort();
      const known = fieldsInVersion(this.#minor, schema, ours.fieldNames());
      if (theirs.join() !== known.join()) {
        this.problems.push(`${path} (${schema}): has ${known.join()}, the server ${theirs.join()}`);
      }
      for (const [name, inner] of Object.entries(properties)) {
        const field = ours.field(name);
        this.fields++;
        if (field !== undefined && isRecord(inner)) this.compare(`${path}.${name}`, field, inner);
      }
    } else if (type === "array" && isRecord(items)) {
      const item = ours.item();
      if (item === undefined) this.problems.push(`${path}: ${ours.type}, not a list`);
      else this.compare(`${path}[]`, item, items);
    } else if (isRecord(additionalProperties)) {
      const value = ours.field("x");
      if (ours.type !== "map" || value === undefined) {
        this.problems.push(`${path}: ${ours.type}, not a map`);
      } else this.compare(`${path}.*`, value, additionalProperties);
    } else {
      const wanted = type === "integer" ? "number" : type ?? "any";
      const given = wanted === "object" && ours.type === "any" ? "object" : ours.type;
      if (given !== wanted) this.problems.push(`${path}: ${ours.type}, not ${wanted}`);
    }
  }
}

/** What the server's named scalars are with us; JSON without a schema may be anything. */
const PLAIN_SCHEMAS: ReadonlyMap<string, string> = new Map([
  ["io.k8s.apimachinery.pkg.api.resource.Quantity", "string quantity"],
  ["io.k8s.apimachinery.pkg.apis.meta.v1.Time", "string date-time"],
  ["io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", "string date-time"],
  ["io.k8s.apimachinery.pkg.util.intstr.IntOrString", "any int-or-string"],
  ["io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", "any undefined"],
  ["io.k8s.apimachinery.pkg.runtime.RawExtension", "any undefined"],
  [`${EXTENSIONS}.JSON`, "any undefined"],
  [`${EXTENSIONS}.JSONSchemaPropsOrArray`, "any undefined"],
  [`${EXTENSIONS}.JSONSchemaPropsOrBool`, "any undefined"],
  [`${EXTENSIONS}.JSONSchemaPropsOrStringArray`, "any undefined"],
]);

function refOf(node: JsonRecord): string | undefined {
  const all = Array.isArray(node["allOf"]) ? node["allOf"] : [];
  const ref = node["$ref"] ?? all.find((part) => isRecord(part) && part["$ref"])?.["$ref"];
  return typeof ref === "string" ? ref : undefined;
}

Deno.test({
  name: "schemaOf has every field that the server's OpenAPI documents have, with its type",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const schemas: Record<string, JsonRecord> = {};
    const served = await kindsOf(transport);
    for (const version of new Set(served.map(formatApiVersion))) {
      const path = version === "v1" ? "api/v1" : `apis/${version}`;
      const { body } = await exchange(transport, "GET", `/openapi/v3/${path}`);
      Object.assign(schemas, body.components.schemas);
    }
    const comparison = new SchemaComparison(schemas, await readMinor(transport));
    for (const kind of served) {
      const ours = schemaOf(kind);
      const theirs = Object.values(schemas).find((schema) => isOfKind(schema, kind));
      assert(ours !== undefined && theirs !== undefined, kind.kind);
      comparison.compare(kind.kind, ours, theirs);
    }
    assert.deepEqual(comparison.problems, []);
    assert(comparison.fields > 1500, `${comparison.fields} fields`);
  },
});

function isOfKind(schema: JsonRecord, kind: BuiltinKind): boolean {
  const types = schema["x-kubernetes-group-version-kind"];
  // Options that several kinds share carry all their types.
  return Array.isArray(types) && types.length === 1 && types[0].kind === kind.kind &&
    types[0].group === kind.group && types[0].version === kind.version;
}
