/**
 * A cluster in the process: an API server as one function from a request to a response, over a store.
 * No socket, no permission. Layer 3.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { TAINT_NODES } from "./admission/node_admission.ts";
import { DEFAULT_TOLERATIONS, PRIORITY, SERVICE_ACCOUNT } from "./admission/pod_admission.ts";
import { NAMESPACE_LIFECYCLE } from "./admission/namespace_lifecycle.ts";
import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import { ObjectClient } from "./objects/client.ts";
import { serveDefinitions } from "./crd/serving.ts";
import { randomSuffix } from "./objects/names.ts";
import { ALLOW_ALL } from "./rbac/authorizer.ts";
import { ResourceRegistry } from "./resources/registry.ts";
import type { Answer } from "./server/answer.ts";
import type { ClusterState, UserInfo } from "./server/context.ts";
import { answerRequest, type CallBase } from "./server/handler.ts";
import { Store } from "./store/store.ts";

/** How a cluster is made. */
export interface EmbeddedClusterOptions {
  /** The time; default the machine's. */
  readonly clock?: Clock;
  /** Who may call with which bearer token; without a token everybody is an administrator. */
  readonly users?: Readonly<Record<string, UserInfo>>;
  /** What the server says it is; default `v1.36.3`. */
  readonly version?: string;
  /** How many changes can be watched from behind; default 20,000. */
  readonly historyLimit?: number;
  /** Gives numbers from 0 up to 1 for generated names and uids; default the machine's. */
  readonly random?: () => number;
}

/** A cluster in the process. */
export interface EmbeddedCluster extends AsyncDisposable {
  /** Answers a request, as the server would over the network. */
  fetch(request: Request): Promise<Response>;
  /**
   * A connection to the cluster.
   *
   * @param user Who calls; default an administrator.
   */
  transport(user?: UserInfo): Transport;
  /** What is stored. */
  readonly store: Store;
  /** The cluster's time. */
  readonly clock: Clock;
}

/** Who calls when nobody else is named. */
export const ADMINISTRATOR: UserInfo = Object.freeze({
  username: "kubernetes-admin",
  groups: Object.freeze(["system:masters", "system:authenticated"]),
});

/** The server itself, where it writes. */
const SERVER_USER: UserInfo = { username: "system:apiserver", groups: ["system:masters"] };

const DEFAULT_VERSION = "v1.36.3";
const SERVER = "https://embedded.skiff.invalid";

/** Makes a cluster in the process. */
export function createEmbeddedCluster(options: EmbeddedClusterOptions = {}): EmbeddedCluster {
  return new Cluster(options);
}

class Cluster implements EmbeddedCluster {
  readonly store: Store;
  readonly clock: Clock;
  readonly #base: CallBase;
  readonly #users: Readonly<Record<string, UserInfo>>;
  readonly #closers = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #isClosed = false;

  constructor(options: EmbeddedClusterOptions) {
    const { historyLimit, random = Math.random } = options;
    this.store = new Store(historyLimit === undefined ? {} : { historyLimit });
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.#users = options.users ?? {};
    const { store, clock } = this;
    const cluster: ClusterState = {
      store,
      clock,
      resources: new ResourceRegistry(),
      admission: [
        NAMESPACE_LIFECYCLE,
        SERVICE_ACCOUNT,
        DEFAULT_TOLERATIONS,
        PRIORITY,
        TAINT_NODES,
      ],
      authorizer: ALLOW_ALL,
      version: options.version ?? DEFAULT_VERSION,
      newUid: () => crypto.randomUUID(),
      writes: {
        get nowMs() {
          return clock.now();
        },
        find: (collection, namespace, name) => store.get({ collection, namespace, name }),
        list: (collection) => store.list(collection),
        randomSuffix: () => randomSuffix(random),
      },
    };
    const client = new ObjectClient(cluster, SERVER_USER, "kube-apiserver");
    this.#stops.push(serveDefinitions(cluster, client));
    this.#base = { cluster, onWatch: (close) => this.#keep(close) };
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const token = /^Bearer (.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const user = token === undefined ? ADMINISTRATOR : this.#users[token] ?? ADMINISTRATOR;
    return toResponse(
      await answerRequest(this.#base, {
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        user,
        signal: request.signal,
        body: () => request.text(),
      }),
    );
  }

  transport(user: UserInfo = ADMINISTRATOR): Transport {
    return {
      server: SERVER,
      send: (path, options = {}) => this.#send(user, path, options),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const close of [...this.#closers, ...this.#stops]) close();
    await Promise.resolve();
  }

  async #send(user: UserInfo, target: string, options: SendOptions): Promise<Response> {
    options.signal?.throwIfAborted();
    const question = target.indexOf("?");
    const path = question < 0 ? target : target.slice(0, question);
    const query = new URLSearchParams(question < 0 ? "" : target.slice(question + 1));
    const headers = new Headers(options.headers);
    if (!headers.has("user-agent")) headers.set("user-agent", "skiff");
    const { body } = options;
    return toResponse(
      await answerRequest(this.#base, {
        method: options.method ?? "GET",
        path,
        query,
        headers,
        user,
        signal: options.signal ?? undefined,
        body: async () =>
          body === undefined
            ? ""
            : typeof body === "string"
            ? body
            : await new Response(body).text(),
      }),
    );
  }

  #keep(close: () => void): () => void {
    if (this.#isClosed) close();
    this.#closers.add(close);
    return () => void this.#closers.delete(close);
  }
}

function toResponse({ status, body, contentType, headers }: Answer): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": contentType,
      "cache-control": "no-cache, private",
      "audit-id": crypto.randomUUID(),
      ...headers,
    },
  });
}

/** What objects a cluster starts with. */
export type InitialObjects = readonly JsonObject[];
