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
 * - Without nodes nothing runs: pods stay pending, deployments make none, services have no endpoints. With
 *   them pods are scheduled and run by script, and workloads are rolled out, see `controllers/registry.ts`.
 *   The scheduler neither preempts pods nor looks at other pods' labels. Claims that no volume fits get one
 *   made, whoever is to make those of their class, and also where they name no class. Of volumes, ConfigMaps
 *   and Secrets that are missing hold a pod up, others are taken to be mounted.
 *   Nothing scales by load.
 * - OpenAPI documents say in words of built-in kinds what `describe` gives, version 3 is served as JSON
 *   alone, and of the paths those of proxies and old watches are missing. Objects are read as protobuf,
 *   and answered as JSON, which every client takes. No proxies. `exec`, `attach` and `portforward` are
 *   served over WebSocket only, not over SPDY on a connection of its own.
 * - Not served: `autoscaling/v1`, and the kinds of groups that `lib/kinds` does not know.
 *   `events.k8s.io/v1` is stored apart from the core group's events. Nobody answers where the endpoints of
 *   the service `kubernetes` say that the server is, and no certificates are signed.
 * - Admission stops at namespaces, accounts, tolerations, taints of new nodes, priorities and quotas: limit
 *   ranges are checked and not applied; no pod security, webhooks or policies. Schemas of custom kinds are
 *   checked without their CEL rules, and versions are converted by name only.
 * - Rights are enforced, but whoever may write roles may grant more than they have. Tokens do not expire.
 *   No request is throttled or audited.
 * - The rarer rules of kinds are missing: of `resize` and `approval`, and of
 *   kinds that `kinds/` does not name, only the metadata is checked.
 * - Messages that print Go values word them differently. Numbers beyond 2^53 lose their last digits.
 *
 * @module
 */
import type { SendOptions, Transport, Upgraded, UpgradeOptions } from "../connect/transport.ts";
import { RESOURCE_QUOTA } from "./admission/quota.ts";
import type { ContainerRuntime } from "./subresources/runtime.ts";
import { TAINT_NODES } from "./admission/node_admission.ts";
import { DEFAULT_TOLERATIONS, PRIORITY, SERVICE_ACCOUNT } from "./admission/pod_admission.ts";
import { DEFAULT_STORAGE_CLASS } from "./admission/storage_admission.ts";
import { REQUESTOR } from "./admission/requestor.ts";
import { NAMESPACE_LIFECYCLE } from "./admission/namespace_lifecycle.ts";
import { type Clock, formatTime, SYSTEM_CLOCK } from "./clock.ts";
import type { Describe } from "./openapi/builtin_schemas.ts";
import { ObjectClient } from "./objects/client.ts";
import { type Controller, ControllerLoop } from "./controllers/controller.ts";
import { Kubelets } from "./controllers/kubelet/kubelet.ts";
import { nodeObject, type NodeShape, nodeShapes } from "./controllers/kubelet/nodes.ts";
import type { ContainerScripts, OtherContainers } from "./controllers/kubelet/script.ts";
import {
  chooseControllers,
  type ControllerChoice,
  STANDARD_CONTROLLERS,
} from "./controllers/registry.ts";
import { serveDefinitions } from "./crd/serving.ts";
import { randomSuffix, randomUid } from "./objects/names.ts";
import { RBAC } from "./rbac/authorizer.ts";
import { ResourceRegistry } from "./resources/registry.ts";
import { faultAnswer } from "./server/answer.ts";
import { badRequest, Fault } from "./fault.ts";
import { bootstrap } from "./bootstrap/bootstrap.ts";
import type { Answer } from "./server/answer.ts";
import type { ClusterState, UserInfo } from "./server/context.ts";
import { answerRequest, type CallBase } from "./server/handler.ts";
import { Store } from "./store/store.ts";
import { openSocket } from "./streams/open_socket.ts";
import type { SocketUpgrade } from "./streams/upgrade.ts";
import { handshakeProblem } from "./streams/web_socket.ts";

