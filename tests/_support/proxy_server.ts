/**
 * Proxies on loopback: HTTP CONNECT with or without TLS, and SOCKS5. Each notes what it was asked for.
 *
 * @module
 */
import type { CertificateAndKey } from "../../lib/serve/certificates.ts";
import { isDisconnect, serveEach } from "./loopback.ts";

/** A running proxy. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** The targets asked for, as `host:port`. */
  readonly targets: readonly string[];
}

/** How a proxy behaves. */
export interface ProxyOptions {
  readonly protocol: "http" | "https" | "socks5";
  /** The certificate of an https proxy. */
  readonly identity?: CertificateAndKey;
  /** The login it wants, as `user:password`. */
  readonly login?: string;
  /** Where all tunnels lead, whatever host was asked for. */
  readonly port: number;
}

/** Starts a proxy. */
export function startProxy(options: ProxyOptions): TestProxy {
  const { protocol, identity, login } = options;
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener: Deno.Listener<Deno.Conn> = protocol === "https" && identity !== undefined
    ? Deno.listenTls({ ...address, cert: identity.certificate, key: identity.key })
    : Deno.listen(address);
  const targets: string[] = [];
  const open = new Set<Deno.Conn>();

  async function serve(client: Deno.Conn): Promise<void> {
    open.add(client);
    try {
      const target = protocol === "socks5"
        ? await greetSocks(client, login)
        : await greetHttp(client, login);
      if (target === undefined) return;
      targets.push(target);
      const upstream = await Deno.connect({ hostname: "127.0.0.1", port: options.port });
      open.add(upstream);
      await Promise.all([copy(client, upstream), copy(upstream, client)]);
    } catch (error) {
      if (!isDisconnect(error)) throw error;
    }
  }

  async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(16 * 1024);
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch (error) {
      if (!isDisconnect(error)) throw error;
    }
    for (const side of [from, to]) if (open.delete(side)) side.close();
  }

  const serving = serveEach(listener, async (client) => {
    await serve(client);
    if (open.delete(client)) client.close();
  });
  const { addr } = listener;
  return {
    port: addr.transport === "tcp" ? addr.port : 0,
    targets,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const side of open) side.close();
      open.clear();
      await serving;
    },
  };
}

async function greetHttp(client: Deno.Conn, login?: string): Promise<string | undefined> {
  let head = "";
  while (!head.includes("\r\n\r\n")) head += new TextDecoder().decode(await readSome(client));
  const wanted = login === undefined ? undefined : `Basic ${btoa(login)}`;
  const given = /^proxy-authorization: (.*)$/im.exec(head)?.[1];
  const accepted = wanted === undefined || wanted === given;
  const status = accepted ? "200 Connected" : "407 Proxy Authentication Required";
  await client.write(new TextEncoder().encode(`HTTP/1.1 ${status}\r\n\r\n`));
  return accepted ? /^CONNECT (\S+)/.exec(head)?.[1] : undefined;
}

async function greetSocks(client: Deno.Conn, login?: string): Promise<string | undefined> {
  const decoder = new TextDecoder();
  await readSome(client);
  await client.write(Uint8Array.of(5, login === undefined ? 0 : 2));
  if (login !== undefined) {
    const given = await readSome(client);
    const userLength = given[1] ?? 0;
    const user = decoder.decode(given.subarray(2, 2 + userLength));
    const password = decoder.decode(given.subarray(3 + userLength));
    const accepted = `${user}:${password}` === login;
    await client.write(Uint8Array.of(1, accepted ? 0 : 1));
    if (!accepted) return undefined;
  }
  const request = await readSome(client);
  const port = ((request.at(-2) ?? 0) << 8) + (request.at(-1) ?? 0);
  const host = request[3] === 3
    ? decoder.decode(request.subarray(5, -2))
    : request.subarray(4, -2).join(".");
  await client.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 80));
  return `${host}:${port}`;
}

async function readSome(client: Deno.Conn): Promise<Uint8Array> {
  const buffer = new Uint8Array(4096);
  const count = await client.read(buffer);
  if (count === null) throw new Deno.errors.UnexpectedEof("the client left");
  return buffer.subarray(0, count);
}
