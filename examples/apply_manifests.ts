/**
 * Applies manifests as they are written for kubectl, in any order, and applies them again with a change.
 *
 * `deno task example apply_manifests`
 *
 * @module
 */
import { apply, cluster, ns } from "skiff";

const name = `example-${crypto.randomUUID().slice(0, 8)}`;

function shop(level: string): string {
  return `
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: ${name} }
data: { level: ${level} }
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }
`;
}

try {
  console.log(`${await apply(shop("info"))}`.replaceAll(name, "example"));
  await apply(shop("debug"));
  console.log((await ns(name).configMap("app").get()).data);

  // What is wrong is said before anything is sent, all of it at once.
  await apply(`${shop("info")}---\nkind: ConfigMap\n---\njust text`);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
} finally {
  await cluster.namespace(name).delete({ ignoreNotFound: true });
}