/** How a cluster is made. */
export interface EmbeddedClusterOptions {
  /** The time; default the machine's. */
  readonly clock?: Clock;
  /** Who may call with which bearer token; without a token everybody is an administrator. */
  readonly users?: Readonly<Record<string, UserInfo>>;
  /** What the server says it is; default `v1.36.3`. */
  readonly version?: string;
  /** Finds what OpenAPI documents say of models in words; by default they say nothing. */
  readonly describe?: Describe;
  /** How many changes can be watched from behind; default 20,000. */
  readonly historyLimit?: number;
  /** The nodes that it has: how many, or each by what it is; default none. */
  readonly nodes?: number | readonly NodeShape[];
  /** What containers do, by name or image; default they run, and say nothing. */
  readonly containers?: ContainerScripts;
  /** What containers do that `containers` has no key for; default they run, and those of a Job, and init containers, end with 0. */
  readonly otherContainers?: OtherContainers;
  /**
   * What brings the cluster nearer to what its objects ask for, e.g. `["*", "-cronjob"]`; default all
   * where there are nodes, and else what looks after namespaces, garbage and quotas.
   */
  readonly controllers?: readonly ControllerChoice[];
  /** What runs in containers: logs and commands; default what `containers` says, where there are nodes. */
  readonly runtime?: ContainerRuntime;
  /** Gives numbers from 0 up to 1 for generated names and uids; default the machine's. */
  readonly random?: () => number;
}

/** A cluster in the process. */
export interface EmbeddedCluster extends AsyncDisposable {
  /** Answers a request, as the server would over the network. */
  fetch(request: Request): Promise<Response>;
  /**
   * Answers a request for a WebSocket: `exec`, `attach` and `portforward` of pods are served over one.
   *
   * @param request The request, its header fields as they came.
   * @returns What is to be served over the connection, or the answer of a server that does not change the protocol.
   */
  upgrade(request: Request): Promise<SocketUpgrade | Response>;
  /**
   * A connection to the cluster.
   *
   * @param user Who calls; default an administrator.
   */
  transport(user?: UserInfo): Transport;
  /** Resolves when no controller has anything to do now. */
  settled(): Promise<void>;
  /** Keeps controllers from doing anything until what it gives is disposed of. */
  hold(): Disposable;
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

/** Controllers write as one process, each with an account of its own. */
function controllerClient(cluster: ClusterState, controller: Controller): ObjectClient {
  const {
    name,
    user = {
      username: `system:serviceaccount:kube-system:${name}-controller`,
      groups: ["system:serviceaccounts", "system:authenticated"],
    },
    manager = "kube-controller-manager",
  } = controller;
  return new ObjectClient(cluster, user, manager);
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

/** Puts a node into a new cluster. */
function addNode(cluster: ClusterState, shape: NodeShape, index: number): void {
  const nowMs = cluster.clock.now();
  const node = nodeObject(shape, index, nowMs, cluster.version);
  const { name = "" } = node.metadata;
  const metadata = {
    ...node.metadata,
    uid: cluster.newUid(),
    creationTimestamp: formatTime(nowMs),
  };
  cluster.store.put({ collection: "nodes", name }, { ...node, metadata });
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
    const nodes = nodeShapes(options.nodes ?? 0);
    const kubelets = new Kubelets(options.containers, clock, options.otherContainers);
    const choice = options.controllers ?? (nodes.length > 0 ? ["*"] : STANDARD_CONTROLLERS);
    const controllers = chooseControllers(choice, { kubelets });
    const played = controllers.includes(kubelets) ? kubelets.runtime : undefined;
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
        REQUESTOR,
        DEFAULT_STORAGE_CLASS,
        RESOURCE_QUOTA,
      ],
      authorizer: RBAC,
      userOf: (token) => this.#users.get(token),
      issueToken: (user) => {
        const token = `embedded-${crypto.randomUUID()}`;
        this.#users.set(token, user);
        return token;
      },
      runtime: options.runtime ?? played,
      version: options.version ?? DEFAULT_VERSION,
      describe: options.describe,
      changeStatus: (resource, place, change) =>
        void client.change(resource, { ...place, subresource: "status" }, change),
      newUid: options.random === undefined ? () => crypto.randomUUID() : () => randomUid(random),
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
    for (const [index, shape] of nodes.entries()) addNode(cluster, shape, index);
    for (const controller of controllers) {
      this.#loop.add(controller, controllerClient(cluster, controller));
    }
    this.#base = { cluster, onWatch: (close) => this.#keep(close) };
  }

