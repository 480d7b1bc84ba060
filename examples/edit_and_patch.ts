/**
 * Changes an object: by a function that loses nobody's change, and by the three types of patch.
 *
 * `deno task example edit_and_patch`
 *
 * @module
 */
import { cluster, jsonPointer, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const web = ns(namespace.metadata?.name).deployment("web");
try {
  await web.create({
    // A JSON patch adds to a map that is there; otherwise it comes with the controller, sooner or later.
    metadata: { annotations: { "example.com/team": "web" } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [{ name: "web", image: "nginx:1.29" }, { name: "log", image: "fluent:4" }],
        },
      },
    },
  });

  // Read, changed, and only the difference sent; done again where others were faster.
  await web.edit((deployment) => {
    for (const container of deployment.spec?.template.spec?.containers ?? []) {
      container.imagePullPolicy = "IfNotPresent";
    }
  });
  // Strategic, as for kubectl: containers are merged by name.
  await web.patch({
    spec: { template: { spec: { containers: [{ name: "web", image: "nginx:1.30" }] } } },
  });
  await web.patch({ spec: { paused: true, minReadySeconds: null } }, { type: "merge" });
  await web.patch([
    { op: "test", path: "/spec/paused", value: true },
    {
      op: "add",
      path: jsonPointer("metadata", "annotations", "example.com/note"),
      value: "paused",
    },
  ]);
  await web.label({ tier: "front" });

  const { metadata, spec } = await web.get();
  console.log(metadata?.labels, metadata?.annotations?.["example.com/note"], spec?.paused);
  console.log(spec?.template.spec?.containers.map(({ image }) => image));

  // What it would come to, without coming to it.
  const wanted = await web.patch({ spec: { replicas: 5 } }, { dryRun: true });
  console.log(`would want ${wanted.spec?.replicas}, wants ${(await web.get()).spec?.replicas}`);
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
