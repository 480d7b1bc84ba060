/**
 * Runs a {@link FaultPlane} in a process of its own, for tests that may leave nothing open: the plane is
 * described by one line of JSON on standard output, commands come by HTTP, and the end of standard input
 * ends it.
 *
 * `deno run -A fault_plane_host.ts v1.36.3 '[{"name":"first"}]'`
 *
 * @module
 */

import { type FaultPlane, type FaultServer, startFaultPlane } from "./fault_plane.ts";

/** What the host says when the plane is ready. */
export interface FaultPlaneDescription {
  /** Where commands go: `POST <control>/<server>/<command>`, `POST <control>/compact`. */
  readonly control: string;
  /** Folder for files of tests. */
  readonly directory: string;
  readonly servers: readonly {
    readonly name: string;
    readonly url: string;
    /** Path of an administrator's kubeconfig. */
    readonly kubeconfig: string;
  }[];
}

/** What can be done to an API server. */
export type FaultCommand =
  | "kill"
  | "start"
  | "ready"
  | "suspend"
  | "resume"
  | "freeze-etcd"
  | "thaw-etcd"
  | "user";

const COMMANDS: Readonly<
  Record<
    FaultCommand,
    (server: FaultServer, user: string) => Promise<string> | Promise<void> | void
  >
> = {
  kill: (server) => server.kill(),
  start: (server) => server.start(),
  ready: (server) => server.ready(),
  suspend: (server) => server.suspend(),
  resume: (server) => server.resume(),
  "freeze-etcd": (server) => server.etcdLink.freeze(),
  "thaw-etcd": (server) => server.etcdLink.thaw(),
  user: (server, user) => server.userKubeconfig(user),
};

function isCommand(word: string | undefined): word is FaultCommand {
  return word !== undefined && Object.hasOwn(COMMANDS, word);
}

async function handle(plane: FaultPlane, request: Request): Promise<Response> {
  const [first, second] = new URL(request.url).pathname.slice(1).split("/");
  if (first === "compact") return new Response(String(await plane.compact()));
  const server = plane.servers.find(({ name }) => name === first);
  if (server === undefined || !isCommand(second)) return new Response("unknown", { status: 404 });
  return new Response(await COMMANDS[second](server, await request.text()) ?? "");
}

if (import.meta.main) {
  const [version = "", servers = "[]"] = Deno.args;
  await using plane = await startFaultPlane(JSON.parse(servers), version);
  await using control = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError: (error) => new Response(String(error), { status: 500 }),
  }, (request) => handle(plane, request));
  const description: FaultPlaneDescription = {
    control: `http://127.0.0.1:${control.addr.port}`,
    directory: plane.directory,
    servers: plane.servers.map(({ name, url, kubeconfig }) => ({ name, url, kubeconfig })),
  };
  console.log(JSON.stringify(description));
  for await (const _ of Deno.stdin.readable);
}
