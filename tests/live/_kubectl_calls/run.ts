/**
 * Makes calls of kubectl on the in-memory cluster and on a real control plane, and compares them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createEmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import { serveCluster } from "../../../lib/serve/serve_cluster.ts";
import type { KubectlCall, KubectlScenario } from "./call.ts";
import { normalizeOutput } from "./normalize.ts";

const LIMIT_MS = 300_000;
/** The nodes of the real control plane. */
const NODES = ["a", "b"].map((zone, index) => ({
  name: `node-${index}`,
  labels: {
    "node-role.kubernetes.io/worker": "",
    "topology.kubernetes.io/region": "test",
    "topology.kubernetes.io/zone": `test-${zone}`,
  },
}));
const RETRY_MS = 250;
const RETRY_LIMIT_MS = 90_000;

/** What a call came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server to call, with what its calls need. */
interface Side {
  readonly name: "embedded" | "real";
  readonly kubeconfig: string;
  /** Of its own, so that nothing learned of the other server is reused. */
  readonly home: string;
}

/** Where the calls of one scenario run. */
interface Place {
  readonly kubectl: string;
  readonly namespace: string;
  readonly folder: string;
}

/**
 * Runs a scenario on both servers.
 *
 * @param kubectl Path of kubectl.
 * @param kubeconfig The real control plane's.
 * @param scenario The calls.
 * @returns How many calls were compared, and how many checked against what is expected.
 * @throws {AssertionError} that names every call that differed.
 */
export async function runScenario(
  kubectl: string,
  kubeconfig: string,
  scenario: KubectlScenario,
): Promise<number> {
  const folder = await Deno.makeTempDir();
  const namespace = `serve-calls-${crypto.randomUUID().slice(0, 6)}`;
  const place: Place = { kubectl, namespace, folder };
  try {
    for (const [name, text] of Object.entries(scenario.files ?? {})) {
      await Deno.writeTextFile(join(folder, name), text.replaceAll("NS", namespace));
    }
    await using cluster = createEmbeddedCluster({ nodes: NODES });
    await cluster.settled();
    const embeddedConfig = join(folder, "embedded.kubeconfig");
    await using _server = await serveCluster(cluster, { kubeconfig: embeddedConfig });
    const sides: readonly Side[] = [
      { name: "embedded", kubeconfig: embeddedConfig, home: join(folder, "embedded") },
      { name: "real", kubeconfig, home: join(folder, "real") },
    ];
    const calls = [setUpNamespace(namespace), ...scenario.calls];
    const outcomes = await Promise.all(sides.map((side) => runAll(side, place, calls)));
    return compare(scenario, calls, outcomes, place);
  } finally {
    const side: Side = { name: "real", kubeconfig, home: join(folder, "real") };
    await runOnce(side, place, {
      args: ["delete", "namespace", namespace, "--wait=false", "--ignore-not-found"],
    });
    await Deno.remove(folder, { recursive: true });
  }
}

function setUpNamespace(namespace: string): KubectlCall {
  return { args: ["create", "namespace", namespace], isSetUp: true };
}

async function runAll(
  side: Side,
  place: Place,
  calls: readonly KubectlCall[],
): Promise<(Outcome | undefined)[]> {
  const outcomes: (Outcome | undefined)[] = [];
  for (const call of calls) {
    const isSkipped = call.expect !== undefined && side.name === "real";
    outcomes.push(isSkipped ? undefined : await runUntil(side, place, call));
  }
  return outcomes;
}

