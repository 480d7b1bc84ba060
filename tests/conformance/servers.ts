/**
 * The two servers that are compared, each reached as the administrator or in somebody's name.
 *
 * @module
 */
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { Identity } from "./step.ts";

/** A server to send steps to. */
export interface ConformanceServer extends AsyncDisposable {
  /** How often it is asked for what a step waits for. */
  readonly maxTries: number;
  /** A connection; the same one for the same identity. */
  connect(as?: Identity): Promise<Transport>;
}

/** A real server takes its time for what follows of a request: with the pauses between them a minute. */
const MAX_TRIES = 600;

/** A real server. */
export function realServer(kubeconfig: string): ConformanceServer {
  return new Connections(async (as) => {
    const access = await loadAccess({ kubeconfig, ...(as === undefined ? {} : { as }) });
    return await openTransport(access, credentialProvider(access), {
      // What the server refuses for now is an answer, too.
      retry: { maxRetries: 0 },
    });
  }, MAX_TRIES);
}

/**
 * An in-memory server of its own, without controllers, as the real one that it is compared with. It has done
 * all that follows of a request before it answers.
 */
export function embeddedServer(): ConformanceServer {
  const cluster = createEmbeddedCluster({ controllers: [] });
  return new Connections(
    (as) => Promise.resolve(as === undefined ? cluster.transport() : impersonate(cluster, as)),
    1,
    () => cluster[Symbol.asyncDispose](),
  );
}

function impersonate(
  cluster: ReturnType<typeof createEmbeddedCluster>,
  { user, groups = [] }: Identity,
): Transport {
  const transport = cluster.transport();
  return {
    ...transport,
    send: (path, options = {}) =>
      transport.send(path, {
        ...options,
        headers: {
          ...options.headers,
          "impersonate-user": user,
          ...(groups.length === 0 ? {} : { "impersonate-group": groups.join(",") }),
        },
      }),
  };
}

class Connections implements ConformanceServer {
  readonly maxTries: number;
  readonly #open = new Map<string, Promise<Transport>>();
  readonly #make: (as: Identity | undefined) => Promise<Transport>;
  readonly #close: () => Promise<void> | PromiseLike<void>;

  constructor(
    make: (as: Identity | undefined) => Promise<Transport>,
    maxTries: number,
    close: () => Promise<void> | PromiseLike<void> = () => Promise.resolve(),
  ) {
    this.#make = make;
    this.maxTries = maxTries;
    this.#close = close;
  }

  connect(as?: Identity): Promise<Transport> {
    const key = JSON.stringify(as ?? null);
    let transport = this.#open.get(key);
    if (transport === undefined) {
      transport = this.#make(as);
      this.#open.set(key, transport);
    }
    return transport;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const transport of this.#open.values()) await (await transport)[Symbol.asyncDispose]();
    await this.#close();
  }
}
