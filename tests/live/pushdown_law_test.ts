/** The law of pushdown with a real server: it selects the same objects as the evaluator does. */
import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { Transport } from "../../lib/connect/transport.ts";
import { resourcePath } from "../../lib/core/path.ts";
import { compileFilter } from "../../lib/query/evaluate.ts";
import { formatFilter } from "../../lib/query/format.ts";
import { parametersOf, planQuery } from "../../lib/query/plan.ts";
import { filtersFor, type Json, KIND_CASES, type KindCase } from "../query/_cases.ts";
import { manifestOf } from "./_law_objects.ts";
import { exchange, ignore, openPlane } from "./_plane.ts";

/** How many filters and objects of each kind; 500 filters altogether. */
const SHARES: readonly (readonly [kind: string, filters: number, objects: number])[] = [
  ["Pod", 180, 25],
  ["Widget", 130, 25],
  ["Job", 60, 15],
  ["Secret", 60, 15],
  ["Event", 50, 15],
  ["Node", 20, 0],
];
const SEED = 20260102;

Deno.test({
  name: "planQuery and evaluate obey the law of pushdown on a real server in 500 cases",
  ignore,
  async fn() {
    const run = crypto.randomUUID().slice(0, 8);
    const namespace = `law-${run}`;
    const definition = widgetDefinition(`${run}.skiff.example`);
    await using transport = await openPlane();
    try {
      await create(transport, "/api/v1/namespaces", { metadata: { name: namespace } });
      await create(transport, DEFINITIONS, definition);
      const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      for (const name of ["ci", "default"]) await ensure(transport, accounts, name);
      const seen = { cases: 0, split: 0, selected: 0 };
      for (const [name, filters, objects] of SHARES) {
        const kindCase = caseOf(name, `${run}.skiff.example`);
        await fill(transport, kindCase, namespace, objects);
        await checkKind(transport, kindCase, { namespace, filters, seen });
      }
      assert.equal(seen.cases, 500);
      // Otherwise the test would have shown little.
      assert(seen.split > 100, `only ${seen.split} filters left something to do here`);
      assert(seen.selected > 1000, `only ${seen.selected} objects were selected`);
    } finally {
      await exchange(transport, "DELETE", `/api/v1/namespaces/${namespace}`);
      await exchange(transport, "DELETE", `${DEFINITIONS}/${definition.metadata.name}`);
    }
  },
});

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** The case of a kind, with the group of this run for the custom one. */
function caseOf(name: string, group: string): KindCase {
  const found = KIND_CASES.find(({ kind }) => kind.kind === name);
  assert(found !== undefined);
  return name === "Widget" ? { ...found, kind: { ...found.kind, group } } : found;
}

async function checkKind(
  transport: Transport,
  kindCase: KindCase,
  { namespace, filters, seen }: {
    readonly namespace: string;
    readonly filters: number;
    readonly seen: { cases: number; split: number; selected: number };
  },
): Promise<void> {
  const { kind } = kindCase;
  const list = async (parameters: Record<string, string>) => {
    const target = { resource: kind, namespace: kind.namespaced ? namespace : undefined };
    const { status, body } = await exchange(transport, "GET", resourcePath(target, parameters));
    assert.equal(status, 200, `${JSON.stringify(parameters)}: ${body.message}`);
    return body;
  };
  const all = await list({});
  // All lists show the same moment, whatever controllers do meanwhile.
  const moment = { resourceVersion: all.metadata.resourceVersion, resourceVersionMatch: "Exact" };
  // Where nothing is pushed the server does what it always does, and nothing would be tested.
  const pushing = filtersFor(kindCase)
    .filter((filter) => planQuery({ kind, namespace, filter }).pushed.length > 0);
  for (const filter of fc.sample(pushing, { numRuns: filters, seed: SEED })) {
    const plan = planQuery({ kind, namespace, filter });
    const parameters = parametersOf(plan);
    const selected: Json[] = (await list({ ...parameters, ...moment })).items;
    const here = namesOf(all.items.filter(compileFilter(filter, kind)));
    const there = namesOf(selected.filter(compileFilter(plan.residual, kind)));
    assert.deepEqual(
      there,
      here,
      `seed ${SEED}: ${kind.kind} ${formatFilter(filter)}: ${JSON.stringify(parameters)}`,
    );
    seen.cases++;
    if (plan.reasons.length > 0) seen.split++;
    seen.selected += selected.length;
  }
}

function namesOf(objects: readonly { readonly metadata?: { readonly name?: string } }[]): string[] {
  return objects.map(({ metadata }) => metadata?.name ?? "").sort();
}

async function fill(
  transport: Transport,
  kindCase: KindCase,
  namespace: string,
  count: number,
): Promise<void> {
  const collection = resourcePath({ resource: kindCase.kind, namespace });
  const samples = fc.sample(kindCase.objects, { numRuns: count, seed: SEED });
  for (const [index, sample] of samples.entries()) {
    const name = ["a", "web-0", "web-1", "x.y"][index] ?? `o-${index}`;
    const { object, status } = manifestOf(kindCase, sample, { name, namespace });
    await create(transport, collection, object);
    if (status === undefined) continue;
    const patch = await transport.send(`${collection}/${name}/status`, {
      method: "PATCH",
      headers: { "content-type": "application/merge-patch+json" },
      body: JSON.stringify({ status }),
    });
    const answer = await patch.text();
    assert.equal(patch.status, 200, answer);
  }
}

async function create(transport: Transport, collection: string, object: unknown): Promise<void> {
  // A definition is served a moment after it is created, hence the second and third tries.
  for (let left = 900;; left--) {
    const { status, body } = await exchange(transport, "POST", collection, object);
    if (status === 201) return;
    assert(status === 404 && left > 0, `${collection}: ${status} ${body.message}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ensure(transport: Transport, collection: string, name: string): Promise<void> {
  const { status, body } = await exchange(transport, "POST", collection, { metadata: { name } });
  assert(status === 201 || status === 409, body.message);
}

function widgetDefinition(group: string) {
  const properties = {
    color: { type: "string" },
    size: { type: "integer" },
    enabled: { type: "boolean" },
    weight: { type: "number" },
  };
  return {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", singular: "widget", kind: "Widget" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        selectableFields: ["color", "size", "enabled"].map((name) => ({
          jsonPath: `.spec.${name}`,
        })),
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties } },
          },
        },
      }],
    },
  };
}
