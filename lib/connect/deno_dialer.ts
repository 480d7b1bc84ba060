/**
 * Requests over Deno's own HTTP client: one pool for calls, another for what stays open. Layer 1.
 *
 * @module
 */
import type { Dialer, DialerSettings, WireRequest } from "./dialer.ts";
import { gunzipResponse } from "./gzip_response.ts";
import type { ProxySettings } from "./proxy.ts";
import { warmUpTls } from "./tls_warm_up.ts";

/** The variables by which Deno's client would choose a proxy of its own. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
  .flatMap((name) => [name, name.toLowerCase()]);

/** Sends by Deno's `fetch`; trusts the given roots beside the process's default ones. */
export class DenoDialer implements Dialer {
  readonly #settings: DialerSettings;
  #http2: Deno.HttpClient | undefined;
  #http1: Deno.HttpClient | undefined;

  /** Opens nothing yet. */
  constructor(settings: DialerSettings) {
    this.#settings = settings;
  }

  async fetch(request: WireRequest): Promise<Response> {
    const { url, method, headers, body, signal, longLived, bulk } = request;
    // Deno decodes only what it asked for by itself.
    const decodes = headers.some(isGzipWish);
    const client = longLived || bulk
      // Servers allow some 100 streams on one HTTP/2 connection: enough watches would starve all calls.
      ? this.#http1 ??= this.#open({ http2: false })
      : this.#http2 ??= this.#open({});
    if (url.startsWith("https:")) await warmUpTls();
    const response = await fetch(url, {
      method,
      // As pairs: a `Headers` would join the groups of an impersonation into one.
      headers: (decodes ? headers.filter((pair) => !isGzipWish(pair)) : headers) as [
        string,
        string,
      ][],
      body: body ?? null,
      signal,
      client,
      redirect: "manual",
    });
    // What a server compressed although it was asked not to.
    return decodes ? response : gunzipResponse(response);
  }

  close(): void {
    this.#http2?.close();
    this.#http1?.close();
    this.#http2 = undefined;
    this.#http1 = undefined;
  }

  // No number for poolIdleTimeout: Deno then spins its event loop (denoland/deno#29444).
  #open(options: { http2?: boolean }): Deno.HttpClient {
    const { roots, clientCertificate, proxy } = this.#settings;
    const restore = hideProxyVariables();
    try {
      return Deno.createHttpClient({
        ...options,
        ...(roots === undefined ? {} : { caCerts: [...roots] }),
        ...(proxy === undefined ? {} : { proxy: denoProxy(proxy) }),
        ...(clientCertificate === undefined
          ? {}
          : { cert: clientCertificate.certificate, key: clientCertificate.key }),
      });
    } finally {
      restore();
    }
  }
}

function isGzipWish([name, value]: readonly [string, string]): boolean {
  return name === "accept-encoding" && value === "gzip";
}

function denoProxy(proxy: ProxySettings): Deno.Proxy {
  const url = `${proxy.protocol}://${proxy.hostname}:${proxy.port}`;
  if (proxy.username === undefined) return { transport: proxy.protocol, url };
  const credentials = { username: proxy.username, password: proxy.password ?? "" };
  if (proxy.protocol !== "socks5") {
    return { transport: proxy.protocol, url, basicAuth: credentials };
  }
  const { username, password } = credentials;
  const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return { transport: "socks5", url: url.replace("//", `//${login}`) };
}

/**
 * Takes the proxy variables out of sight while a client is made: Deno would proxy even loopback, where
 * the rules of kubectl, by which the proxy was chosen already, do not.
 */
function hideProxyVariables(): () => void {
  const hidden = new Map<string, string>();
  for (const name of PROXY_VARIABLES) {
    try {
      const value = Deno.env.get(name);
      if (value === undefined) continue;
      Deno.env.delete(name);
      hidden.set(name, value);
    } catch (error) {
      // What may not be read here, Deno's client applies by itself.
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
    }
  }
  return function restore(): void {
    for (const [name, value] of hidden) Deno.env.set(name, value);
  };
}
