/**
 * The everyday calls of kubectl on the in-memory cluster, served on loopback, and on a real control plane:
 * what they print, and how they end, is the same.
 *
 * @module
 */
import { ignore } from "./_kubectl.ts";
import { APPLICATION } from "./_kubectl_calls/application.ts";
import { CONFIGURATION } from "./_kubectl_calls/configuration.ts";
import { NODES } from "./_kubectl_calls/nodes.ts";
import { runScenario } from "./_kubectl_calls/run.ts";
import { SERVER } from "./_kubectl_calls/server.ts";
import { PODS, WORKLOADS } from "./_kubectl_calls/workloads.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL") ?? "";
const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG") ?? "";

for (const scenario of [CONFIGURATION, SERVER, WORKLOADS, PODS, NODES, APPLICATION]) {
  Deno.test({
    name: `kubectl says the same on the in-memory cluster: ${scenario.name}`,
    ignore,
    fn: async () => {
      const compared = await runScenario(KUBECTL, KUBECONFIG, scenario);
      console.log(`${compared} calls compared`);
    },
  });
}
