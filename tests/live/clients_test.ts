/** The official clients of Python and Node on the served in-memory cluster, and on a real control plane. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ADMINISTRATOR, createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { serveCluster } from "../../lib/serve/serve_cluster.ts";
import { pythonWithClients } from "../bench/python.ts";
import { ignore, KUBECONFIG } from "./_plane.ts";

const CLIENTS = join(import.meta.dirname ?? ".", "_clients");
const LIMIT_MS = 300_000;
const python = ignore ? undefined : await pythonWithClients();

interface Client {
  readonly name: string;
  /** Program and arguments; the kubeconfig and the namespace follow. */
  readonly command: readonly string[];
  readonly ignore: boolean;
  /** How many calls it is to say something of. */
  readonly calls: number;
}

const TESTED: readonly Client[] = [
  {
    name: "Python",
    command: [python ?? "", join(CLIENTS, "python_client.py")],
    ignore: python === undefined,
    calls: 25,
  },
  {
    name: "Node",
    command: [Deno.execPath(), "run", "--quiet", "--allow-all", join(CLIENTS, "client_node.ts")],
    ignore,
    calls: 20,
  },
];

for (const client of TESTED) {
  Deno.test({
    name: `the client of ${client.name} gets the same answers from the in-memory cluster`,
    ignore: client.ignore,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        const kubeconfig = join(folder, "config");
        const containers = { "*": { exec: { "echo hello": "hello\n" } } };
        // The client of Node wants TLS.
        const users = { [crypto.randomUUID()]: ADMINISTRATOR };
        await using cluster = createEmbeddedCluster({ nodes: 2, containers, users });
        await cluster.settled();
        await using _server = await serveCluster(cluster, { kubeconfig, users });
        const namespace = `serve-clients-${crypto.randomUUID().slice(0, 6)}`;
        const ours = await run(client, kubeconfig, namespace);
        const theirs = await run(client, KUBECONFIG ?? "", namespace);
        assert.deepEqual(ours, theirs);
        assert(ours.length >= client.calls, `${ours.length} calls`);
        console.log(`${ours.length} calls compared`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function run(
  { command: [program = "", ...args] }: Client,
  kubeconfig: string,
  namespace: string,
): Promise<unknown[]> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args, kubeconfig, namespace],
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
}
