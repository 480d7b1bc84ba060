/**
 * `deno task controlplane build|up|down|status|user`: a real control plane for people at a prompt.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { join, resolve } from "node:path";
import { buildControlPlane } from "./build.ts";
import { credentialsIn, writePrivate } from "./credentials.ts";
import { isRunning, stopProcesses } from "./processes.ts";
import { startDetached, writeUser } from "./start.ts";
import { defaultStateDirectory, readState, removeState, type State, writeState } from "./state.ts";
import { DEFAULT_VERSION, KUBERNETES_MODULES } from "./versions.ts";

const USAGE = `Usage: deno task controlplane COMMAND [OPTIONS]

  build         build it where that was not done yet, which takes minutes, and start nothing
  up            start it, built first where that was not done yet, and return to the prompt
  down          stop what up started
  status        say what runs
  user NAME     write the kubeconfig of a user without rights of its own

  --version V       Kubernetes version, default ${DEFAULT_VERSION}; known: ${
  [...KUBERNETES_MODULES.keys()].join(", ")
}
  --bare            only the store and the API server
  --nodes N         number of simulated nodes, default 2
  --kubeconfig FILE write the kubeconfig here as well
  --group G         group of the user, can be repeated
  --state DIR       folder for its files, default ${defaultStateDirectory()}`;

class UsageError extends Error {}

interface Options {
  readonly directory: string;
  readonly version: string | undefined;
  readonly nodes: number;
  readonly bare: boolean;
  readonly kubeconfig: string | undefined;
  readonly groups: readonly string[];
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [command, ...rest] = positionals;
  const nodes = Number(values.nodes ?? "2");
  if (!Number.isInteger(nodes) || nodes < 0) {
    throw new UsageError(`Cannot read --nodes "${values.nodes}": not a whole number`);
  }
  const options: Options = {
    directory: resolve(values.state ?? defaultStateDirectory()),
    version: values.version,
    nodes,
    bare: values.bare ?? false,
    kubeconfig: values.kubeconfig,
    groups: values.group ?? [],
  };
  if (values.help || command === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  if (command === "build" && rest.length === 0) return await build(options);
  if (command === "up" && rest.length === 0) return await up(options);
  if (command === "down" && rest.length === 0) return await down(options);
  if (command === "status" && rest.length === 0) return await status(options);
  if (command === "user" && rest.length === 1 && rest[0] !== undefined) {
    return await user(rest[0], options);
  }
  throw new UsageError(`Cannot run "${positionals.join(" ")}": no such command`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        version: { type: "string" },
        bare: { type: "boolean" },
        nodes: { type: "string" },
        kubeconfig: { type: "string" },
        group: { type: "string", multiple: true },
        state: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function build({ version = DEFAULT_VERSION }: Options): Promise<number> {
  const startedMs = performance.now();
  const { kubectl } = await buildControlPlane(version, {
    onProgress: (line) => console.error(line),
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`Kubernetes ${version} is built after ${seconds} s`);
  console.log(`  kubectl: ${kubectl}`);
  return 0;
}

async function up(options: Options): Promise<number> {
  const left = await readState(options.directory);
  if (left !== undefined && await runs(left)) {
    if (options.version !== undefined && options.version !== left.version) {
      throw new UsageError(
        `Cannot start ${options.version}: ${left.version} runs in "${options.directory}": ` +
          "run down first, or choose another --state",
      );
    }
    console.log(`Kubernetes ${left.version} runs already at ${left.server}`);
    await report(left, options);
    return 0;
  }
  if (left !== undefined) await clear(left);
  const startedMs = performance.now();
  const plane = await startDetached({
    ...(options.version === undefined ? {} : { version: options.version }),
    nodes: options.nodes,
    bare: options.bare,
    directory: options.directory,
    onProgress: (line) => console.error(line),
  });
  const state = await writeState(plane);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`Kubernetes ${state.version} is ready at ${state.server} after ${seconds} s`);
  await report(state, options);
  return 0;
}

async function report(state: State, options: Options): Promise<void> {
  let path = state.kubeconfig;
  if (options.kubeconfig !== undefined) {
    path = resolve(options.kubeconfig);
    await writePrivate(path, await Deno.readTextFile(state.kubeconfig));
  }
  console.log(`  export KUBECONFIG=${path}`);
  console.log(`  kubectl: ${state.kubectl}`);
}

async function down(options: Options): Promise<number> {
  const state = await readState(options.directory);
  if (state === undefined) {
    console.log(`Nothing runs in ${options.directory}`);
    return 0;
  }
  await clear(state);
  console.log(
    `Stopped Kubernetes ${state.version}; its logs are in ${join(state.directory, "logs")}`,
  );
  return 0;
}

async function clear(state: State): Promise<void> {
  await stopProcesses(state.processes);
  for (const name of ["etcd", "credentials"]) {
    await Deno.remove(join(state.directory, name), { recursive: true }).catch(ignoreNotFound);
  }
  await removeState(state.directory);
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function status(options: Options): Promise<number> {
  const state = await readState(options.directory);
  if (state === undefined) {
    console.log(`Nothing runs in ${options.directory}`);
    return 1;
  }
  console.log(`Kubernetes ${state.version} at ${state.server}, since ${state.startedAt}`);
  for (const record of state.processes) {
    const word = await isRunning(record) ? "runs" : "ended";
    console.log(`  ${record.name.padEnd(24)} ${word.padEnd(6)} ${record.pid}  ${record.log}`);
  }
  await report(state, options);
  return await runs(state) ? 0 : 1;
}

async function user(name: string, options: Options): Promise<number> {
  const state = await readState(options.directory);
  if (state === undefined) throw new UsageError(`Nothing runs in "${options.directory}": run up`);
  const credentials = credentialsIn(join(state.directory, "credentials"));
  const kubeconfig = await writeUser(credentials, state.server, name, options.groups);
  await report({ ...state, kubeconfig }, options);
  return 0;
}

async function runs(state: State): Promise<boolean> {
  return (await Promise.all(state.processes.map(isRunning))).every((flag) => flag);
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}
