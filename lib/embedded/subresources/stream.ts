/**
 * The subresources `exec`, `attach` and `portforward`: a client talks to a container over a WebSocket. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/rest/subresources.go
 */
import { badRequest } from "../fault.ts";
import type { ApiObject } from "../json.ts";
import type { WriteTarget } from "../objects/target.ts";
import { type Answer, textAnswer } from "../server/answer.ts";
import type { Call } from "../server/context.ts";
import { readBoolean } from "../server/options.ts";
import { exitStatus, failureStatus } from "../streams/exit_status.ts";
import { type ForwardedPorts, servePortChannels } from "../streams/port_channels.ts";
import {
  askedProtocols,
  chooseProtocol,
  COMMAND_PROTOCOLS,
  PORT_PROTOCOLS,
  PORT_TUNNEL,
} from "../streams/protocols.ts";
import { servePortTunnel } from "../streams/port_tunnel.ts";
import { type Command, type CommandOptions, serveCommand } from "../streams/remote_command.ts";
import { asksForSocket, type SocketUpgrade } from "../streams/upgrade.ts";
import {
  checkHost,
  checkMayConnect,
  containerOf,
  fullName,
  isRunning,
  podOf,
  runsAtAll,
  runtimeOf,
} from "./pod_access.ts";
import type { ProcessRequest } from "./runtime.ts";

/** Answers for `exec`: runs a command. */
export function answerExec(call: Call, target: WriteTarget): Answer {
  const command = call.query.getAll("command");
  return answerCommand(call, target, {
    notFound: (_, container) => `container not found (${JSON.stringify(container)})`,
    async run(pod, container, request) {
      if (command.length === 0) {
        return failureStatus("error executing command in container: no command is given");
      }
      try {
        return exitStatus(await runtimeOf(call).run({ pod, container }, { ...request, command }));
      } catch (error) {
        return failureStatus(`error executing command in container: ${messageOf(error)}`);
      }
    },
  });
}

/** Answers for `attach`: joins the process of a container. */
export function answerAttach(call: Call, target: WriteTarget): Answer {
  return answerCommand(call, target, {
    notFound: (pod, container) => `container ${container} not found in pod ${fullName(pod)}`,
    async run(pod, container, request) {
      try {
        await runtimeOf(call).run({ pod, container }, { ...request, command: [] });
        // How the process ended is in the status of its pod.
        return exitStatus(0);
      } catch (error) {
        return failureStatus(`error attaching to container: ${messageOf(error)}`);
      }
    },
  });
}

/** How `exec` and `attach` differ. */
interface CommandKind {
  /** What the kubelet says where the container does not run. */
  notFound(pod: ApiObject, container: string): string;
  run(
    pod: ApiObject,
    container: string,
    request: Omit<ProcessRequest, "command">,
  ): ReturnType<Command["run"]>;
}

function answerCommand(call: Call, target: WriteTarget, kind: CommandKind): Answer {
  checkMayConnect(call, target);
  const pod = podOf(call, target);
  const container = containerOf(pod, call.query.get("container") ?? "");
  checkHost(pod);
  checkUpgrade(call);
  const options = readOptions(call);
  if (!options.stdin && !options.stdout && !options.stderr) {
    return textAnswer("you must specify at least 1 of stdin, stdout, stderr", 400);
  }
  if (!isRunning(pod, container)) return textAnswer(kind.notFound(pod, container), 500);
  runtimeOf(call);
  checkSocket(call);
  const protocol = chooseProtocol(askedProtocols(call.headers), COMMAND_PROTOCOLS);
  if (protocol === undefined) return UNKNOWN_PROTOCOL;
  const { tty } = options;
  return switchTo(call, protocol.name, (socket) =>
    serveCommand(socket, {
      options,
      protocol,
      run: (request) => kind.run(pod, container, { ...request, tty }),
    }));
}

function readOptions({ query }: Call): CommandOptions {
  return {
    stdin: readBoolean(query, "stdin"),
    stdout: readBoolean(query, "stdout"),
    stderr: readBoolean(query, "stderr"),
    tty: readBoolean(query, "tty"),
  };
}

/** Answers for `portforward`: connects to ports of a pod. */
export function answerPortForward(call: Call, target: WriteTarget): Answer {
  const ports = readPorts(call.query);
  checkMayConnect(call, target);
  const pod = podOf(call, target);
  checkHost(pod);
  checkUpgrade(call);
  const runtime = runtimeOf(call);
  const forwarding: Omit<ForwardedPorts, "ports" | "protocol"> = {
    connect: (port, connection) => runtime.connect(pod, port, connection),
    sentence: (port, error) =>
      `error forwarding port ${port} to pod ${pod.metadata.name}, uid ${pod.metadata.uid}: ${
        messageOf(error)
      }`,
  };
  if (askedProtocols(call.headers).includes(PORT_TUNNEL)) {
    if (!runsAtAll(pod)) return podNotFound(pod);
    checkSocket(call);
    const { clock } = call.cluster;
    return switchTo(
      call,
      PORT_TUNNEL,
      (socket) => servePortTunnel(socket, { ...forwarding, clock }),
    );
  }
  // SPDY names its ports later.
  const problem = asksForSocket(call.headers) ? portsProblem(ports) : undefined;
  if (problem !== undefined) return textAnswer(problem, 400);
  if (!runsAtAll(pod)) return podNotFound(pod);
  checkSocket(call);
  const protocol = chooseProtocol(askedProtocols(call.headers), PORT_PROTOCOLS);
  if (protocol === undefined) return UNKNOWN_PROTOCOL;
  return switchTo(
    call,
    protocol.name,
    (socket) => servePortChannels(socket, { ...forwarding, ports, protocol }),
  );
}

function podNotFound(pod: ApiObject): Answer {
  return textAnswer(`pod not found (${JSON.stringify(fullName(pod))})`, 500);
}

const MAX_PORT = 65_535;

function readPorts(query: URLSearchParams): number[] {
  return query.getAll("ports").flatMap((text) => text.split(",")).map((text) => {
    if (/^\d+$/.test(text) && Number(text) <= MAX_PORT) return Number(text);
    const why = /^\d+$/.test(text) ? "value out of range" : "invalid syntax";
    const parsing = `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`;
    throw badRequest(`cannot convert to []int32: ${parsing}`);
  });
}

/** What the kubelet does not like about ports. */
function portsProblem(ports: readonly number[]): string | undefined {
  if (ports.length === 0) return 'query parameter "ports" is required';
  return ports.includes(0) ? 'port "0" must be > 0' : undefined;
}

/** A client that asks for other protocols only hears no more than that. */
const UNKNOWN_PROTOCOL: Answer = { status: 403, body: null, contentType: "text/plain" };

function checkUpgrade({ headers }: Call): void {
  if (headers.get("upgrade") === null) throw badRequest("Upgrade request required");
}

/** Last of all: kubectl asks for SPDY where a WebSocket is refused, and shows what it hears then. */
function checkSocket({ headers }: Call): void {
  if (asksForSocket(headers)) return;
  const asked = headers.get("upgrade")?.slice(0, 40);
  throw badRequest(`unable to upgrade to ${asked}: only websocket is served`);
}

function switchTo(call: Call, protocol: string, serve: SocketUpgrade["serve"]): Answer {
  const upgrade: SocketUpgrade = {
    protocol,
    async serve(socket) {
      const release = call.onWatch(() => socket.close(GOING_AWAY));
      try {
        await serve(socket);
      } finally {
        release();
      }
    },
  };
  return { status: 101, body: null, contentType: "", upgrade };
}

/** The server is about to end. */
const GOING_AWAY = 1001;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
