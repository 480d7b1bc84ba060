/**
 * Deploys an application from YAML with values filled in, waits until it is ready, and deploys it again
 * without one of its parts, which goes.
 *
 * `deno task example apply_set`
 *
 * @module
 */
import { cluster, ns, yaml, type YamlTemplate } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const shop = ns(namespace.metadata?.name);

function web(tag: string, replicas: number): YamlTemplate {
  const labels = { app: "web", note: "values are quoted: { yes: # }" };
  return yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      replicas: ${replicas}
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web }, annotations: ${labels} }
        spec: { containers: [{ name: web, image: nginx:${tag} }] }
  `;
}

function settings(name: string, level: string): YamlTemplate {
  return yaml`{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} }, data: { l: ${level} } }`;
}

try {
  const options = { wait: true, prune: "shop-app", timeout: "60s" } as const;
  console.log(
    `${await shop.apply([web("1.29", 2), settings("a", "info"), settings("b", "no")], options)}`,
  );
  console.log("what would go:");
  const without = [web("1.30", 2), settings("a", "debug")];
  for (const outcome of await shop.apply(without, { ...options, dryRun: true })) {
    if (outcome.state === "pruned") console.log(`  ${outcome}`);
  }
  console.log(`${await shop.apply(without, options)}`);
  const { status } = await shop.deployment("web").get();
  console.log(`${status?.availableReplicas} replicas available`);
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
