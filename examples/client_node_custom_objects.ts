/**
 * Defines a kind and makes an object of it by the official generated API; then takes both away.
 *
 * `deno task example client_node_custom_objects`
 *
 * @module
 */
import { ApiException, ApiextensionsV1Api, CustomObjectsApi, generated } from "skiff/client-node";

const definitions = generated(ApiextensionsV1Api);
const objects = generated(CustomObjectsApi);
const group = `example-${crypto.randomUUID().slice(0, 8)}.skiff.test`;
const kind = { group, version: "v1", plural: "boats" };
const name = `boats.${group}`;

await definitions.createCustomResourceDefinition({
  body: {
    metadata: { name },
    spec: {
      group,
      scope: "Cluster",
      names: { plural: "boats", singular: "boat", kind: "Boat" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { sails: { type: "integer" } } } },
          },
        },
      }],
    },
  },
});

try {
  const body = { apiVersion: `${group}/v1`, kind: "Boat", metadata: { name: "skiff" } };
  const boat = await whenServed(() =>
    objects.createClusterCustomObject({ ...kind, body: { ...body, spec: { sails: 1 } } })
  );
  console.log(`${boat.metadata.name} has ${boat.spec.sails} sail`);
  const { items } = await objects.listClusterCustomObject(kind);
  console.log(`boats: ${items.length}`);
} finally {
  await definitions.deleteCustomResourceDefinition({ name });
}

/** A server takes a moment from the definition to the first object. */
async function whenServed<T>(make: () => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(30_000);
  while (true) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 404 || deadline.aborted) throw error;
    }
  }
}
