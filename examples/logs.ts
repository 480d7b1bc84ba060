/**
 * Reads the log of a pod: its last lines at once, or line by line as they come.
 *
 * `deno task example logs`
 *
 * @module
 */
import { cluster, exists, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const shop = ns(namespace.metadata?.name);
try {
  await shop.serviceAccount("default").wait(exists());
  const pod = shop.pod("web");
  await pod.create({ spec: { containers: [{ name: "main", image: "nginx:1.29" }] } });
  await pod.wait({ status: { phase: "Running" } }, { timeout: "1m" });

  for await (const line of pod.logs({ tail: 10 })) console.log(line);

  // With `follow: true` lines go on to come until the container ends, or the signal.
  const text = await pod.logs({ tail: 1, timestamps: true }).text();
  console.log(`the last one was written at ${text.split(" ", 1)[0]}`);
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
