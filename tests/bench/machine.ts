/**
 * What a measurement was made on.
 *
 * @module
 */

import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Places } from "./programs.ts";

/** The machine and the versions, one line each. */
export async function describeMachine({ kubectl, kubeconfig, python }: Places): Promise<string[]> {
  const processors = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const versions = JSON.parse(
    await outputOf(kubectl, ["version", "--output=json", `--kubeconfig=${kubeconfig}`]),
  );
  const requirements = await Deno.readTextFile(
    join(import.meta.dirname ?? ".", "requirements.txt"),
  );
  return [
    `${processors[0]?.model ?? "unknown processor"}, ${processors.length} cores, ` +
    `${gigabytes} GB, ${Deno.build.os} ${release()}`,
    `Deno ${Deno.version.deno} (V8 ${Deno.version.v8}), client-node 2.0.1 in the same Deno`,
    `kube-apiserver ${versions.serverVersion.gitVersion} on loopback, ` +
    `kubectl ${versions.clientVersion.gitVersion}`,
    python === undefined
      ? "no Python peers in this run"
      : `${(await outputOf(python, ["--version"])).trim()}, ${
        requirements.trim().split("\n").join(", ")
      }`,
  ];
}

async function outputOf(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
