/** Who owns the number of replicas of a custom kind: as kubectl scale leaves it on a real server. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make } from "./_cluster.ts";

const LEADS = "/apis/lead.example/v1/namespaces/default/leads";

async function defineLeads(cluster: EmbeddedCluster, replicas: object): Promise<void> {
  await make(cluster, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "leads.lead.example" },
    spec: {
      group: "lead.example",
      scope: "Namespaced",
      names: { plural: "leads", singular: "lead", kind: "Lead" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { replicas, other: { type: "string" } } },
              status: { type: "object", properties: { replicas: { type: "integer" } } },
            },
          },
        },
        subresources: {
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
      }],
    },
  });
  await cluster.settled();
}

/** Makes a lead, scales it, and gives what each manager owns of it then. */
async function ownersAfterScale(cluster: EmbeddedCluster, spec: object): Promise<object> {
  const lead = { apiVersion: "lead.example/v1", kind: "Lead", metadata: { name: "a" }, spec };
  await make(cluster, `${LEADS}?fieldManager=maker`, lead);
  const change = { spec: { replicas: 3 } };
  const scaled = await ask(cluster, "PATCH", `${LEADS}/a/scale?fieldManager=scaler`, change);
  assert.equal(scaled.status, 200, JSON.stringify(scaled.body));
  const { body } = await ask(cluster, "GET", `${LEADS}/a`);
  assert.equal(body.spec.replicas, 3);
  const entries: { manager: string; subresource?: string; fieldsV1: object }[] =
    body.metadata.managedFields;
  return Object.fromEntries(
    entries.map((
      { manager, subresource = "", fieldsV1 },
    ) => [`${manager}/${subresource}`, fieldsV1]),
  );
}

Deno.test("who scales a custom object takes its replicas over from who made it", async () => {
  await using cluster = createEmbeddedCluster();
  await defineLeads(cluster, { type: "integer" });
  assert.deepEqual(await ownersAfterScale(cluster, { replicas: 1, other: "x" }), {
    "scaler/scale": { "f:spec": { "f:replicas": {} } },
    "maker/": { "f:spec": { ".": {}, "f:other": {} } },
  });
});
