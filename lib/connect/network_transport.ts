/**
 * The transport over a real network: credentials, retries, warnings, redirects and deadlines around a
 * dialer that does none of this. Layer 1.
 *
 * @module
 */
import { ConnectionError, QueryError } from "../core/errors.ts";
import type { ClusterAccess, CredentialProvider, Credentials } from "./access.ts";
import { discard } from "./body.ts";
import type { WireRequest } from "./dialer.ts";
import type { DialerPool } from "./dialer_pool.ts";
import { Exchange, isStream, SilenceWatch, type TransportClock } from "./exchange.ts";
import { fieldOf, guardResponse, takeSmallResponse } from "./guarded_response.ts";
import { classifyNetworkError, networkError, type NetworkFault } from "./network_fault.ts";
import { quote } from "../core/message.ts";
import { joinHeaders } from "./request_headers.ts";
import { retryDelayMs, type RetryLimits } from "./retry.ts";
import type { SendOptions, Transport, Upgraded, UpgradeOptions } from "./transport.ts";
import { tlsSettled } from "./tls_warm_up.ts";
import type { TrustStore } from "./trust.ts";
import { WarningCollector } from "./warning_header.ts";

/** What a network transport is made of. */
export interface NetworkTransportParts {
  readonly access: ClusterAccess;
  readonly credentials: CredentialProvider;
  readonly dialers: DialerPool;
  readonly trust: TrustStore;
  /** The proxy for messages. */
  readonly proxy: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly retry: RetryLimits;
  readonly clock: TransportClock;
  readonly requestTimeoutMs: number | undefined;
  readonly silenceMs: number | undefined;
  readonly onWarning: ((text: string) => void) | undefined;
}

/** Sends requests to one cluster as one identity. */
export class NetworkTransport implements Transport {
  readonly server: string;
  readonly #parts: NetworkTransportParts;
  readonly #warnings: WarningCollector | undefined;
  readonly #silence: SilenceWatch | undefined;
  readonly #closed = new AbortController();
  #preparing: Promise<void> | undefined;

  /** Opens nothing yet. */
  constructor(parts: NetworkTransportParts) {
    this.#parts = parts;
    this.server = parts.access.server.replace(/\/+$/, "");
    this.#silence = parts.silenceMs === undefined ? undefined : new SilenceWatch(parts.silenceMs);
    this.#warnings = parts.onWarning && new WarningCollector(parts.onWarning);
  }

