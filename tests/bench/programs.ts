/**
 * The commands behind the peers.
 *
 * @module
 */

import { join } from "node:path";
import type { Program } from "./measure.ts";
import { APPLIED } from "./peers/apply.ts";
import type { Peer, Row } from "./row.ts";

/** Where everything lies. */
export interface Places {
  readonly kubeconfig: string;
  readonly kubectl: string;
  /** The launcher as `deno task install` has written it. */
  readonly skiff: string;
  /** The script of the row "cold", as `skiff compile` has made it. */
  readonly tool: string;
  /** A kubeconfig of the server that replays; empty where no row needs it. */
  readonly replay: string;
  /** Python of the virtual environment; undefined where there is none. */
  readonly python: string | undefined;
  /** Folder for caches that the run's programs may keep. */
  readonly cache: string;
}

const HERE = import.meta.dirname ?? ".";
const PEER_FILES: Partial<Record<Peer, string>> = {
  fetch: "fetch.ts",
  skiff: "skiff.ts",
  "skiff own": "skiff_own.ts",
  "client-node": "client_node.ts",
  python: "python_client.py",
  kr8s: "kr8s_client.py",
};
/** The flags of a script that speaks to a server on loopback. */
export const SCRIPT_FLAGS = [
  "--quiet",
  "--no-prompt",
  "--no-config",
  "--no-lock",
  "--allow-read",
  "--allow-env",
  "--allow-net=127.0.0.1",
];

/** The command with which a peer does a row; undefined where it cannot here. */
export function programOf(row: Row, peer: Peer, places: Places): Program | undefined {
  const env = {
    KUBECONFIG: places.kubeconfig,
    XDG_CACHE_HOME: places.cache,
    KUBECACHEDIR: join(places.cache, "kubectl"),
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    // The run's own cache folder must not hide what Deno has downloaded and compiled.
    ...denoDirectory(),
  };
  const namespace = row.hasNamespace ? namespaceOf(row.pods) : "default";
  const words = [row.task, namespace, String(row.repeat)];
  const own = row.commands?.[peer];
  if (own !== undefined) {
    const program = own(places);
    return program && { ...program, env: { ...env, ...program.env } };
  }
  if (peer === "kubectl") {
    return { command: places.kubectl, args: kubectlArgs(row, namespace, places), env };
  }
  if (peer === "skiff eval") {
    const code = row.task === "cold" ? "cluster.namespaces" : `ns("${namespace}").pods`;
    return { command: places.skiff, args: ["eval", code], env };
  }
  if (peer === "skiff compiled") return { command: places.tool, args: [], env };
  if (peer === "skiff run") {
    const script = join(HERE, "peers", row.task === "cold" ? "skiff_cold.ts" : "skiff.ts");
    const state = { XDG_STATE_HOME: join(places.cache, "state") };
    return {
      command: places.skiff,
      args: ["run", "-A", script, ...row.task === "cold" ? [] : words],
      env: { ...env, ...state },
    };
  }
  const file = join(HERE, "peers", PEER_FILES[peer] ?? "");
  if (peer === "python" || peer === "kr8s") {
    if (places.python === undefined) return undefined;
    return { command: places.python, args: [file, ...words], env };
  }
  if (row.task === "cold" && peer !== "client-node") {
    const cold = file.replace(/\.ts$/, "_cold.ts");
    return { command: Deno.execPath(), args: ["run", ...SCRIPT_FLAGS, cold], env };
  }
  const more = peer === "client-node" ? ["--allow-sys"] : [];
  return { command: Deno.execPath(), args: ["run", ...SCRIPT_FLAGS, ...more, file, ...words], env };
}

/** The namespace with so many pods. */
export function namespaceOf(pods: number): string {
  // A control plane may be shared with another run.
  return `bench-${pods}-${Deno.pid}`;
}

function kubectlArgs(row: Row, namespace: string, places: Places): string[] {
  if (row.task === "cold") return ["get", "namespaces", "--no-headers"];
  if (row.task === "apply") {
    return ["apply", "--server-side", "--namespace", namespace, "-f", writeManifests(places)];
  }
  const pods = ["get", "pods", "--namespace", namespace];
  if (row.task === "list") return [...pods, "--output=json"];
  if (row.task === "names") return [...pods, "--output=name"];
  return [...pods, "--no-headers"];
}

/** One file of ConfigMaps as the other peers make them, with values of their own for each run. */
function writeManifests({ cache }: Places): string {
  const file = join(cache, "applied.json");
  const items = Array.from({ length: APPLIED }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `kubectl-${index}`, labels: { app: "bench" } },
    data: { index: String(index), run: crypto.randomUUID() },
  }));
  Deno.mkdirSync(cache, { recursive: true });
  Deno.writeTextFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return file;
}

let denoDir: string | undefined;

function denoDirectory(): Record<string, string> {
  if (denoDir === undefined) {
    const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
    denoDir = String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
  }
  return { DENO_DIR: denoDir };
}
