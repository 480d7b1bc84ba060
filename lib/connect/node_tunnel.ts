/**
 * Tunnels through proxies for connections that Deno's client does not make: HTTP CONNECT and SOCKS5.
 * Layer 1.
 *
 * @module
 */
import { connect as tcpConnect, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { DialerSettings } from "./dialer.ts";
import type { ProxySettings } from "./proxy.ts";

/** Where the tunnel is to end. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** The most a proxy may answer before the tunnel is open. */
const MAX_ANSWER_BYTES = 16 * 1024;

/**
 * Opens a tunnel through the proxy of the settings.
 *
 * @param settings The proxy, and the authorities for one that speaks TLS itself.
 * @param target Where to.
 * @returns A socket whose next byte is the target's.
 * @throws When the proxy cannot be reached or refuses; the message starts with `proxy`.
 */
export async function openTunnel(
  { proxy, roots }: DialerSettings,
  target: TunnelTarget,
): Promise<Socket> {
  if (proxy === undefined) throw new Error("proxy missing");
  const socket = await openSocket(proxy, roots);
  try {
    const rest = proxy.protocol === "socks5"
      ? await greetSocks(socket, proxy, target)
      : await greetHttp(socket, proxy, target);
    if (rest > 0) throw new Error("proxy sent data before the tunnel was used");
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function openSocket(proxy: ProxySettings, roots: readonly string[] | undefined): Promise<Socket> {
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const secure = proxy.protocol === "https";
    const socket = secure
      ? tlsConnect({
        host,
        port: proxy.port,
        servername: /^[\d.]+$|:/.test(host) ? "" : host,
        ...(roots === undefined ? {} : { ca: [...roots] }),
      })
      : tcpConnect({ host, port: proxy.port });
    function fail(error: Error): void {
      reject(new Error(`proxy: ${error.message}`, { cause: error }));
    }
    socket.once("error", fail);
    socket.once(secure ? "secureConnect" : "connect", () => {
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

async function greetHttp(
  socket: Socket,
  proxy: ProxySettings,
  target: TunnelTarget,
): Promise<number> {
  const authority = `${
    target.host.includes(":") ? `[${target.host}]` : target.host
  }:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.username !== undefined) {
    const login = new TextEncoder().encode(`${proxy.username}:${proxy.password ?? ""}`);
    lines.push(`Proxy-Authorization: Basic ${login.toBase64()}`);
  }
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const answer = new Incoming(socket);
  try {
    let end = -1;
    let text = "";
    while (end < 0) {
      text = new TextDecoder("latin1").decode(await answer.more());
      end = text.indexOf("\r\n\r\n");
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    if (status === undefined) throw new Error("proxy does not speak HTTP");
    if (!status.startsWith("2")) throw new Error(`proxy refused the tunnel with status ${status}`);
    return text.length - end - 4;
  } finally {
    answer.release();
  }
}

async function greetSocks(
  socket: Socket,
  proxy: ProxySettings,
  target: TunnelTarget,
): Promise<number> {
  const encoder = new TextEncoder();
  const answer = new Incoming(socket);
  try {
    socket.write(new Uint8Array(proxy.username === undefined ? [5, 1, 0] : [5, 2, 0, 2]));
    const [, method] = await answer.take(2);
    if (method === 2 && proxy.username !== undefined) {
      const user = encoder.encode(proxy.username);
      const password = encoder.encode(proxy.password ?? "");
      socket.write(new Uint8Array([1, user.length, ...user, password.length, ...password]));
      const [, verdict] = await answer.take(2);
      if (verdict !== 0) throw new Error("proxy did not accept the SOCKS login");
    } else if (method !== 0) throw new Error("proxy wants a SOCKS login that is not known");
    // The proxy looks the name up: it may know names that this machine does not.
    const host = encoder.encode(target.host);
    socket.write(
      new Uint8Array([5, 1, 0, 3, host.length, ...host, target.port >> 8, target.port & 255]),
    );
    const [, code, , type] = await answer.take(4);
    if (code !== 0) throw new Error(`proxy refused the SOCKS tunnel with code ${code}`);
    const length = type === 1 ? 4 : type === 4 ? 16 : (await answer.take(1))[0] ?? 0;
    await answer.take(length + 2);
    return answer.left;
  } finally {
    answer.release();
  }
}

/** What a socket has said so far. */
class Incoming {
  readonly #socket: Socket;
  #bytes = new Uint8Array(0);
  #waiting: PromiseWithResolvers<void> | undefined;
  #failure: Error | undefined;
  readonly #onData = (chunk: Uint8Array) => {
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
    if (joined.length > MAX_ANSWER_BYTES) this.#failure = new Error("proxy answers without end");
    this.#wake();
  };
  readonly #onClose = () => {
    this.#failure = new Error("proxy closed the connection");
    this.#wake();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", this.#onData);
    socket.on("close", this.#onClose);
    socket.on("end", this.#onClose);
    socket.on("error", this.#onClose);
  }

  get left(): number {
    return this.#bytes.length;
  }

  /** Waits for more and gives all there is. */
  async more(): Promise<Uint8Array> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#waiting = Promise.withResolvers();
    await this.#waiting.promise;
    return this.#bytes;
  }

  async take(count: number): Promise<Uint8Array> {
    while (this.#bytes.length < count) await this.more();
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(count);
    return taken;
  }

  release(): void {
    this.#socket.off("data", this.#onData);
    this.#socket.off("close", this.#onClose);
    this.#socket.off("end", this.#onClose);
    this.#socket.off("error", this.#onClose);
    this.#socket.pause();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#failure !== undefined) waiting?.reject(this.#failure);
    else waiting?.resolve();
  }
}
