/**
 * Opens the connection to a cluster. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ClusterAccess, CredentialProvider } from "./access.ts";
import type { Dialer, DialerSettings } from "./dialer.ts";
import { DialerPool } from "./dialer_pool.ts";
import type { EnvReader } from "./environment.ts";
import { sleep, type TransportClock } from "./exchange.ts";
import { NetworkTransport } from "./network_transport.ts";
import { parseAddress } from "./ip_address.ts";
import { formatProxy, resolveProxy } from "./proxy.ts";
import { fixedHeaders, formatUserAgent } from "./request_headers.ts";
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from "./retry.ts";
import type { Transport } from "./transport.ts";
import { defaultRootsAreEmpty, TrustStore } from "./trust.ts";

/** How a connection behaves; all of it optional. */
export interface TransportOptions {
  /** The `User-Agent`; default `skiff/<version> (deno/<version>; <os>)`. */
  readonly userAgent?: string | undefined;
  /** Deadline in milliseconds for requests that are not long-lived and bring none; none by default. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * How long in milliseconds a server may be silent during a request that is not long-lived; default
   * 90000, since an API server ends such requests itself after 60 s. `0`: for ever.
   */
  readonly silenceTimeoutMs?: number | undefined;
  /** Receives each distinct warning of the server once. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Limits on sending again. */
  readonly retry?: Partial<RetryLimits> | undefined;
  /** Where HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and their like are read; default `Deno.env`. */
  readonly env?: EnvReader | undefined;
  /** Stands in for the clock in tests. */
  readonly clock?: TransportClock | undefined;
  /** Whether the process trusts nobody by default; default {@link defaultRootsAreEmpty}. */
  readonly rootsEmpty?: boolean | undefined;
  /** Makes the dialer where the server is asked directly, at an address that is a number. */
  readonly direct?: ((settings: DialerSettings) => Dialer | Promise<Dialer>) | undefined;
}

const DEFAULT_SILENCE_MS = 90_000;
const SYSTEM_CLOCK: TransportClock = { now: () => performance.now(), sleep };

/**
 * Opens the connection to a cluster: pooled, nothing sent before the first request.
 *
 * @param access Where the cluster is and how it proves itself.
 * @param credentials Who calls.
 * @param options Time-outs, retries, warnings.
 * @returns The transport; dispose it to close its connections.
 * @throws {ConfigError} when the proxy, the impersonation or the address cannot be used.
 */
export async function openTransport(
  access: ClusterAccess,
  credentials: CredentialProvider,
  options: TransportOptions = {},
): Promise<Transport> {
  const server = parseServer(access);
  const env = options.env ?? Deno.env;
  const rootsEmpty = options.rootsEmpty ?? defaultRootsAreEmpty();
  const byNode = needsNode(access, server, rootsEmpty);
  const proxy = resolveProxy(
    access.server,
    access.proxyUrl,
    (name) => readVariable(env, name, byNode),
  );
  const clock = options.clock ?? SYSTEM_CLOCK;
  const trust = new TrustStore({
    tls: server.protocol === "https:" ? access.tls : { insecureSkipVerify: true },
    clusterName: access.clusterName,
    readEnv: (name) => readVariable(env, name, true),
    now: () => clock.now(),
    rootsEmpty,
  });
  const base = {
    proxy,
    serverName: access.tls.serverName,
    insecureSkipVerify: access.tls.insecureSkipVerify,
  };
  const isDirect = options.direct !== undefined && proxy === undefined &&
    isAddress(server.hostname);
  const direct = isDirect ? options.direct : undefined;
  const make = byNode ? await loadTlsDialer() : direct ?? await loadDenoDialer();
  return new NetworkTransport({
    access,
    credentials,
    dialers: new DialerPool(trust, base, make),
    trust,
    proxy: proxy === undefined ? undefined : formatProxy(proxy),
    headers: fixedHeaders({
      access,
      userAgent: options.userAgent ?? formatUserAgent(Deno.version.deno, Deno.build.os),
    }),
    retry: { ...DEFAULT_RETRY_LIMITS, ...options.retry },
    clock,
    requestTimeoutMs: options.requestTimeoutMs,
    silenceMs: options.silenceTimeoutMs === 0
      ? undefined
      : options.silenceTimeoutMs ?? DEFAULT_SILENCE_MS,
    onWarning: options.onWarning,
  });
}

function parseServer(access: ClusterAccess): URL {
  const url = URL.parse(access.server);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ConfigError(
      `Cannot connect to cluster "${access.clusterName}": its server is not an https:// or http:// address`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigError(
      `Cannot connect to cluster "${access.clusterName}": its server may have host, port and path only`,
    );
  }
  return url;
}

/** Tells whether Deno's client cannot verify the server as asked. */
function needsNode({ tls }: ClusterAccess, server: URL, rootsEmpty: boolean): boolean {
  if (server.protocol !== "https:") return false;
  if (tls.insecureSkipVerify) return true;
  if (tls.serverName !== undefined && tls.serverName !== server.hostname) return true;
  return tls.certificateAuthority !== undefined && !rootsEmpty;
}

function isAddress(hostname: string): boolean {
  return parseAddress(hostname.replace(/^\[|\]$/g, "")) !== undefined;
}

const NETWORK_VARIABLES = "HTTPS_PROXY,https_proxy,NO_PROXY,no_proxy,SSL_CERT_FILE,SSL_CERT_DIR";

/** Reads a variable; one that may not be read is an error only where nobody else would apply it. */
function readVariable(env: EnvReader, name: string, required: boolean): string | undefined {
  try {
    const value = env.get(name);
    return value === "" ? undefined : value;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    if (!required) return undefined;
    const hint = `add --allow-env=${NETWORK_VARIABLES}`;
    throw new ConfigError(
      `Cannot read the environment variable "${name}": Deno was not permitted to: ${hint}`,
      { hint, cause: error },
    );
  }
}

async function loadDenoDialer(): Promise<(settings: DialerSettings) => Dialer> {
  const { DenoDialer } = await import("./deno_dialer.ts");
  return (settings) => new DenoDialer(settings);
}

async function loadTlsDialer(): Promise<(settings: DialerSettings) => Dialer> {
  const { TlsDialer } = await import("./tls_dialer.ts");
  return (settings) => new TlsDialer(settings);
}