  async fetch(request: Request): Promise<Response> {
    return toResponse(await this.#answer(request));
  }

  async upgrade(request: Request): Promise<SocketUpgrade | Response> {
    const answer = await this.#answer(request);
    return answer.upgrade ?? toResponse(answer);
  }

  async #answer(request: Request): Promise<Answer> {
    const url = new URL(request.url);
    const token = /^Bearer (.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const known = token === undefined ? undefined : this.#users.get(token);
    const user = known ?? (this.#isOpen ? ADMINISTRATOR : ANONYMOUS);
    if (token !== undefined && known === undefined && !this.#isOpen) {
      return faultAnswer(new Fault(401, "Unauthorized", "Unauthorized"));
    }
    return await answerRequest(this.#base, {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      user,
      signal: request.signal,
      body: () => request.bytes(),
    });
  }

  transport(user: UserInfo = ADMINISTRATOR): Transport {
    return {
      server: SERVER,
      send: async (path, options = {}) => toResponse(await this.#send(user, path, options)),
      upgrade: (path, options) => this.#change(user, path, options),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async settled(): Promise<void> {
    await this.#loop.settled();
  }

  hold(): Disposable {
    return this.#loop.hold();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const close of [...this.#closers, ...this.#stops]) close();
    await Promise.resolve();
  }

  async #change(
    user: UserInfo,
    target: string,
    { headers, signal }: UpgradeOptions,
  ): Promise<Upgraded | Response> {
    const asked = new Headers({ ...headers, upgrade: "websocket" });
    const answer = await this.#send(user, target, {
      headers: { ...headers, upgrade: "websocket" },
    });
    const problem = handshakeProblem("GET", asked);
    if (answer.upgrade === undefined) return toResponse(answer);
    if (problem !== undefined) return toResponse(faultAnswer(badRequest(problem)));
    return await openSocket(answer.upgrade, asked, signal ?? undefined);
  }

  async #send(user: UserInfo, target: string, options: SendOptions): Promise<Answer> {
    options.signal?.throwIfAborted();
    const question = target.indexOf("?");
    const path = question < 0 ? target : target.slice(0, question);
    const query = new URLSearchParams(question < 0 ? "" : target.slice(question + 1));
    const headers = new Headers(options.headers);
    if (!headers.has("user-agent")) headers.set("user-agent", "skiff");
    const { body } = options;
    return await answerRequest(this.#base, {
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
          : await new Response(body).bytes(),
    });
  }

  #keep(close: () => void): () => void {
    if (this.#isClosed) close();
    this.#closers.add(close);
    return () => void this.#closers.delete(close);
  }
}

const encoder = new TextEncoder();

function toResponse(answer: Answer): Response {
  // Nobody can change the protocol of a request that is answered by a response alone.
  const { status, body, contentType, headers } = answer.upgrade === undefined
    ? answer
    : faultAnswer(badRequest("Upgrade request required"));
  // A body of known length is read at once, where a stream of it takes longer than all the rest.
  const whole = typeof body === "string" ? encoder.encode(body) : undefined;
  return new Response(whole ?? body, {
    status,
    headers: {
      "content-type": contentType,
      ...(whole === undefined ? {} : { "content-length": String(whole.length) }),
      "cache-control": "no-cache, private",
      "audit-id": crypto.randomUUID(),
      ...headers,
    },
  });
}
