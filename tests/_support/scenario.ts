/**
 * A transport that expects given requests in order and gives given answers: for tests that assert what
 * is sent.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Cluster } from "../../lib/api/cluster.ts";
import { Connection } from "../../lib/api/connection.ts";
import { type Discovery, openDiscovery } from "../../lib/client/discovery.ts";
import type { SessionClock } from "../../lib/client/session.ts";
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";
import { guardWrites } from "../../lib/connect/write_guard.ts";

/** One expected request and its answer. */
export interface Exchange {
  /** Method and path with its query, decoded: `GET /api/v1/pods?limit=1`. */
  readonly request: string;
  /** Part of the `accept` header, where it matters. */
  readonly accept?: string;
  /** The `content-type` header, where it matters. */
  readonly contentType?: string;
  /** The body that is sent, parsed as JSON, where it matters. */
  readonly sent?: unknown;
  /** HTTP status; default 200. */
  readonly status?: number;
  /** The answer: an object is sent as JSON, text as it is. */
  readonly body: unknown;
}

/** A transport with a script. */
export interface Scenario extends Transport {
  /** Fails where an expected request was never sent. */
  done(): void;
}

/** Makes a transport that expects exactly these requests, in this order. */
export function scenario(exchanges: readonly Exchange[]): Scenario {
  const left = [...exchanges];
  return {
    server: "https://cluster.test:6443",
    // deno-lint-ignore require-await -- a transport is asynchronous
    async send(path: string, options: SendOptions = {}): Promise<Response> {
      options.signal?.throwIfAborted();
      const sent = `${options.method ?? "GET"} ${decodeURIComponent(path).replaceAll("+", " ")}`;
      const exchange = left.shift();
      assert.equal(sent, exchange?.request ?? "nothing more", "the request that was sent");
      if (exchange?.accept !== undefined) {
        assert.ok(
          options.headers?.["accept"]?.includes(exchange.accept),
          `${sent} accepts ${exchange.accept}, got ${options.headers?.["accept"]}`,
        );
      }
      if (exchange?.contentType !== undefined) {
        assert.equal(options.headers?.["content-type"], exchange.contentType, `type of ${sent}`);
      }
      if (exchange !== undefined && "sent" in exchange) {
        assert.deepEqual(JSON.parse(String(options.body)), exchange.sent, `body of ${sent}`);
      }
      const { status = 200, body } = exchange as Exchange;
      return typeof body === "string"
        ? new Response(body, { status })
        : Response.json(body, { status });
    },
    done(): void {
      assert.deepEqual(left.map(({ request }) => request), [], "requests that were never sent");
    },
    async [Symbol.asyncDispose](): Promise<void> {},
  };
}

/** A cluster over a transport, with the context `test` and the namespace `default`. */
export function clusterOver(
  transport: Transport,
  options: {
    readonly readOnly?: boolean;
    readonly dryRun?: boolean;
    readonly fieldManager?: string;
    readonly timeoutMs?: number;
    /** Default: the machine's time. */
    readonly clock?: SessionClock;
    readonly discovery?: Discovery;
    readonly warn?: (text: string) => void;
  } = {},
): Cluster {
  const guarded = guardWrites(transport, options);
  return new Cluster(
    new Connection(() =>
      Promise.resolve({
        session: {
          contextName: "test",
          namespace: "default",
          transport: guarded,
          discovery: options.discovery ?? openDiscovery(guarded, { cacheDirectory: false }),
          timeoutMs: options.timeoutMs,
          clock: options.clock,
          warn: options.warn,
          readOnly: options.readOnly,
          dryRun: options.dryRun,
          fieldManager: options.fieldManager,
          [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
        },
        info: {
          context: "test",
          namespace: "default",
          server: transport.server,
          user: "tester",
          readOnly: options.readOnly ?? false,
          dryRun: options.dryRun ?? false,
        },
      })
    ),
  );
}
