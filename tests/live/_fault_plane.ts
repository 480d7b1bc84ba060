/**
 * A control plane to break that the tests of one file share. It runs in a process of its own, so that
 * nothing of it is open in a test.
 *
 * @module
 */
import type { FaultServerOptions } from "../controlplane/fault_plane.ts";
import { DEFAULT_VERSION } from "../controlplane/versions.ts";
import type { FaultCommand, FaultPlaneDescription } from "../controlplane/fault_plane_host.ts";

/** One API server. */
export interface LiveFaultServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Does something to it; `user` gives the path of a kubeconfig for that user. */
  tell(command: FaultCommand, user?: string): Promise<string>;
}

/** A running plane. */
export interface LiveFaultPlane extends AsyncDisposable {
  /** Folder for files of tests. */
  readonly directory: string;
  /** Finds an API server. */
  server(name: string): LiveFaultServer;
  /** Makes etcd forget all history up to now. */
  compact(): Promise<void>;
}

/** The version under test, so that faults are those of its own servers. */
const VERSION = Deno.env.get("SKIFF_LIVE_VERSION") ?? DEFAULT_VERSION;
const HOST = new URL("../controlplane/fault_plane_host.ts", import.meta.url).pathname;

/** Starts etcd and the API servers named. */
export async function openFaultPlane(
  servers: readonly FaultServerOptions[],
): Promise<LiveFaultPlane> {
  const host = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", "-A", HOST, VERSION, JSON.stringify(servers)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const description = JSON.parse(await readLine(host.stdout)) as FaultPlaneDescription;

  async function post(path: string, body = ""): Promise<string> {
    const response = await fetch(`${description.control}/${path}`, { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot ${path}: ${text}`);
    return text;
  }

  return {
    directory: description.directory,
    server(name) {
      const found = description.servers.find((server) => server.name === name);
      if (found === undefined) throw new Error(`Cannot find API server "${name}"`);
      return {
        ...found,
        port: Number(new URL(found.url).port),
        tell: (command, user) => post(`${name}/${command}`, user),
      };
    },
    async compact() {
      await post("compact");
    },
    async [Symbol.asyncDispose]() {
      await host.stdin.close();
      await host.stdout.cancel();
      const { success } = await host.status;
      if (!success) throw new Error("Cannot stop the control plane");
    },
  };
}

/** Reads the first line and nothing after it. */
async function readLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error("Cannot start the control plane: it ended");
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text;
}
