/** A gate on a socket of its own in front of a transport made up for the test, and raw bytes to it. */
import { join } from "node:path";
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";
import { makePolicy, type PolicyRules } from "../../lib/client/policy.ts";
import { Authority } from "../../lib/gate/authority.ts";
import { forwarder } from "../../lib/gate/exchange.ts";
import { guardSecrets } from "../../lib/gate/secret_guard.ts";
import { GateServer } from "../../lib/gate/server.ts";

/** What a gate sent on. */
export interface Forwarded extends SendOptions {
  readonly path: string;
}

/** A gate under test. */
export interface TestGate extends AsyncDisposable {
  readonly socket: string;
  /** What was sent on, in order. */
  readonly forwarded: readonly Forwarded[];
  /** Deno's client over the socket. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends bytes as they are and reads until the gate closes, or has ended so many chunked answers. */
  raw(text: string | Uint8Array, answers?: number): Promise<string>;
}

/** How the cluster answers. */
export type Answer = (request: Forwarded) => Promise<Response> | Response;

export async function startGate(
  answer: Answer = () => new Response("ok"),
  rules: PolicyRules = { allowAll: true },
): Promise<TestGate> {
  const forwarded: Forwarded[] = [];
  const transport: Transport = {
    server: "https://cluster.test:6443/base",
    async send(path, options = {}) {
      const request = { path, ...options };
      forwarded.push(request);
      return await answer(request);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const folder = await Deno.makeTempDir({ prefix: "skiff-gate-test-" });
  const socket = join(folder, "gate");
  const policy = makePolicy(rules);
  const server = new GateServer({
    path: socket,
    transport,
    exchange: guardSecrets(forwarder(transport), policy),
    authority: new Authority({ policy }),
  });
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  return {
    socket,
    forwarded,
    fetch: (path, init = {}) => fetch(`http://192.0.2.1${path}`, { ...init, client }),
    raw: (text, answers) => sendRaw(socket, text, answers),
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function sendRaw(
  socket: string,
  text: string | Uint8Array,
  answers = Infinity,
): Promise<string> {
  using connection = await Deno.connect({ transport: "unix", path: socket });
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let offset = 0; offset < bytes.length;) {
    offset += await connection.write(bytes.subarray(offset)).catch(() => bytes.length);
  }
  const buffer = new Uint8Array(64 * 1024);
  let received = "";
  while ((received.match(/^0\r\n\r\n/gm)?.length ?? 0) < answers) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    received += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return received;
}

/** Bytes of a request with the head that Deno's client writes. */
export function request(line: string, headers: readonly string[] = [], body = ""): string {
  return [`${line} HTTP/1.1`, "host: 192.0.2.1", ...headers, "", body].join("\r\n");
}