async function runUntil(side: Side, place: Place, call: KubectlCall): Promise<Outcome> {
  const { retryUntil } = call;
  const limit = performance.now() + RETRY_LIMIT_MS;
  for (;;) {
    const outcome = await runOnce(side, place, call);
    if (retryUntil === undefined || retryUntil.test(outcome.stdout) || performance.now() > limit) {
      return outcome;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function runOnce(side: Side, place: Place, call: KubectlCall): Promise<Outcome> {
  const args = call.args.map((word) =>
    word.replaceAll("DIR/", `${place.folder}/`).replaceAll("NS", place.namespace)
  );
  const child = new Deno.Command(place.kubectl, {
    args: ["--kubeconfig", side.kubeconfig, "--namespace", place.namespace, ...args],
    env: { HOME: side.home, PATH: "/usr/bin:/bin", TZ: "UTC", ...call.env },
    clearEnv: true,
    stdin: call.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn();
  if (call.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(call.stdin.replaceAll("NS", place.namespace)));
    await writer.close();
  }
  const [stdout, stderr, { code }] = await Promise.all([
    readUntil(child, call.until),
    new Response(child.stderr).text(),
    child.status,
  ]);
  return { code, stdout, stderr };
}

async function readUntil(child: Deno.ChildProcess, until: RegExp | undefined): Promise<string> {
  let text = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    // A piece may end in the middle of a line.
    const lines = text.slice(0, text.lastIndexOf("\n") + 1);
    if (until?.test(lines)) {
      child.kill("SIGINT");
      return lines;
    }
  }
  return text;
}

function compare(
  scenario: KubectlScenario,
  calls: readonly KubectlCall[],
  [embedded = [], real = []]: readonly (readonly (Outcome | undefined)[])[],
  place: Place,
): number {
  const differences: string[] = [];
  let compared = 0;
  calls.forEach((call, index) => {
    const ours = embedded[index];
    const theirs = real[index];
    assert(ours !== undefined);
    if (call.isSetUp === true) {
      if (ours.code !== 0) differences.push(failedSetUp("in-memory", call, ours));
      if (theirs !== undefined && theirs.code !== 0) {
        differences.push(failedSetUp("real", call, theirs));
      }
      return;
    }
    compared++;
    const difference = theirs === undefined
      ? unexpected(call, ours)
      : differenceOf(call, [ours, theirs], place);
    if (difference !== undefined) {
      differences.push(`kubectl ${call.args.join(" ")}\n${difference}`);
    }
  });
  assert.equal(
    differences.length,
    0,
    `${scenario.name}: ${differences.length} differ\n${differences.join("\n")}`,
  );
  return compared;
}

function failedSetUp(server: string, call: KubectlCall, { code, stderr }: Outcome): string {
  return `kubectl ${call.args.join(" ")} on the ${server} cluster: ${code}: ${stderr}`;
}

function unexpected({ expect = {} }: KubectlCall, outcome: Outcome): string | undefined {
  const { code = 0, stdout, stderr } = expect;
  const isFine = outcome.code === code && fits(stdout, outcome.stdout) &&
    fits(stderr, outcome.stderr);
  return isFine ? undefined : `  unexpected: ${JSON.stringify(outcome)}`;
}

function fits(expected: RegExp | string | undefined, text: string): boolean {
  if (expected === undefined) return true;
  return typeof expected === "string" ? expected === text : expected.test(text);
}

function differenceOf(
  call: KubectlCall,
  [ours, theirs]: readonly [Outcome, Outcome],
  place: Place,
): string | undefined {
  const names = new Map([[place.namespace, "<namespace>"], [place.folder, "<folder>"]]);
  const lines = [ours, theirs].map((outcome) => normalLines(call, outcome, names));
  const [own = [], other = []] = lines;
  if (own.join("\n") === other.join("\n")) return undefined;
  return diff(own, other).join("\n");
}

function normalLines(
  call: KubectlCall,
  { code, stdout, stderr }: Outcome,
  names: ReadonlyMap<string, string>,
): string[] {
  const keep = (line: string) => !(call.without ?? []).some((pattern) => pattern.test(line));
  const out = normalizeOutput(stdout, names).split("\n").filter(keep);
  const err = normalizeOutput(stderr, names).split("\n").filter(keep);
  if (call.isUnordered === true) out.sort();
  // How kubectl ends when it is stopped is the shell's matter.
  const status = call.until === undefined ? [`exit code ${code}`] : [];
  return [...out, "-- stderr", ...err, ...status];
}

/** Lines of one side and of the other, without what both have. */
function diff(ours: readonly string[], theirs: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of theirs) counts.set(line, (counts.get(line) ?? 0) + 1);
  const extra: string[] = [];
  for (const line of ours) {
    const count = counts.get(line) ?? 0;
    if (count > 0) counts.set(line, count - 1);
    else extra.push(`  in-memory: ${line}`);
  }
  const missing = [...counts].flatMap(([line, count]) =>
    Array<string>(count).fill(`  real:      ${line}`)
  );
  const all = [...extra, ...missing];
  return all.length > 0 ? all : ["  the same lines in another order", ...ours, "--", ...theirs];
}
