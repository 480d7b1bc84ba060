/**
 * The transport of a script in the sandbox: its requests go through the gate's socket, which alone knows
 * the cluster and the credentials. Layer 1.
 *
 * @module
 */
import {
  ConfigError,
  ConnectionError,
  GrantError,
  KubeError,
  type KubeErrorDetails,
  QueryError,
  TimeoutError,
} from "../core/errors.ts";
import { readJson } from "./body.ts";
import { ConnectionPool, type PatienceMs } from "./connection_pool.ts";
import type { WireRequest } from "./dialer.ts";
import { DirectConnection } from "./direct_connection.ts";
import { Exchange, isStream } from "./exchange.ts";
import type { GateEntry } from "./gate_entry.ts";
import { fieldOf, guardResponse, takeSmallResponse } from "./guarded_response.ts";
import { joinHeaders } from "./request_headers.ts";
import type { SendOptions, Transport } from "./transport.ts";
import { WarningCollector } from "./warning_header.ts";

/** The response header by which the gate says that an answer is its own, and of which class. */
export const GATE_ERROR_HEADER = "skiff-gate-error";

/** A connection to the gate is open at once: hardly any wait for another one is worth it. */
const PATIENCE_MS: PatienceMs = { first: 5, least: 5, most: 1000 };

/** How a connection to the gate behaves. */
export interface GateTransportOptions {
  /** Deadline in milliseconds for requests that are not long-lived and bring none. */
  readonly requestTimeoutMs?: number | undefined;
  /** Receives each distinct warning of the server once. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/**
 * Opens the connection to the gate; nothing is sent before the first request.
 *
 * @param entry Where the gate is.
 * @param options Deadlines and warnings.
 */
export function openGateTransport(
  entry: GateEntry,
  options: GateTransportOptions = {},
): Transport {
  return new GateTransport(entry, options);
}

class GateTransport implements Transport {
  readonly server: string;
  readonly #socket: string;
  /** Half the time of Deno's client for each request, and a tenth of it for the first. */
  readonly #pool: ConnectionPool;
  #client: Deno.HttpClient | undefined;
  readonly #options: GateTransportOptions;
  readonly #warnings: WarningCollector | undefined;
  readonly #closed = new AbortController();

  constructor(entry: GateEntry, options: GateTransportOptions) {
    this.server = entry.address;
    this.#socket = entry.socket;
    this.#pool = new ConnectionPool(() => this.#open(), PATIENCE_MS);
    this.#options = options;
    this.#warnings = options.onWarning && new WarningCollector(options.onWarning);
  }

  async send(path: string, options: SendOptions = {}): Promise<Response> {
    if (!path.startsWith("/")) {
      throw new QueryError(
        `Cannot send a request to ${JSON.stringify(path)}: it has to start with "/"`,
      );
    }
    const { body, longLived = false } = options;
    const method = (options.method ?? "GET").toUpperCase();
    const exchange = new Exchange({
      signal: options.signal,
      closed: this.#closed.signal,
      timeoutMs: options.timeoutMs ?? (longLived ? undefined : this.#options.requestTimeoutMs),
      // The gate hears what the cluster is silent about, and ends it; what a person at a login or a question
      // takes is no silence.
      silence: undefined,
      what: `${method} ${path.split("?", 1)[0]}`,
    });
    exchange.stage = "waiting for the answer";
    options.onStage?.("credentials");
    try {
      exchange.signal.throwIfAborted();
      const request: WireRequest = {
        url: this.server + path,
        method,
        headers: joinHeaders(options.headers, [], {}),
        body,
        signal: exchange.signal,
        longLived,
        bulk: options.bulk,
      };
      const isPlain = !longLived && !isStream(body);
      const response = await exchange.hear(
        isPlain ? this.#pool.fetch(request) : this.#fetch(request),
      );
      options.onStage?.("answer");
      if (fieldOf(response, GATE_ERROR_HEADER) !== null) throw await gateError(response);
      this.#warnings?.take(fieldOf(response, "warning"));
      const small = longLived ? undefined : await takeSmallResponse(response, exchange);
      return small ?? guardResponse(response, exchange, lostConnection);
    } catch (error) {
      exchange.end();
      if (exchange.signal.aborted) throw exchange.signal.reason;
      throw error instanceof KubeError ? error : lostConnection(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new ConnectionError("Cannot use the connection to the gate: it was closed"));
    this.#pool.close();
    this.#client?.close();
    await Promise.resolve();
  }

  async #open(): Promise<DirectConnection> {
    const socket = await Deno.connect({ transport: "unix", path: this.#socket });
    const connection = new DirectConnection(socket);
    // Its request may have been given up.
    connection.watch();
    return connection;
  }

  /** Asks by Deno's client, for what stays open on either side. */
  async #fetch({ url, method, headers, body, signal }: WireRequest): Promise<Response> {
    this.#client ??= Deno.createHttpClient({ proxy: { transport: "unix", path: this.#socket } });
    return await fetch(url, {
      method,
      headers: headers as [string, string][],
      body: body ?? null,
      signal,
      client: this.#client,
      redirect: "manual",
    });
  }
}

function lostConnection(cause: unknown): Error {
  return new ConnectionError("Cannot reach the gate of skiff run: the connection was lost", {
    cause,
  });
}

/** Makes of the gate's own answer the error that it stands for. */
async function gateError(response: Response): Promise<Error> {
  const body = await readJson(response, { limitBytes: 1024 * 1024 }) as {
    readonly message?: unknown;
    readonly details?: KubeErrorDetails;
  };
  const message = String(body.message);
  const details = { ...body.details };
  switch (fieldOf(response, GATE_ERROR_HEADER)) {
    case "GrantError":
      return new GrantError(message, details);
    case "TimeoutError":
      return new TimeoutError(message, details);
    case "QueryError":
      return new QueryError(message, details);
    case "ConfigError":
      return new ConfigError(message, details);
    default:
      return new ConnectionError(message, { ...details, status: response.status });
  }
}
