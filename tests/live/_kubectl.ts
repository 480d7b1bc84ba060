/**
 * kubectl against the control plane, as an oracle: the same input, its outcome.
 *
 * @module
 */
import assert from "node:assert/strict";
import { connect } from "../../lib/api/connect.ts";
import type { Cluster } from "../../lib/api/cluster.ts";
import { gt } from "../../lib/query/operators.ts";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");

/** For `Deno.test`: there is no control plane, or no kubectl. */
export const ignore = KUBECONFIG === undefined || KUBECTL === undefined;

/** What kubectl said. */
export interface KubectlAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl on the control plane, whatever comes of it. */
export async function kubectl(
  args: readonly string[],
  stdin = "",
  env: Readonly<Record<string, string>> = {},
): Promise<KubectlAnswer> {
  assert(KUBECTL !== undefined && KUBECONFIG !== undefined);
  const child = new Deno.Command(KUBECTL, {
    args: ["--kubeconfig", KUBECONFIG, ...args],
    env: { ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(300_000),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Connects Skiff to the same control plane. */
export async function connectPlane(
  options: Parameters<typeof connect>[0] = {},
): Promise<Cluster> {
  assert(KUBECONFIG !== undefined);
  return await connect({ kubeconfig: KUBECONFIG, timeout: "120s", ...options });
}

/**
 * Some namespaces that are there while a test runs. ConfigMaps that finalizers hold are let go afterwards, so
 * that the namespaces can end.
 */
export async function withNamespaces(
  cluster: Cluster,
  count: number,
  work: (names: readonly string[]) => Promise<void>,
): Promise<void> {
  const names: string[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const { metadata } = await cluster.create({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { generateName: "writes-" },
      });
      names.push(metadata?.name ?? "");
    }
    await work(names);
  } finally {
    for (const name of names) {
      const held = cluster.ns(name).configMaps.where({
        metadata: { finalizers: { $size: gt(0) } },
      });
      await held.patch({ metadata: { finalizers: null } }, { type: "merge" });
      await cluster.namespace(name).delete();
    }
  }
}
