/** A transport that plays a server's discovery and remembers what was asked. */
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";

export type Answer = { status?: number; etag?: string; body: unknown } | Error;

export class DiscoveryServer implements Transport {
  readonly server = "https://kube.example:6443";
  readonly requests: string[] = [];
  readonly answers = new Map<string, Answer>();
  /** Runs before each answer. */
  beforeAnswer: (path: string, options: SendOptions) => Promise<void> = () => Promise.resolve();

  async send(path: string, options: SendOptions = {}): Promise<Response> {
    const tag = options.headers?.["if-none-match"];
    this.requests.push(tag === undefined ? `GET ${path}` : `GET ${path} if-none-match ${tag}`);
    await this.beforeAnswer(path, options);
    options.signal?.throwIfAborted();
    const answer = this.answers.get(path);
    if (answer === undefined) return json(404, { kind: "Status", code: 404, message: "not found" });
    if (answer instanceof Error) throw answer;
    if (answer.etag !== undefined && answer.etag === tag) {
      return new Response(null, { status: 304, headers: { etag: answer.etag } });
    }
    return json(answer.status ?? 200, answer.body, answer.etag);
  }

  /** Gives what was asked since the last time. */
  takeRequests(): string[] {
    return this.requests.splice(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function json(status: number, body: unknown, etag?: string): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: etag === undefined ? {} : { etag } });
}

interface Served {
  readonly plural: string;
  readonly kind: string;
  readonly shortNames?: readonly string[];
  readonly subresources?: readonly string[];
  readonly clusterScoped?: boolean;
}

/** One group of an aggregated document. */
export function group(
  name: string,
  versions: Readonly<Record<string, readonly Served[] | "stale">>,
): unknown {
  return {
    metadata: { name },
    versions: Object.entries(versions).map(([version, kinds]) => ({
      version,
      freshness: kinds === "stale" ? "Stale" : "Current",
      resources: (kinds === "stale" ? [] : kinds).map((served) => ({
        resource: served.plural,
        responseKind: { group: "", version: "", kind: served.kind },
        scope: served.clusterScoped === true ? "Cluster" : "Namespaced",
        singularResource: served.kind.toLowerCase(),
        verbs: ["get", "list"],
        shortNames: served.shortNames,
        subresources: served.subresources?.map((subresource) => ({ subresource })),
      })),
    })),
  };
}

/** An aggregated document. */
export function aggregated(...items: readonly unknown[]): unknown {
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items };
}

/** A server with pods, deployments and certificates. */
export function startServer(): DiscoveryServer {
  const server = new DiscoveryServer();
  server.answers.set("/api", {
    etag: '"core1"',
    body: aggregated(group("", { v1: [{ plural: "pods", kind: "Pod", shortNames: ["po"] }] })),
  });
  serveGroups(server, '"groups1"', CERTIFICATES);
  return server;
}

export const CERTIFICATES = group("cert-manager.io", {
  v1: [{ plural: "certificates", kind: "Certificate", shortNames: ["cert"] }],
});

/** Changes what the server has beside the core group. */
export function serveGroups(
  server: DiscoveryServer,
  etag: string,
  ...groups: readonly unknown[]
): void {
  const apps = group("apps", { v1: [{ plural: "deployments", kind: "Deployment" }] });
  server.answers.set("/apis", { etag, body: aggregated(apps, ...groups) });
}
