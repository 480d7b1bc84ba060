/** A cluster with one pod whose containers a test plays, and a client's end of its streams. */
import assert from "node:assert/strict";
import {
  createEmbeddedCluster,
  type EmbeddedClusterOptions,
} from "../../../lib/embedded/cluster.ts";
import { BINARY_CODEC } from "../../../lib/embedded/streams/channels.ts";
import { type PairedSocket, socketPair } from "../../../lib/embedded/streams/socket_pair.ts";
import type {
  ContainerName,
  ContainerRuntime,
  ProcessRequest,
} from "../../../lib/embedded/subresources/runtime.ts";
import type { EmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import { ask, make } from "../_cluster.ts";

export const PODS = "/api/v1/namespaces/default/pods";
export const SERVER = "https://embedded.test";

/** Does nothing, unless a test gives more. */
export function runtimeWith(parts: Partial<ContainerRuntime> = {}): ContainerRuntime {
  return {
    logs: () => [],
    run: () => Promise.resolve(0),
    connect: () => Promise.resolve(),
    ...parts,
  };
}

/** A cluster with the running pod `a`, whose container is called `main`. */
export async function clusterWith(
  parts: Partial<ContainerRuntime>,
  options: EmbeddedClusterOptions = {},
): Promise<EmbeddedCluster> {
  const cluster = createEmbeddedCluster({ ...options, runtime: runtimeWith(parts) });
  await cluster.settled();
  await makePod(cluster, "a", { main: { running: {} } });
  return cluster;
}

/** Makes a pod on a node, with the states of its containers. */
export async function makePod(
  cluster: EmbeddedCluster,
  name: string,
  states: Record<string, unknown>,
): Promise<void> {
  const containers = Object.keys(states).map((container) => ({ name: container, image: "x" }));
  await make(cluster, PODS, { metadata: { name }, spec: { nodeName: "one", containers } });
  const containerStatuses = Object.entries(states)
    .filter(([, state]) => state !== undefined)
    .map(([container, state]) => ({ name: container, state }));
  await ask(cluster, "PATCH", `${PODS}/${name}/status`, {
    status: { phase: "Running", containerStatuses },
  });
}

/** How a stream is opened. */
export interface OpenOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Record<string, string>;
  /** How many unread bytes make the server wait. */
  readonly limitBytes?: number;
}

/** The client's end of a stream. */
export interface OpenStream {
  readonly protocol: string;
  readonly socket: PairedSocket;
  /** Resolves when the server has done with it. */
  readonly served: Promise<void>;
}

/** Asks for a stream; gives the answer where the server refuses. */
export async function askForStream(
  cluster: EmbeddedCluster,
  path: string,
  { protocols = ["v5.channel.k8s.io"], headers = {}, limitBytes }: OpenOptions = {},
): Promise<OpenStream | Response> {
  const answer = await cluster.upgrade(
    new Request(`${SERVER}${path}`, {
      headers: {
        upgrade: "websocket",
        ...(protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") }),
        ...headers,
      },
    }),
  );
  if (answer instanceof Response) return answer;
  const [socket, there] = socketPair(limitBytes === undefined ? {} : { limitBytes });
  return { protocol: answer.protocol, socket, served: answer.serve(there) };
}

/** Opens a stream. */
export async function open(
  cluster: EmbeddedCluster,
  path: string,
  options: OpenOptions = {},
): Promise<OpenStream> {
  const answer = await askForStream(cluster, path, options);
  if (answer instanceof Response) assert.fail(`${answer.status} ${await answer.text()}`);
  return answer;
}

/** All that came over the channels of a stream until its end, as text. */
export async function readAll(socket: PairedSocket): Promise<Map<number, string>> {
  const decoders = new Map<number, TextDecoder>();
  const texts = new Map<number, string>();
  for (let message; (message = await socket.receive()) !== undefined;) {
    const decoded = BINARY_CODEC.decode(message);
    if (decoded === undefined) continue;
    const { channel, bytes } = decoded;
    const decoder = decoders.get(channel) ?? new TextDecoder();
    decoders.set(channel, decoder);
    texts.set(channel, (texts.get(channel) ?? "") + decoder.decode(bytes, { stream: true }));
  }
  return texts;
}

/** Sends text over a channel. */
export async function say(socket: PairedSocket, channel: number, text: string): Promise<void> {
  await socket.send(BINARY_CODEC.encode(channel, new TextEncoder().encode(text)));
}

/** Closes a channel, as `v5.channel.k8s.io` does. */
export async function closeChannel(socket: PairedSocket, channel: number): Promise<void> {
  await socket.send(Uint8Array.of(255, channel));
}

/** Writes text to one of the outputs of a process. */
export async function write(
  stream: WritableStream<Uint8Array> | undefined,
  text: string,
): Promise<void> {
  const writer = stream?.getWriter();
  await writer?.write(new TextEncoder().encode(text));
  writer?.releaseLock();
}

/** Reads the whole input of a process as text. */
export async function readInput({ stdin }: ProcessRequest): Promise<string> {
  return stdin === undefined
    ? ""
    : await new Response(stdin as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

/** Plays processes. */
export type Player = (request: ProcessRequest, name: ContainerName) => Promise<number>;

/** A runtime's `run` that tells what it was asked. */
export function played(player: Player): Pick<ContainerRuntime, "run"> {
  return { run: (name, request) => player(request, name) };
}
