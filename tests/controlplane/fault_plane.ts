/**
 * A control plane to break: one etcd that can be compacted, and several API servers that can be killed,
 * stopped and cut off from it. No controllers, no nodes.
 *
 * @module
 */

import { join } from "node:path";
import { startTcpRelay, type TcpRelay } from "../_support/tcp_relay.ts";
import { AdminClient } from "./api.ts";
import { buildControlPlane } from "./build.ts";
import { apiserverComponent, type ComponentOptions, etcdComponent } from "./components.ts";
import { createCredentials, createUserKubeconfig, writePrivate } from "./credentials.ts";
import { freePorts } from "./ports.ts";
import { logTail, type StartedProcess, startProcess, stopProcesses } from "./processes.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

/** What an API server of its own kind is. */
export interface FaultServerOptions {
  readonly name: string;
  /** Flags beside the usual ones, without the dashes. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** One API server. */
export interface FaultServer {
  readonly name: string;
  readonly url: string;
  /** Path of an administrator's kubeconfig for it. */
  readonly kubeconfig: string;
  /** Makes a kubeconfig for a user without any right of its own; gives its path. */
  userKubeconfig(user: string): Promise<string>;
  /** The way to etcd. */
  readonly etcdLink: Pick<TcpRelay, "freeze" | "thaw">;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again after {@link FaultServer.kill}, without waiting for anything. */
  start(): void;
  /** Waits until it says that it is ready. */
  ready(): Promise<void>;
  /** Stops it where it is (SIGSTOP): its connections stay open, and nothing comes. */
  suspend(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
}

/** A running plane. */
export interface FaultPlane extends AsyncDisposable {
  readonly servers: readonly FaultServer[];
  /** Folder for files of tests. */
  readonly directory: string;
  /** Makes etcd forget all history up to now; gives the revision. */
  compact(): Promise<number>;
}

const READY_MS = 300_000;
const POLL_MS = 50;

/** Starts etcd and the API servers named, of one version of Kubernetes, and waits until all are ready. */
export async function startFaultPlane(
  servers: readonly FaultServerOptions[],
  version: string,
): Promise<FaultPlane> {
  const binaries = await buildControlPlane(version);
  const directory = await Deno.makeTempDir({ prefix: "skiff-faults-" });
  await Deno.mkdir(join(directory, "logs"));
  const [etcd = 0, etcdPeer = 0, ...apiserverPorts] = freePorts(2 + servers.length);
  const credentials = await createCredentials(
    join(directory, "credentials"),
    "https://127.0.0.1:0",
  );
  const component: ComponentOptions = {
    binaries,
    credentials,
    directory,
    ports: { etcd, etcdPeer, apiserver: 0, kubelet: 0 },
  };
  const started = new Set<StartedProcess>();
  const watchdogs: Watchdog[] = [];
  const relays: TcpRelay[] = [];
  const admins: AdminClient[] = [];

  function run(item: ReturnType<typeof etcdComponent>): StartedProcess {
    const process = startProcess(item, directory);
    started.add(process);
    watchdogs.push(startWatchdog([process]));
    return process;
  }

  async function dispose(): Promise<void> {
    for (const admin of admins) admin[Symbol.dispose]();
    await Promise.all(watchdogs.map((watchdog) => watchdog.release()));
    for (const process of started) signal(process, "SIGCONT");
    for (const relay of relays) relay.thaw();
    await stopProcesses([...started]);
    await Promise.all([...started].map((process) => process.ended()));
    await Promise.all(relays.map((relay) => relay[Symbol.asyncDispose]()));
    await Deno.remove(directory, { recursive: true });
  }

  async function makeServer(
    { name, flags = {} }: FaultServerOptions,
    port: number,
  ): Promise<FaultServer> {
    const url = `https://127.0.0.1:${port}`;
    const link = startTcpRelay(etcd);
    relays.push(link);
    const admin = await AdminClient.connect(url, credentials);
    admins.push(admin);
    const item = {
      ...apiserverComponent({ ...component, ports: { ...component.ports, apiserver: port } }, {
        "etcd-servers": `https://127.0.0.1:${link.port}`,
        ...flags,
      }),
      name,
    };
    let process = run(item);
    async function userKubeconfig(user: string, groups: readonly string[] = []): Promise<string> {
      const path = join(directory, `${name}-${user}.kubeconfig`);
      await writePrivate(
        path,
        await createUserKubeconfig(credentials, { server: url, user, groups }),
      );
      return path;
    }
    return {
      name,
      url,
      kubeconfig: await userKubeconfig("admin", ["system:masters"]),
      userKubeconfig,
      etcdLink: link,
      async kill() {
        signal(process, "SIGKILL");
        await process.ended();
        started.delete(process);
      },
      start() {
        process = run(item);
      },
      async ready() {
        const limit = performance.now() + READY_MS;
        while (!await isReady(admin)) {
          if (performance.now() > limit) {
            throw new Error(`${name} is not ready:\n${await logTail(process)}`);
          }
          await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        }
      },
      suspend: () => signal(process, "SIGSTOP"),
      resume: () => signal(process, "SIGCONT"),
    };
  }

  try {
    run(etcdComponent(component));
    const made: FaultServer[] = [];
    for (const [index, server] of servers.entries()) {
      made.push(await makeServer(server, apiserverPorts[index] ?? 0));
    }
    await Promise.all(made.map((server) => server.ready()));
    return {
      servers: made,
      directory,
      compact: () => compactEtcd(component),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function isReady(admin: AdminClient): Promise<boolean> {
  try {
    return (await admin.send("GET", "/readyz")).status === 200;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** By etcd's JSON gateway. */
async function compactEtcd({ credentials, ports }: ComponentOptions): Promise<number> {
  const [ca, cert, key] = await Promise.all([
    Deno.readTextFile(credentials.caFile),
    Deno.readTextFile(credentials.certificate("etcd-client")),
    Deno.readTextFile(credentials.key("etcd-client")),
  ]);
  using client = Deno.createHttpClient({ caCerts: [ca], cert, key });
  async function call(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`https://127.0.0.1:${ports.etcd}${path}`, {
      client,
      method: "POST",
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot ask etcd for ${path}: ${text}`);
    return JSON.parse(text);
  }
  const range = await call("/v3/kv/range", { key: btoa("none") });
  const revision = Number((range["header"] as { revision: string }).revision);
  await call("/v3/kv/compaction", { revision, physical: true });
  return revision;
}

function signal(process: StartedProcess, name: Deno.Signal): void {
  try {
    Deno.kill(process.pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
