/**
 * Which protocols the streams of a pod speak over a WebSocket. Layer 3.
 *
 * @module
 */
import { BASE64_CODEC, BINARY_CODEC, type ChannelCodec } from "./channels.ts";

/** A protocol of channels. */
export interface ChannelProtocol {
  /** Its name in the handshake; `""` where the client names none. */
  readonly name: string;
  readonly codec: ChannelCodec;
  /** Whether the end of a process is told as a `Status` in JSON; before, by a sentence. */
  readonly hasStatus: boolean;
  /** Whether the client can close one channel: only so can it end the input of a process. */
  readonly hasClose: boolean;
}

function protocol(name: string, options: Partial<ChannelProtocol> = {}): ChannelProtocol {
  return { name, codec: BINARY_CODEC, hasStatus: false, hasClose: false, ...options };
}

/** What `exec` and `attach` speak. */
export const COMMAND_PROTOCOLS: readonly ChannelProtocol[] = [
  protocol("v5.channel.k8s.io", { hasStatus: true, hasClose: true }),
  protocol("v4.channel.k8s.io", { hasStatus: true }),
  protocol("v4.base64.channel.k8s.io", { hasStatus: true, codec: BASE64_CODEC }),
  protocol("channel.k8s.io"),
  protocol("base64.channel.k8s.io", { codec: BASE64_CODEC }),
  protocol(""),
];

/** What `portforward` speaks with two channels for each port. */
export const PORT_PROTOCOLS: readonly ChannelProtocol[] = [
  protocol("v4.channel.k8s.io"),
  protocol("v4.base64.channel.k8s.io", { codec: BASE64_CODEC }),
  protocol(""),
];

/** What `portforward` speaks when SPDY goes through a WebSocket. */
export const PORT_TUNNEL = "SPDY/3.1+portforward.k8s.io";

/** The protocols that a request asks for, in its order. */
export function askedProtocols(headers: Headers): string[] {
  return (headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The protocol to speak; `undefined` where the client asks for others only. */
export function chooseProtocol(
  asked: readonly string[],
  known: readonly ChannelProtocol[],
): ChannelProtocol | undefined {
  const names = asked.length === 0 ? [""] : asked;
  // Whoever can close channels is spoken to in that way, wherever in the list it stands.
  const closing = known.find(({ hasClose, name }) => hasClose && names.includes(name));
  if (closing !== undefined) return closing;
  for (const name of names) {
    const found = known.find((one) => one.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
