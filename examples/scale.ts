/**
 * Scales one Deployment, on a condition, and several at once.
 *
 * `deno task example scale`
 *
 * @module
 */
import { cluster, isConflict, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const shop = ns(namespace.metadata?.name);
try {
  for (const name of ["web", "api"]) {
    await shop.deployment(name).create({
      metadata: { labels: { tier: "front" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name, image: "nginx:1.30" }] },
        },
      },
    });
  }
  const scale = await shop.deployment("web").scale(3);
  console.log(`web wants ${scale.spec?.replicas}`);
  try {
    await shop.deployment("web").scale(5, { currentReplicas: 1 });
  } catch (error) {
    if (!isConflict(error)) throw error;
    console.log(error.message);
  }
  console.log(
    `${await shop.deployments.where({ metadata: { labels: { tier: "front" } } }).scale(0)}`,
  );
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
