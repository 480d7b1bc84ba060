/**
 * Changes the protocol of a connection of its own to WebSocket; what is sent over it then is the caller's.
 * Layer 1.
 *
 * @module
 */
import type { DialerSettings, WireRequest } from "./dialer.ts";
import { BodyDecoder, latin1, latin1Bytes } from "./http1_body.ts";
import {
  type AnswerHead,
  cutOff,
  formatRequestHead,
  malformed,
  parseAnswerHead,
} from "./http1_head.ts";
import { SocketChannel } from "./socket_channel.ts";
import { openConnection } from "./tls_dialer.ts";
import type { Upgraded } from "./transport.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A refusal is a `Status` of a few lines. */
const MAX_REFUSAL_BYTES = 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";

/**
 * Opens a connection and asks for a WebSocket.
 *
 * @param settings Whom to trust, what to show, which way to go.
 * @param request Where to, and the header fields.
 * @returns The connection, or the answer of a server that does not change the protocol, read to its end.
 * @throws Whatever the runtime throws when the connection fails.
 */
export async function upgradeConnection(
  settings: DialerSettings,
  { url, headers, signal }: Pick<WireRequest, "url" | "headers" | "signal">,
): Promise<Upgraded | Response> {
  const sockets = await openConnection(settings, url, signal);
  const channel = new SocketChannel(sockets, signal);
  try {
    const asked: (readonly [string, string])[] = [
      ...headers,
      ["connection", "Upgrade"],
      ["upgrade", "websocket"],
    ];
    const head = formatRequestHead("GET", new URL(url), asked, undefined);
    await channel.write(latin1Bytes(head));
    const answer = await readHead(channel);
    if (answer.status !== 101) return await readRefusal(channel, answer);
    return {
      headers: new Headers(answer.headers),
      read: () => channel.read(),
      write: (bytes) => channel.write(bytes),
      close: () => channel.close(),
    };
  } catch (error) {
    channel.close();
    throw error;
  }
}

async function readHead(channel: SocketChannel): Promise<AnswerHead> {
  let known = "";
  for (;;) {
    const bytes = await channel.read();
    if (bytes === undefined) throw cutOff();
    known += latin1(bytes);
    const end = known.indexOf(HEAD_END);
    if (end < 0) {
      if (known.length > MAX_HEAD_BYTES) throw malformed("its head is too long");
      continue;
    }
    const rest = known.slice(end + HEAD_END.length);
    if (rest !== "") channel.putBack(latin1Bytes(rest));
    return parseAnswerHead(known.slice(0, end), "GET");
  }
}

async function readRefusal(
  channel: SocketChannel,
  { status, statusText, headers: answered, framing }: AnswerHead,
): Promise<Response> {
  const headers = new Headers(answered);
  const decoder = new BodyDecoder(framing);
  const pieces: Bytes[] = [];
  let total = 0;
  while (!decoder.isDone && total < MAX_REFUSAL_BYTES) {
    const bytes = await channel.read();
    if (bytes === undefined) {
      if (!decoder.end()) throw cutOff();
      break;
    }
    decoder.push(bytes, (piece) => {
      pieces.push(piece.slice());
      total += piece.length;
    });
  }
  channel.close();
  headers.delete("transfer-encoding");
  headers.delete("content-length");
  const body = framing.type === "none" ? null : new Blob(pieces);
  return new Response(body, { status, statusText, headers });
}
