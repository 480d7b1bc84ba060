/** The OpenAPI documents of the in-memory cluster beside those of a real server. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { ignore, openPlane, readMinor } from "./_plane.ts";

/** Written for this version. */
const MINOR = 36;

/** Where they differ: said once more around a reference, a form that has no words there, or a list of kinds. */
const DIFFERENT: ReadonlySet<string> = new Set([
  "DeleteOptions",
  "IngressRule.http",
  "JSONSchemaProps.additionalItems",
  "JSONSchemaProps.additionalProperties",
  "JSONSchemaProps.dependencies",
  "JSONSchemaProps.enum",
  "JSONSchemaProps.example",
  "JSONSchemaProps.externalDocs",
  "JSONSchemaProps.items",
  "JSONSchemaProps.not",
  "PersistentVolumeClaimStatus.allocatedResourceStatuses",
  "PersistentVolumeSpec.claimRef",
]);

interface Schema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

async function read<T>(transport: Transport, path: string): Promise<T> {
  const response = await transport.send(path);
  assert(response.ok, `${path}: ${response.status}`);
  return await response.json();
}

Deno.test({
  name: "the in-memory cluster describes its kinds in OpenAPI as a real server does",
  ignore,
  fn: async (t) => {
    await using real = await openPlane();
    if (await readMinor(real) !== MINOR) return;
    await using cluster = createEmbeddedCluster();
    const own = cluster.transport();
    const { paths } = await read<{ paths: Record<string, unknown> }>(own, "/openapi/v3");
    const seen = new Set<string>();
    let compared = 0;
    for (const path of Object.keys(paths)) {
      await t.step(path, async () => {
        const [ours, theirs] = await Promise.all(
          [own, real].map((transport) => read<Document>(transport, `/openapi/v3/${path}`)),
        ) as [Document, Document];
        for (const route of Object.keys(ours.paths)) assert(route in theirs.paths, route);
        for (const [name, schema] of Object.entries(ours.components.schemas)) {
          const other = theirs.components.schemas[name];
          assert(other !== undefined, name);
          compared++;
          const short = name.slice(name.lastIndexOf(".") + 1);
          for (const difference of differences(short, schema, other)) {
            assert(DIFFERENT.has(difference), `${name}: ${difference}`);
            seen.add(difference);
          }
        }
      });
    }
    assert(compared > 900, String(compared));
    assert.deepEqual([...DIFFERENT].filter((name) => !seen.has(name)), []);
  },
});

/** The fields of a schema that differ, or the schema itself. */
function differences(name: string, ours: Schema, theirs: Schema): string[] {
  const { properties: own = {}, ...rest } = ours;
  const { properties: other = {}, ...otherRest } = theirs;
  const fields = [...new Set([...Object.keys(own), ...Object.keys(other)])]
    .filter((field) => canonical(own[field]) !== canonical(other[field]))
    .map((field) => `${name}.${field}`);
  return canonical(rest) === canonical(otherRest) ? fields : [name, ...fields];
}

/** Text of what is not said in words. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner) => {
    if (key === "description" && typeof inner === "string") return undefined;
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
  }) ?? "";
}
