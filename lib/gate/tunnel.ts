/**
 * WebSockets across the gate: the handshake is checked, and from then on bytes go both ways, each as fast as
 * the other end takes them. Layer 6.
 *
 * @module
 */
import type { Transport, Upgraded } from "../connect/transport.ts";
import type { ByteReader } from "./byte_reader.ts";
import { BadRequest, type RequestHead } from "./request_head.ts";
import { type ByteSink, writeAll, writeSwitch } from "./response_writer.ts";

/**
 * The protocols of the streams of a pod. An API server takes credentials by a protocol's name, too
 * (`base64url.bearer.authorization.k8s.io.…`): so no others are passed on.
 */
const PROTOCOLS: ReadonlySet<string> = new Set([
  "base64.binary.k8s.io",
  "base64.channel.k8s.io",
  "binary.k8s.io",
  "channel.k8s.io",
  "SPDY/3.1+portforward.k8s.io",
  "v4.base64.channel.k8s.io",
  "v4.channel.k8s.io",
  "v5.channel.k8s.io",
]);
const KEY_REGEXP = /^[A-Za-z0-9+/]{22}==$/;

/**
 * Checks a handshake.
 *
 * @param head The request.
 * @returns The header fields to pass on.
 * @throws {BadRequest} when it asks for anything but a WebSocket as an API server speaks it.
 */
export function checkHandshake({ method, headers, upgrade }: RequestHead): Record<string, string> {
  if (upgrade !== "websocket") throw new BadRequest(400, "the only other protocol is websocket");
  if (method !== "GET") throw new BadRequest(405, "a websocket is asked for by GET");
  const key = headers.get("sec-websocket-key") ?? "";
  if (headers.get("sec-websocket-version") !== "13" || !KEY_REGEXP.test(key)) {
    throw new BadRequest(400, "the handshake of the websocket is not one");
  }
  const protocols = (headers.get("sec-websocket-protocol") ?? "").split(",")
    .map((protocol) => protocol.trim()).filter((protocol) => protocol !== "");
  for (const protocol of protocols) {
    if (!PROTOCOLS.has(protocol)) {
      throw new BadRequest(400, `the protocol ${protocol.slice(0, 40)} is not passed on`);
    }
  }
  return {
    "sec-websocket-key": key,
    "sec-websocket-version": "13",
    ...(protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") }),
  };
}

/** The two ends of a tunnel. */
export interface Tunnel {
  readonly sink: ByteSink;
  readonly reader: ByteReader;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/**
 * Asks the cluster for the WebSocket and carries it until one of the two ends it.
 *
 * @param head The request, decided on.
 * @param handshake What {@link checkHandshake} gave.
 * @param tunnel The two ends.
 * @returns The cluster's answer where it does not change the protocol.
 */
export async function carry(
  head: RequestHead,
  handshake: Record<string, string>,
  { sink, reader, transport, signal }: Tunnel,
): Promise<Response | undefined> {
  if (transport.upgrade === undefined) throw new BadRequest(501, "there is no way to a websocket");
  const answer = await transport.upgrade(head.target.path, { headers: handshake, signal });
  if (answer instanceof Response) return answer;
  try {
    await writeSwitch(sink, {
      "sec-websocket-accept": answer.headers.get("sec-websocket-accept") ?? "",
      ...named(answer, "sec-websocket-protocol"),
    });
    // What the script still says when the cluster has ended is heard by nobody.
    copyUp(reader, answer).catch(() => undefined);
    await copyDown(answer, sink);
  } catch {
    // One of the two is gone; the other learns it by the end of its connection.
  } finally {
    answer.close();
  }
  return undefined;
}

function named({ headers }: Upgraded, name: string): Record<string, string> {
  const value = headers.get(name);
  return value === null ? {} : { [name]: value };
}

const PIECE_BYTES = 64 * 1024;

async function copyUp(reader: ByteReader, cluster: Upgraded): Promise<void> {
  try {
    for (;;) {
      const piece = await reader.takeSome(PIECE_BYTES);
      if (piece === undefined) return;
      await cluster.write(piece);
    }
  } finally {
    cluster.close();
  }
}

async function copyDown(cluster: Upgraded, sink: ByteSink): Promise<void> {
  for (;;) {
    const piece = await cluster.read();
    if (piece === undefined) return;
    await writeAll(sink, piece);
  }
}
