/**
 * Starts a real control plane on loopback: etcd, API server, controllers, scheduler, simulated nodes.
 *
 * @module
 */

import { join } from "node:path";
import { AdminClient, type Answer } from "./api.ts";
import { type Binaries, buildControlPlane } from "./build.ts";
import {
  apiserverComponent,
  type Component,
  type ComponentOptions,
  controllerManagerComponent,
  etcdComponent,
  kwokComponent,
  schedulerComponent,
} from "./components.ts";
import {
  createCredentials,
  createUserKubeconfig,
  type Credentials,
  writePrivate,
} from "./credentials.ts";
import { writeKwokConfig } from "./kwok_config.ts";
import { freePorts } from "./ports.ts";
import {
  logTail,
  type ProcessRecord,
  type StartedProcess,
  startProcess,
  stopProcesses,
} from "./processes.ts";
import { DEFAULT_VERSION } from "./versions.ts";
import { startWatchdog } from "./watchdog.ts";

/** How to start a control plane. */
export interface StartOptions {
  /** A version of `versions.ts`; default the newest. */
  readonly version?: string;
  /** Number of simulated nodes; default 2. */
  readonly nodes?: number;
  /** Only the store and the API server, so that nobody but the caller changes anything; default `false`. */
  readonly bare?: boolean;
  /** Folder for its files; default a temporary one that goes when it stops. */
  readonly directory?: string;
  /** Flags of the API server beside its own, or in their place, without the dashes. */
  readonly apiserverFlags?: Readonly<Record<string, string>>;
  /** How long it may take once it is built, in milliseconds; default 400,000. */
  readonly timeoutMs?: number;
  /** Told what is being done, one line a step. */
  readonly onProgress?: (line: string) => void;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/** A control plane that runs. */
export interface ControlPlane extends AsyncDisposable {
  readonly version: string;
  /** Address of the API server. */
  readonly server: string;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Path of the kubectl of the same version. */
  readonly kubectl: string;
  /** Folder with its files; logs are below `logs/`. */
  readonly directory: string;
  readonly processes: readonly ProcessRecord[];
  /** Makes a kubeconfig for a user without any right of its own; gives its path. */
  userKubeconfig(name: string, groups?: readonly string[]): Promise<string>;
}

const POLL_MS = 50;

/**
 * Starts a control plane and gives it when pods can be scheduled onto its nodes.
 *
 * The first start of a version builds it, which takes minutes. Dispose of the result to stop it; should
 * this process die first, a watchdog stops it.
 *
 * @throws {Error} when it cannot be built, or a process ends or is not ready in time, with its log's end.
 */
export async function startControlPlane(options: StartOptions = {}): Promise<ControlPlane> {
  const plane = await startDetached(options);
  const watchdog = startWatchdog(plane.processes);
  return {
    ...plane,
    async [Symbol.asyncDispose]() {
      await watchdog.release();
      await plane[Symbol.asyncDispose]();
    },
  };
}

/** As {@link startControlPlane}, but it outlives this process. */
export async function startDetached(options: StartOptions = {}): Promise<ControlPlane> {
  const version = options.version ?? DEFAULT_VERSION;
  const binaries = await buildControlPlane(version, options);
  const isTemporary = options.directory === undefined;
  const directory = options.directory ?? await Deno.makeTempDir({ prefix: "skiff-controlplane-" });
  await Deno.mkdir(join(directory, "logs"), { recursive: true });
  await Deno.chmod(directory, 0o700);
  const started: StartedProcess[] = [];
  async function stop(): Promise<void> {
    await stopProcesses(started);
    await Promise.all(started.map((child) => child.ended()));
    if (isTemporary) await Deno.remove(directory, { recursive: true });
  }
  try {
    return await bringUp({ version, binaries, directory, started, stop, options });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface BringUp {
  readonly version: string;
  readonly binaries: Binaries;
  readonly directory: string;
  readonly started: StartedProcess[];
  readonly stop: () => Promise<void>;
  readonly options: StartOptions;
}

async function bringUp(work: BringUp): Promise<ControlPlane> {
  const { version, binaries, directory, started, stop, options } = work;
  const [etcd = 0, etcdPeer = 0, apiserver = 0, kubelet = 0] = freePorts(4);
  const server = `https://127.0.0.1:${apiserver}`;
  const credentials = await createCredentials(join(directory, "credentials"), server);
  const component: ComponentOptions = {
    binaries,
    credentials,
    directory,
    ports: { etcd, etcdPeer, apiserver, kubelet },
  };
  const kwok = kwokComponent(component, await writeKwokConfig(directory));
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 400_000);
  const signal = options.signal === undefined
    ? timeout
    : AbortSignal.any([options.signal, timeout]);
  const start = (item: Component) => started.push(startProcess(item, directory));
  using admin = await AdminClient.connect(server, credentials);
  const wait = (what: string, done: () => Promise<boolean>) => waitFor(what, done, started, signal);

  options.onProgress?.(`starting Kubernetes ${version} at ${server}`);
  start(etcdComponent(component));
  start(apiserverComponent(component, options.apiserverFlags));
  await wait("the API server", async () => (await get(admin, "/readyz"))?.status === 200);
  if (options.bare !== true) {
    start(controllerManagerComponent(component));
    start(schedulerComponent(component));
    start(kwok);
    const nodes = await createNodes(admin, options.nodes ?? 2);
    await wait("the default service account", async () => {
      const path = "/api/v1/namespaces/default/serviceaccounts/default";
      return (await get(admin, path))?.status === 200;
    });
    for (const name of nodes) await wait(`node ${name}`, () => isSchedulable(admin, name));
  }

  return {
    version,
    server,
    kubeconfig: credentials.kubeconfig("kubernetes-admin"),
    kubectl: binaries.kubectl,
    directory,
    processes: started.map(({ name, pid, binary, log }) => ({ name, pid, binary, log })),
    userKubeconfig: (user, groups = []) => writeUser(credentials, server, user, groups),
    [Symbol.asyncDispose]: stop,
  };
}

/** Writes the kubeconfig of a further user beside the others; gives its path. */
export async function writeUser(
  credentials: Credentials,
  server: string,
  user: string,
  groups: readonly string[],
): Promise<string> {
  const path = credentials.kubeconfig(user);
  await writePrivate(path, await createUserKubeconfig(credentials, { server, user, groups }));
  return path;
}

async function createNodes(admin: AdminClient, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `node-${index}`);
  for (const [index, name] of names.entries()) {
    const answer = await admin.send("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/arch": "amd64",
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "node-role.kubernetes.io/worker": "",
          "topology.kubernetes.io/region": "test",
          "topology.kubernetes.io/zone": `test-${"abc"[index % 3]}`,
        },
      },
      status: {
        allocatable: { cpu: "32", memory: "256Gi", pods: "20000" },
        capacity: { cpu: "32", memory: "256Gi", pods: "20000" },
      },
    });
    if (answer.status !== 201) throw new Error(`Cannot create node "${name}": ${answer.body}`);
  }
  return names;
}

