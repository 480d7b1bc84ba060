/**
 * A cluster in the process: an API server as one function from a request to a response, over a store.
 * No socket, no permission. Layer 3.
 *
 * It answers as Kubernetes 1.36 does, which `tests/conformance` compares step by step: every verb on
 * built-in and custom kinds, watches, pages, tables, patches, server-side apply, defaults, validation,
 * dry runs, finalizers, garbage, namespaces, quotas, evictions, rights, tokens and logs.
 *
 * What it does not do:
 *
 * - Nothing runs: pods stay pending, deployments make no pods, services have no endpoints. A controller
 *   may be plugged in, see `controllers/controller.ts`.
 * - No OpenAPI documents, no protobuf, no proxies; `exec`, `attach` and `portforward` are not served.
 * - Not served: `autoscaling/v1`, and the kinds of groups that `lib/kinds` does not know.
 *   `events.k8s.io/v1` is stored apart from the core group's events.
 * - Admission stops at namespaces, accounts, tolerations, priorities and quotas: no limit ranges, pod
 *   security, webhooks or policies. Schemas of custom kinds are checked without their CEL rules, and
 *   versions are converted by name only.
 * - Rights are enforced, but whoever may write roles may grant more than they have. Tokens do not expire.
 *   No request is throttled or audited.
 * - The rarer rules of kinds are missing: of `ephemeralcontainers`, `resize` and `approval`, and of
 *   kinds that `kinds/` does not name, only the metadata is checked.
 * - Messages that print Go values word them differently. Numbers beyond 2^53 lose their last digits.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { RESOURCE_QUOTA } from "./admission/quota.ts";
import { QUOTA_CONTROLLER } from "./controllers/quota_controller.ts";
import type { ContainerRuntime } from "./subresources/runtime.ts";
import { TAINT_NODES } from "./admission/node_admission.ts";
import { DEFAULT_TOLERATIONS, PRIORITY, SERVICE_ACCOUNT } from "./admission/pod_admission.ts";
import { NAMESPACE_LIFECYCLE } from "./admission/namespace_lifecycle.ts";
import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import { ObjectClient } from "./objects/client.ts";
import { type Controller, ControllerLoop } from "./controllers/controller.ts";
import { GARBAGE_COLLECTOR } from "./controllers/garbage_collector.ts";
import { NAMESPACE_CONTROLLER } from "./controllers/namespace_controller.ts";
import { serveDefinitions } from "./crd/serving.ts";
import { randomSuffix } from "./objects/names.ts";
import { RBAC } from "./rbac/authorizer.ts";
import { ResourceRegistry } from "./resources/registry.ts";
import { faultAnswer } from "./server/answer.ts";
import { Fault } from "./fault.ts";
import { bootstrap } from "./bootstrap.ts";
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
  /** What brings the cluster nearer to what its objects ask for; default: namespaces and garbage. */
  readonly controllers?: readonly Controller[];
  /** What runs in containers: logs and commands; none by default. */
  readonly runtime?: ContainerRuntime;
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
  /** Resolves when no controller has anything to do now. */
  settled(): Promise<void>;
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

/** The controllers that every cluster has unless told otherwise. */
export const STANDARD_CONTROLLERS: readonly Controller[] = Object.freeze([
  NAMESPACE_CONTROLLER,
  GARBAGE_COLLECTOR,
  QUOTA_CONTROLLER,
]);

/** Controllers write as one process, each with an account of its own. */
function controllerClient(cluster: ClusterState, name: string): ObjectClient {
  const user: UserInfo = {
    username: `system:serviceaccount:kube-system:${name}-controller`,
    groups: ["system:serviceaccounts", "system:authenticated"],
  };
  return new ObjectClient(cluster, user, "kube-controller-manager");
}

/** The server itself, where it writes. */
const SERVER_USER: UserInfo = { username: "system:apiserver", groups: ["system:masters"] };

/** Who calls without saying so. */
const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };

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
  readonly #users: Map<string, UserInfo>;
  readonly #isOpen: boolean;
  readonly #loop: ControllerLoop;
  readonly #closers = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #isClosed = false;

  constructor(options: EmbeddedClusterOptions) {
    const { historyLimit, random = Math.random } = options;
    this.store = new Store(historyLimit === undefined ? {} : { historyLimit });
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.#users = new Map(Object.entries(options.users ?? {}));
    this.#isOpen = options.users === undefined;
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
        RESOURCE_QUOTA,
      ],
      authorizer: RBAC,
      userOf: (token) => this.#users.get(token),
      issueToken: (user) => {
        const token = `embedded-${crypto.randomUUID()}`;
        this.#users.set(token, user);
        return token;
      },
      runtime: options.runtime,
      version: options.version ?? DEFAULT_VERSION,
      changeStatus: (resource, place, change) =>
        void client.change(resource, { ...place, subresource: "status" }, change),
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
    bootstrap(cluster);
    const client = new ObjectClient(cluster, SERVER_USER, "kube-apiserver");
    this.#stops.push(serveDefinitions(cluster, client));
    this.#loop = new ControllerLoop(cluster);
    this.#stops.push(() => this.#loop.stop());
    for (const controller of options.controllers ?? STANDARD_CONTROLLERS) {
      this.#loop.add(controller, controllerClient(cluster, controller.name));
    }
    this.#base = { cluster, onWatch: (close) => this.#keep(close) };
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const token = /^Bearer (.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const known = token === undefined ? undefined : this.#users.get(token);
    const user = known ?? (this.#isOpen ? ADMINISTRATOR : ANONYMOUS);
    if (token !== undefined && known === undefined && !this.#isOpen) {
      return toResponse(faultAnswer(new Fault(401, "Unauthorized", "Unauthorized")));
    }
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

  async settled(): Promise<void> {
    await this.#loop.settled();
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