  async send(path: string, options: SendOptions = {}): Promise<Response> {
    const url = joinUrl(this.server, path);
    const method = (options.method ?? "GET").toUpperCase();
    const longLived = options.longLived ?? false;
    const exchange = new Exchange({
      signal: options.signal,
      closed: this.#closed.signal,
      timeoutMs: options.timeoutMs ?? (longLived ? undefined : this.#parts.requestTimeoutMs),
      silence: longLived || isStream(options.body) ? undefined : this.#silence,
      what: `${method} ${path.split("?", 1)[0]}`,
    });
    const toError = (error: unknown) => this.#toError(classifyNetworkError(error), error);
    try {
      const response = await this.#exchange({ ...options, method, longLived }, url, exchange);
      const small = longLived
        ? undefined
        : await takeSmallResponse(response, exchange).catch((error) => {
          throw toError(error);
        });
      return small ?? guardResponse(response, exchange, toError);
    } catch (error) {
      exchange.end();
      throw exchange.signal.aborted ? exchange.signal.reason : error;
    }
  }

  prepare(): void {
    if (this.#closed.signal.aborted) return;
    // Whatever fails here fails for the first request again, which says so.
    this.#preparing ??= this.#prepare(this.#closed.signal).catch(() => {});
  }

  async upgrade(path: string, options: UpgradeOptions): Promise<Upgraded | Response> {
    const url = joinUrl(this.server, path);
    const { credentials: provider, dialers, headers } = this.#parts;
    const closed = this.#closed.signal;
    const signal = options.signal === undefined
      ? closed
      : AbortSignal.any([closed, options.signal]);
    signal.throwIfAborted();
    const { upgradeConnection } = await import("./upgrade.ts");
    let credentials = await abortable(provider.get(signal), signal);
    for (let refreshed = false;; refreshed = true) {
      const { settings, release } = await dialers.lease(credentials);
      // The connection is no part of the dialer's pool.
      release();
      const answer = await upgradeConnection(settings, {
        url,
        headers: joinHeaders(options.headers, headers, credentials),
        signal,
      }).catch((error) => {
        throw signal.aborted ? signal.reason : this.#toError(classifyNetworkError(error), error);
      });
      const isRefused = answer instanceof Response && answer.status === 401;
      if (!isRefused || refreshed) return answer;
      const next = await renew(provider, credentials, answer, signal);
      if (next === undefined) return answer;
      credentials = next;
    }
  }

  /** Ends what is still open and closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(
      new ConnectionError(
        `Cannot use the connection to cluster ${
          quote(this.#parts.access.clusterName)
        }: it was closed`,
      ),
    );
    this.#parts.dialers.close();
    // Nothing that was started goes on afterwards.
    await this.#preparing;
    await tlsSettled();
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const { credentials: provider, dialers } = this.#parts;
    const credentials = await abortable(provider.get(signal), signal);
    const { dialer, release } = await dialers.lease(credentials);
    try {
      await dialer.prepare?.({ url: this.server, signal });
    } finally {
      release();
    }
  }

  async #exchange(
    options: SendOptions & { method: string; longLived: boolean },
    url: string,
    exchange: Exchange,
  ): Promise<Response> {
    const { credentials: provider, retry, clock, headers } = this.#parts;
    const { signal } = exchange;
    const { method, body } = options;
    const resendable = !isStream(body);
    signal.throwIfAborted();
    options.onStage?.("credentials");
    let credentials = await abortable(provider.get(signal), signal);
    let refreshed = false;
    for (let retries = 0;; retries++) {
      options.onStage?.("answer");
      const attempt = await this.#attempt(exchange, credentials, {
        url,
        method,
        headers: joinHeaders(options.headers, headers, credentials),
        body,
        signal,
        longLived: options.longLived,
        bulk: options.bulk,
      });
      if (attempt instanceof Response) {
        const response = attempt;
        this.#warnings?.take(fieldOf(response, "warning"));
        if (response.status >= 300 && response.status < 400 && response.status !== 304) {
          throw await refuseRedirect(response, url);
        }
        if (response.status === 401 && !refreshed && resendable) {
          exchange.stage = "getting new credentials after 401";
          options.onStage?.("credentials");
          refreshed = true;
          const next = await renew(provider, credentials, response, signal);
          if (next === undefined) return response;
          await discard(response);
          credentials = next;
          continue;
        }
        const outcome = {
          status: response.status,
          retryAfter: fieldOf(response, "retry-after"),
        };
        const delayMs = retryDelayMs({ retries, method, resendable, outcome }, retry);
        if (delayMs === undefined) return response;
        await discard(response);
        exchange.stage = `waiting to send again after ${response.status}`;
        options.onStage?.("retry");
        await clock.sleep(delayMs, signal);
      } else {
        const outcome = { lostConnection: attempt.kind === "lost" };
        const delayMs = retryDelayMs({ retries, method, resendable, outcome }, retry);
        if (delayMs === undefined) throw this.#toError(attempt, attempt.cause);
        exchange.stage = "waiting to send again after a lost connection";
        options.onStage?.("retry");
        await clock.sleep(delayMs, signal);
      }
    }
  }

  /** Sends once; once more when the authorities have changed since they were read. */
  async #attempt(
    exchange: Exchange,
    credentials: Credentials,
    request: WireRequest,
  ): Promise<Response | NetworkFault> {
    for (let reloaded = false;; reloaded = true) {
      const lease = await this.#parts.dialers.lease(credentials);
      exchange.onEnd(lease.release);
      // Over HTTP/2 a request that is given up leaves its connection, dead or not, to the next one.
      exchange.onStall(lease.abandon);
      exchange.stage = "waiting for the answer";
      try {
        exchange.signal.throwIfAborted();
        return await exchange.hear(lease.dialer.fetch(request));
      } catch (error) {
        lease.release();
        if (exchange.signal.aborted) throw exchange.signal.reason;
        const fault = classifyNetworkError(error);
        const rotated = fault.kind === "unknownAuthority" && !reloaded &&
          await this.#parts.trust.reload();
        if (!rotated) return fault;
      }
    }
  }

  #toError(fault: NetworkFault, error: unknown): Error {
    if (error instanceof ConnectionError) return error;
    const { access, trust, proxy } = this.#parts;
    return networkError(fault, {
      clusterName: access.clusterName,
      server: this.server,
      trust: trust.description,
      proxy,
    });
  }
}

/** Gets new credentials for an answer of 401, which stays unread only where it is what the caller gets. */
async function renew(
  provider: CredentialProvider,
  refused: Credentials,
  response: Response,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  try {
    return await abortable(provider.refresh(refused, signal), signal);
  } catch (error) {
    await discard(response);
    throw error;
  }
}

/** Builds the request's address and makes sure that it is the one that was asked for. */
function joinUrl(server: string, path: string): string {
  const [pathname = ""] = path.split("?", 1);
  // deno-lint-ignore no-control-regex
  const odd = !path.startsWith("/") || /[\\#\u0000-\u0020\u007f]/.test(pathname) ||
    /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(pathname) || path.includes("#");
  if (odd) {
    throw new QueryError(
      `Cannot send a request to path ${quote(path)}: it must start with "/" and have neither ` +
        `"." or ".." segments nor spaces, backslashes or "#"`,
    );
  }
  return server + path;
}

async function refuseRedirect(response: Response, url: string): Promise<ConnectionError> {
  const location = response.headers.get("location");
  const target = location === null ? null : URL.parse(location, url);
  await discard(response);
  return new ConnectionError(
    `Cannot ask ${new URL(url).origin}: it redirects to ${
      target === null ? "nowhere" : `host ${quote(target.host)}`
    } (${response.status}): redirects are not followed: set server in the cluster entry to the API server`,
    { status: response.status, hint: "set server in the cluster entry to the API server" },
  );
}

/** Gives up waiting when the signal fires, whatever the promise does. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  function onAbort(): void {
    reject(signal.reason);
  }
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