/** Whether KWOK has taken the node over and the node lifecycle controller has taken its taints away. */
async function isSchedulable(admin: AdminClient, name: string): Promise<boolean> {
  const answer = await get(admin, `/api/v1/nodes/${name}`);
  if (answer?.status !== 200) return false;
  const node = JSON.parse(answer.body) as {
    spec: { taints?: unknown[] };
    status: { conditions?: { type: string; status: string }[] };
  };
  const isReady = (node.status.conditions ?? [])
    .some((condition) => condition.type === "Ready" && condition.status === "True");
  return isReady && (node.spec.taints ?? []).length === 0;
}

/** One GET; undefined while nothing listens yet. */
async function get(admin: AdminClient, path: string): Promise<Answer | undefined> {
  try {
    return await admin.send("GET", path);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function waitFor(
  what: string,
  done: () => Promise<boolean>,
  started: readonly StartedProcess[],
  signal: AbortSignal,
): Promise<void> {
  let ended: StartedProcess | undefined;
  for (const child of started) child.status.then(() => ended ??= child);
  while (!await done()) {
    if (ended !== undefined) {
      const { code } = await ended.status;
      throw new Error(
        `Cannot start ${ended.name}: it ended with status ${code}:\n${await logTail(ended)}`,
      );
    }
    if (signal.aborted) {
      const tails = await Promise.all(
        started.map(async (child) => `--- ${child.name}\n${await logTail(child)}`),
      );
      throw new Error(`Cannot start a control plane: ${what} is not ready:\n${tails.join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
