/**
 * Which proxy leads to a cluster: `proxy-url` of the cluster entry, or the environment by the rules of
 * Go's standard library. Decisions only, no I/O. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { parseAddress, parseNetwork } from "./ip_address.ts";
import { isLoopback } from "./request_headers.ts";

/** A proxy, with the credentials apart from its address. */
export interface ProxySettings {
  readonly protocol: "http" | "https" | "socks5";
  readonly hostname: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** Where it was named, for messages: `proxy-url` or the variable. */
  readonly source: string;
}

const DEFAULT_PORTS = { http: 80, https: 443, socks5: 1080 } as const;

/**
 * Finds the proxy for a server.
 *
 * @param server The server's address.
 * @param proxyUrl `proxy-url` of the cluster entry; decides alone where it is given.
 * @param readEnv Reads an environment variable.
 * @returns The proxy, or `undefined` for a direct connection.
 * @throws {ConfigError} when the proxy's address cannot be used.
 * @see golang.org/x/net/http/httpproxy
 */
export function resolveProxy(
  server: string,
  proxyUrl: string | undefined,
  readEnv: (name: string) => string | undefined,
): ProxySettings | undefined {
  if (proxyUrl !== undefined && proxyUrl !== "") return parseProxy(proxyUrl, "proxy-url");
  const { protocol, hostname, port } = new URL(server);
  if (isLoopback(hostname)) return undefined;
  const upper = protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  for (const name of [upper, upper.toLowerCase()]) {
    const value = readEnv(name);
    if (value === undefined || value === "") continue;
    const exceptions = readEnv("NO_PROXY") ?? readEnv("no_proxy") ?? "";
    const portNumber = port !== "" ? Number(port) : protocol === "http:" ? 80 : 443;
    if (matchNoProxy(exceptions, hostname, portNumber)) return undefined;
    return parseProxy(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`, name);
  }
  return undefined;
}

/**
 * Parses a proxy's address.
 *
 * @param text E.g. `http://user:pass@proxy:3128` or `socks5://127.0.0.1:1080`.
 * @param source Where it stands, for the message.
 * @throws {ConfigError} when it is no address or its scheme is not http, https or socks5.
 */
export function parseProxy(text: string, source: string): ProxySettings {
  const url = URL.parse(text);
  const scheme = url?.protocol.replace(/:$/, "");
  const protocol = scheme === "socks5h" ? "socks5" : scheme;
  if (protocol !== "http" && protocol !== "https" && protocol !== "socks5") {
    throw new ConfigError(
      `Cannot use the proxy of ${source}: its address needs http://, https:// or socks5://`,
    );
  }
  if (url === null || url.hostname === "") {
    throw new ConfigError(`Cannot use the proxy of ${source}: its address has no host`);
  }
  return {
    protocol,
    hostname: url.hostname,
    port: url.port === "" ? DEFAULT_PORTS[protocol] : Number(url.port),
    ...(url.username === "" ? {} : {
      username: decodePart(url.username),
      password: decodePart(url.password),
    }),
    source,
  };
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Formats a proxy's address without its credentials: `http://proxy:3128 of HTTPS_PROXY`. */
export function formatProxy({ protocol, hostname, port, source }: ProxySettings): string {
  return `${protocol}://${hostname}:${port} (${source})`;
}

/**
 * Tells whether NO_PROXY excepts a host from the proxy.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(matchNoProxy("10.0.0.0/8, .internal", "api.internal", 6443), true);
 * assert.equal(matchNoProxy(".internal", "internal", 6443), false);
 * ```
 *
 * @param list Comma-separated names, suffixes, addresses, CIDR ranges, each optionally with a port; `*`.
 * @param hostname The host.
 * @param port The port.
 */
export function matchNoProxy(list: string, hostname: string, port: number): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase().replace(/\.$/, "");
  const address = parseAddress(host);
  return list.split(",").some((part) => {
    const entry = part.trim().toLowerCase();
    if (entry === "") return false;
    if (entry === "*") return true;
    const network = parseNetwork(entry);
    if (network !== undefined) return address !== undefined && network(address);
    const { name, onlyPort } = splitPort(entry);
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const wanted = parseAddress(name);
    if (wanted !== undefined) {
      return address !== undefined && address.bits === wanted.bits &&
        address.value === wanted.value;
    }
    if (address !== undefined) return false;
    if (name.startsWith("*.")) return host.endsWith(name.slice(1));
    if (name.startsWith(".")) return host.endsWith(name);
    return host === name || host.endsWith(`.${name}`);
  });
}

function splitPort(entry: string): { name: string; onlyPort?: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  const plain = /^([^:]+):(\d+)$/.exec(entry);
  const [, name = entry, port] = bracketed ?? plain ?? [];
  return port === undefined ? { name } : { name, onlyPort: Number(port) };
}
