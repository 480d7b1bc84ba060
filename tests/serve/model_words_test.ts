/** The words of OpenAPI documents, from the types of the official client. */
import assert from "node:assert/strict";
import "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Pod.js";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { findModelWords, parseTypes } from "../../lib/serve/model_words.ts";

Deno.test("parseTypes() takes the words of a class and of its fields", () => {
  const { description, fields } = parseTypes(`/**
 * Made by a tool.
 */
import { Part } from './part.js';
/**
* A thing to try.
*/
export declare class Thing {
    /**
    * How it is \\"called\\", and its size\\'s unit.
    */
    'name'?: string;
    'part'?: Part;
    /**
    * Several
    * lines.
    */
    'other': Array<string>;
    static readonly discriminator: string | undefined;
}
`);
  assert.equal(description, "A thing to try.");
  assert.deepEqual([...fields], [
    ["name", `How it is "called", and its size's unit.`],
    ["other", "Several\nlines."],
  ]);
});

Deno.test("documents of OpenAPI have the words of the official client, where it is in the cache", async () => {
  const describe = findModelWords();
  assert(describe !== undefined);
  assert.equal(describe("io.k8s.api.core.v1.Nothing"), undefined);
  for (const model of ["io.k8s.api.core.v1.Event", "io.k8s.api.autoscaling.v2.MetricSpec"]) {
    assert((describe(model)?.description ?? "").length > 10, model);
  }
  await using cluster = createEmbeddedCluster({ describe });
  const response = await cluster.transport().send("/openapi/v3/apis/batch/v1");
  const { components: { schemas } } = await response.json();
  const pod = schemas["io.k8s.api.core.v1.PodSpec"];
  assert.equal(pod.description, describe("io.k8s.api.core.v1.PodSpec")?.description);
  assert((pod.properties.hostNetwork.description ?? "").length > 10);
  assert((schemas["io.k8s.api.batch.v1.JobList"].description ?? "").length > 5);
});
