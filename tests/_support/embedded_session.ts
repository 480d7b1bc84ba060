/**
 * A session of the prompt on a cluster in the process: lines go in, what a person would see comes out.
 *
 * @module
 */
import { connectionOver } from "../../lib/api/connection_over.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { LineOutcome } from "../../lib/repl/command.ts";
import { Session } from "../../lib/repl/session.ts";
import type { SessionOptions } from "../../lib/repl/session_options.ts";

/** A session and what it shows. */
export interface EmbeddedSession extends AsyncDisposable {
  readonly session: Session;
  readonly cluster: EmbeddedCluster;
  /** What became of the last line. */
  readonly outcome: LineOutcome | undefined;
  /** Takes a line and gives what it wrote and noted. */
  type(line: string, signal?: AbortSignal): Promise<string>;
  /** Puts an object into the cluster. */
  put(path: string, object: unknown): Promise<void>;
}

/**
 * Opens a session on an empty cluster with the namespaces `default` and `shop`.
 *
 * @param options What differs.
 */
export async function embeddedSession(
  options: Partial<SessionOptions> = {},
): Promise<EmbeddedSession> {
  const cluster = createEmbeddedCluster();
  let shown = "";
  let outcome: LineOutcome | undefined;
  async function put(path: string, object: unknown): Promise<void> {
    const response = await cluster.fetch(
      new Request(`https://embedded.test${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(object),
      }),
    );
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    await response.body?.cancel();
  }
  await put("/api/v1/namespaces", namespace("shop"));
  // A pod is refused until its namespace has a service account, which a controller makes.
  await cluster.settled();
  const session = await Session.open({
    connect: {},
    open: (connect) => {
      const transport = cluster.transport();
      return connectionOver(transport, {
        contextName: connect.context ?? "embedded",
        namespace: connect.namespace ?? "shop",
        server: transport.server,
        userName: "test",
        cacheDirectory: false,
      }, connect);
    },
    contexts: () => Promise.resolve([{ name: "embedded" }, { name: "eu-prod" }]),
    write: (text) => {
      shown += text;
      return Promise.resolve();
    },
    note: (line) => {
      shown += `${line}\n`;
    },
    terminal: true,
    color: false,
    ...options,
  });
  return {
    session,
    cluster,
    put,
    get outcome() {
      return outcome;
    },
    async type(line, signal) {
      shown = "";
      outcome = await session.submit(line, signal);
      return shown;
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

function namespace(name: string): unknown {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** A pod. */
export function podOf(name: string, labels: Record<string, string> = {}): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: { containers: [{ name: "main", image: "shop:1" }, { name: "side", image: "side:1" }] },
  };
}

/** Where pods of `shop` are put. */
export const PODS = "/api/v1/namespaces/shop/pods";
