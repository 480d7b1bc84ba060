/** A served cluster with pods that clients talk to. */
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { serveCluster } from "../../lib/serve/serve_cluster.ts";
import { greeter, playedShell } from "../_support/played_shell.ts";
import { make } from "../embedded/_cluster.ts";

const PODS = "/api/v1/namespaces/default/pods";

/** Serves a cluster with the pods `shell` and `greeter`, whose container is called `main`. */
export async function withServedShell(test: (url: string) => Promise<void>): Promise<void> {
  const containers = { shell: playedShell(), greeter };
  await using cluster = createEmbeddedCluster({ nodes: 1, containers });
  await cluster.settled();
  for (const image of Object.keys(containers)) {
    const container = { name: "main", image, stdin: true, stdinOnce: true };
    await make(cluster, PODS, {
      metadata: { name: image },
      spec: { containers: [container], restartPolicy: "Never" },
    });
  }
  await cluster.settled();
  await using server = await serveCluster(cluster);
  await test(server.url);
}
