/**
 * `deno task bench [--quick | --sizes 1000,5000] [--runs N] [--peers A,B] [--output DIR] [ROW...]`: Skiff beside its peers on a real API server.
 *
 * It uses the control plane of SKIFF_LIVE_KUBECONFIG, else starts one and stops it.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";
import { startControlPlane } from "../controlplane/start.ts";
import { Forwarder } from "./forwarder.ts";
import { Meter } from "./measure.ts";
import { describeMachine } from "./machine.ts";
import { fillNamespace, type Send } from "./pods.ts";
import { namespaceOf } from "./programs.ts";
import { pythonWithClients } from "./python.ts";
import { formatResults, judge } from "./results.ts";
import { type Peer, PEERS, type Row } from "./row.ts";
import { allRows } from "./rows.ts";
import { type RowResult, runRow } from "./run_row.ts";
import { startReplay } from "./start_replay.ts";
import { openServer } from "./server.ts";

const SIZES = [1000, 5000, 20_000];
const QUICK_SIZES = [1000];
const PYTHON_PEERS: ReadonlySet<Peer> = new Set<Peer>(["python", "kr8s", "ipython"]);
const HERE = import.meta.dirname ?? ".";

interface Plane extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly kubectl: string;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      runs: { type: "string" },
      output: { type: "string" },
      peers: { type: "string" },
      sizes: { type: "string" },
    },
  });
  const peers = choosePeers(values.peers);
  const runs = values.runs === undefined ? values.quick ? 1 : undefined : Number(values.runs);
  const rows = chooseRows(positionals, chooseSizes(values.sizes, values.quick))
    .map((row) => ({
      ...row,
      runs: runs ?? row.runs,
      peers: row.peers.filter((peer) => peers.includes(peer)),
    }));
  const isPython = peers.some((peer) => PYTHON_PEERS.has(peer));
  const python = isPython ? await pythonWithClients() : undefined;
  await using plane = await openPlane();
  const directory = await Deno.makeTempDir({ prefix: "skiff-bench-" });
  try {
    const document = await measure({ rows, python, plane, directory });
    // A part of the rows does not replace the whole.
    const isWhole = positionals.length === 0 && values.peers === undefined &&
      values.sizes === undefined && values.runs === undefined && !values.quick;
    const output = values.output ?? (isWhole ? HERE : undefined);
    if (output === undefined) console.log(document);
    else {
      await Deno.mkdir(output, { recursive: true });
      await Deno.writeTextFile(join(resolve(output), "RESULTS.md"), document);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function chooseSizes(list: string | undefined, isQuick: boolean): readonly number[] {
  if (list === undefined) return isQuick ? QUICK_SIZES : SIZES;
  const sizes = list.split(",").map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size > 0)) return sizes;
  throw new Error(`Cannot read --sizes "${list}": not whole numbers of pods with commas between`);
}

function chooseRows(names: readonly string[], sizes: readonly number[]): Row[] {
  const rows = allRows(sizes);
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) {
    const known = rows.map((row) => row.name).join(", ");
    throw new Error(`Cannot measure "${unknown}": no such row: use ${known}`);
  }
  return rows.filter((row) => names.length === 0 || names.includes(row.name));
}

function choosePeers(list: string | undefined): readonly Peer[] {
  if (list === undefined) return PEERS;
  return list.split(",").map((name) => {
    const found = PEERS.find((peer) => peer === name);
    if (found !== undefined) return found;
    throw new Error(`Cannot measure "${name}": no such peer: use ${PEERS.join(", ")}`);
  });
}

async function openPlane(): Promise<Plane> {
  const kubeconfig = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
  if (kubeconfig === undefined) return await startControlPlane({ nodes: 1, onProgress: say });
  const kubectl = Deno.env.get("SKIFF_LIVE_KUBECTL") ?? "kubectl";
  return { kubeconfig, kubectl, [Symbol.asyncDispose]: () => Promise.resolve() };
}

interface Measuring {
  readonly rows: readonly Row[];
  readonly python: string | undefined;
  readonly plane: Plane;
  readonly directory: string;
}

async function measure({ rows, python, plane, directory }: Measuring): Promise<string> {
  using server = await openServer(plane.kubeconfig);
  await using forwarder = new Forwarder(server.target);
  const counted = join(directory, "counted.kubeconfig");
  await Deno.writeTextFile(counted, server.kubeconfigThrough(forwarder.port), { mode: 0o600 });
  const cache = join(directory, "cache");
  const skiff = await installSkiff(directory);
  const tool = await compileTool(skiff, directory);
  const { kubeconfig, kubectl } = plane;
  const meter = await Meter.open(directory);
  await using replayed = rows.some(({ isReplayed }) => isReplayed)
    ? await startReplay(directory, meter.first)
    : undefined;
  const replay = replayed?.kubeconfig ?? "";
  const places = { kubeconfig, kubectl, skiff, tool, replay, python, cache };
  const bench = {
    meter,
    places,
    counted: { ...places, kubeconfig: counted },
    forwarder,
    requestsSoFar: () => server.requestsSoFar(),
  };
  const bytes = new Map<number, number>();
  const results: RowResult[] = [];
  try {
    for (const row of rows) {
      if (row.hasNamespace && !bytes.has(row.pods)) {
        say(`creating ${row.pods} pods`);
        // Known before it is full, so that it is removed whatever happens.
        bytes.set(row.pods, 0);
        bytes.set(row.pods, await fillNamespace(server.send, namespaceOf(row.pods), row.pods));
      }
      say(`measuring ${row.name}`);
      const result = await runRow(bench, row);
      results.push(result);
      for (const one of result.measured) say(`  ${JSON.stringify(one)}`);
      for (const verdict of judge(result)) say(verdict.text);
    }
  } finally {
    await removeNamespaces(server.send, [...bytes.keys()]);
  }
  const machine = await describeMachine(places);
  const listed = new Map([...bytes].filter(([size]) => size > 0));
  const day = new Date().toISOString().slice(0, 10);
  return formatResults(results, {
    day,
    machine,
    bytes: listed,
    isWhole: meter.isWhole,
    isSteady: meter.isSteady,
  });
}

/** Installs the command as a user does, into a folder of its own. */
async function installSkiff(directory: string): Promise<string> {
  const bin = join(directory, "bin");
  const { code, output } = await runDeno(["task", "install", "--bin", bin], {
    cwd: ROOT,
    env: { XDG_DATA_HOME: directory },
  });
  if (code !== 0) throw new Error(`Cannot install skiff: ${output}`);
  return join(bin, "skiff");
}

/** Compiles a script as a user does. */
async function compileTool(skiff: string, directory: string): Promise<string> {
  const output = join(directory, "namespaces");
  const script = join(HERE, "peers", "skiff_cold.ts");
  const { success, stderr } = await new Deno.Command(skiff, {
    args: ["compile", script, "--output", output, "--self-extracting"],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot compile ${script}: ${new TextDecoder().decode(stderr)}`);
  return output;
}

/** A control plane of one's own goes as a whole; another's is left as it was. */
async function removeNamespaces(send: Send, sizes: readonly number[]): Promise<void> {
  if (Deno.env.get("SKIFF_LIVE_KUBECONFIG") === undefined) return;
  for (const size of sizes) {
    const path = `/api/v1/namespaces/${namespaceOf(size)}`;
    await send("DELETE", `${path}/pods?gracePeriodSeconds=0`);
    await send("DELETE", path);
  }
}

function say(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
