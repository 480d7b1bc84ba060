/**
 * A small API server on loopback for tests that start `skiff` as a process: a few pods and namespaces as
 * objects and as tables, reviews, refusals, and answers that never come. Plain HTTP, no credentials.
 *
 * @module
 */
import { join } from "node:path";

/** What a fake API server serves. */
export interface FakeApiOptions {
  /** How many pods `shop` has; default 2. */
  readonly pods?: number;
  /** `v1.36.3` where left out. */
  readonly version?: string;
  /** A `Warning` header on each list of pods. */
  readonly warning?: string;
}

/** A running fake API server. */
export interface FakeApi extends AsyncDisposable {
  readonly port: number;
  /** Path of a kubeconfig: context `fake` in namespace `shop`, context `other` in `default`. */
  readonly kubeconfig: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** Requests so far, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** Resolves when a request has arrived whose answer never ends. */
  readonly hanging: Promise<void>;
  /** Resolves when the client has given that request up. */
  readonly abandoned: Promise<void>;
}

const NAMESPACES = ["default", "shop", "shop-test"];

/**
 * Starts a fake API server on a free port.
 *
 * `secrets` are forbidden, the answer for `configmaps` never ends, services do not exist.
 *
 * @param options What it serves.
 */
export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const requests: string[] = [];
  const hanging = Promise.withResolvers<void>();
  const abandoned = Promise.withResolvers<void>();
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    async (request) => {
      const url = new URL(request.url);
      requests.push(`${request.method} ${url.pathname}${url.search}`);
      if (url.pathname.endsWith("/configmaps")) {
        hanging.resolve();
        return endless(abandoned.resolve);
      }
      return await answer(request, url, options);
    },
  );
  const folder = await Deno.makeTempDir();
  const kubeconfig = join(folder, "config");
  await Deno.writeTextFile(kubeconfig, JSON.stringify(kubeconfigFor(server.addr.port)));
  return {
    port: server.addr.port,
    kubeconfig,
    folder,
    requests,
    hanging: hanging.promise,
    abandoned: abandoned.promise,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** An answer that begins and never goes on. */
function endless(onCancel: () => void): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"items":[')),
    cancel: onCancel,
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

function kubeconfigFor(port: number): unknown {
  const context = (name: string, namespace?: string) => ({
    name,
    context: { cluster: "fake", user: "tester", ...(namespace === undefined ? {} : { namespace }) },
  });
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "fake",
    clusters: [{ name: "fake", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "tester", user: {} }],
    contexts: [context("fake", "shop"), context("other")],
  };
}

async function answer(request: Request, url: URL, options: FakeApiOptions): Promise<Response> {
  const { pods = 2, version = "v1.36.3", warning } = options;
  const path = url.pathname;
  const asTable = (request.headers.get("accept") ?? "").includes("as=Table");
  if (request.method === "POST") return Response.json(await review(path, request), { status: 201 });
  if (path === "/version") {
    return Response.json({ major: "1", minor: "36", gitVersion: version, platform: "test" });
  }
  if (path === "/api/v1/namespaces") {
    const items = NAMESPACES.map((name) => ({ metadata: metadata(name) }));
    return listResponse("Namespace", items, asTable);
  }
  const namespace = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path)?.[1];
  if (namespace !== undefined) {
    if (!NAMESPACES.includes(namespace)) {
      return refusal(404, "NotFound", `namespaces "${namespace}"`);
    }
    return Response.json({ apiVersion: "v1", kind: "Namespace", metadata: metadata(namespace) });
  }
  if (path.endsWith("/secrets")) {
    return refusal(403, "Forbidden", 'secrets is forbidden: User "tester" cannot list');
  }
  const wanted = /^\/api\/v1\/namespaces\/shop\/pods(?:\/([^/]+))?$/.exec(path);
  if (wanted !== null || path === "/api/v1/pods") {
    const name = wanted?.[1];
    const items = Array.from({ length: pods }, (_, index) => pod(index));
    if (name === undefined) {
      return listResponse(
        "Pod",
        items,
        asTable,
        warning === undefined ? {} : {
          warning: `299 - "${warning}"`,
        },
      );
    }
    const found = items.find((item) => item.metadata.name === name);
    return found === undefined
      ? refusal(404, "NotFound", `pods "${name}" not found`)
      : Response.json({ apiVersion: "v1", kind: "Pod", ...found });
  }
  if (/^\/api\/v1\/namespaces\/[^/]+\/pods$/.test(path)) return listResponse("Pod", [], asTable);
  return refusal(404, "NotFound", "the server could not find the requested resource");
}

async function review(path: string, request: Request): Promise<unknown> {
  const asked = await request.json();
  if (path.endsWith("/selfsubjectreviews")) {
    return { ...asked, status: { userInfo: { username: "tester", groups: ["testers"] } } };
  }
  if (path.endsWith("/selfsubjectrulesreviews")) {
    const rule = { verbs: ["get", "list"], apiGroups: [""], resources: ["pods"] };
    return { ...asked, status: { resourceRules: [rule], nonResourceRules: [], incomplete: false } };
  }
  const { resource } = asked.spec.resourceAttributes;
  return { ...asked, status: { allowed: resource !== "secrets" } };
}

interface Item {
  readonly metadata: { readonly name: string };
}

function listResponse(
  kind: string,
  items: readonly Item[],
  asTable: boolean,
  headers: Record<string, string> = {},
): Response {
  const list = { metadata: { resourceVersion: "7" } };
  if (!asTable) {
    return Response.json({ apiVersion: "v1", kind: `${kind}List`, ...list, items }, { headers });
  }
  const columns = [
    { name: "Name", type: "string", format: "name", priority: 0, description: "" },
    { name: "Status", type: "string", format: "", priority: 0, description: "" },
    { name: "Node", type: "string", format: "", priority: 1, description: "" },
  ];
  const rows = items.map(({ metadata }) => ({
    cells: [metadata.name, "Running", "node-1"],
    object: { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata },
  }));
  return Response.json({
    apiVersion: "meta.k8s.io/v1",
    kind: "Table",
    ...list,
    columnDefinitions: columns,
    rows,
  }, { headers });
}

function refusal(code: number, reason: string, message: string): Response {
  const status = { apiVersion: "v1", kind: "Status", status: "Failure", code, reason, message };
  return Response.json(status, { status: code });
}

function metadata(name: string) {
  return { name, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z" };
}

function pod(index: number) {
  return {
    metadata: {
      ...metadata(`web-${index}`),
      namespace: "shop",
      labels: { app: "web" },
      annotations: { note: "line\u001b[31m red" },
    },
    spec: { nodeName: "node-1", containers: [{ name: "web", image: "nginx" }] },
    status: { phase: "Running" },
  };
}
