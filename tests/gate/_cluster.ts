/** The in-memory cluster on loopback, with an administrator and a user who may little. */
import { join } from "node:path";
import { type Clock, SYSTEM_CLOCK } from "../../lib/embedded/clock.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";

/** A cluster with users. */
export interface UserCluster extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly folder: string;
  /** A kubeconfig of the administrator, in namespace `shop`. */
  readonly kubeconfig: string;
  /** A kubeconfig of a user without rights of his own, `ann`. */
  readonly small: string;
  /** Every request so far: who, and `METHOD /path?query`. */
  readonly requests: readonly { readonly user: string; readonly line: string }[];
  /** Sends a request as the administrator. */
  // deno-lint-ignore no-explicit-any -- JSON of any kind
  send(method: string, path: string, body?: unknown): Promise<any>;
}

export const ADMIN_TOKEN = "canary-token-admin";
export const SMALL_TOKEN = "canary-token-ann";

/**
 * Starts it with a namespace, a deployment, a Secret and a ConfigMap.
 *
 * @param hold Each request waits for it, told as `METHOD /path?query`.
 * @param clock The clock of the cluster.
 */
export async function startUserCluster(
  hold: (line: string) => Promise<void> | void = () => {},
  clock: Clock = SYSTEM_CLOCK,
): Promise<UserCluster> {
  const cluster = createEmbeddedCluster({
    clock,
    users: {
      [ADMIN_TOKEN]: { username: "admin", groups: ["system:masters", "system:authenticated"] },
      [SMALL_TOKEN]: { username: "ann", groups: ["system:authenticated"] },
    },
  });
  const requests: { user: string; line: string }[] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    async (request) => {
      const url = new URL(request.url);
      const user = request.headers.get("authorization")?.includes(SMALL_TOKEN) ? "ann" : "admin";
      const line = `${request.method} ${url.pathname}${url.search}`;
      requests.push({ user, line });
      await hold(line);
      return await cluster.fetch(request);
    },
  );
  const folder = await Deno.makeTempDir({ prefix: "skiff-cluster-" });
  async function writeConfig(name: string, token: string): Promise<string> {
    const path = join(folder, name);
    const config = {
      "current-context": name,
      clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${server.addr.port}` } }],
      users: [{ name: "u", user: { token } }],
      contexts: [{ name, context: { cluster: "c", user: "u", namespace: "shop" } }],
    };
    await Deno.writeTextFile(path, JSON.stringify(config));
    return path;
  }
  const transport = cluster.transport();
  async function send(method: string, path: string, body?: unknown) {
    const response = await transport.send(path, {
      method,
      headers: {
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await response.json();
  }
  const shop = "/api/v1/namespaces/shop";
  await send("POST", "/api/v1/namespaces", { metadata: { name: "shop" } });
  await cluster.settled();
  await send("POST", `${shop}/configmaps`, {
    metadata: { name: "settings" },
    data: { color: "red" },
  });
  await send("POST", `${shop}/configmaps`, { metadata: { name: "old" }, data: { keep: "me" } });
  await send("POST", `${shop}/secrets`, {
    metadata: { name: "db" },
    stringData: { password: "canary-secret-value" },
  });
  await send("POST", "/apis/apps/v1/namespaces/shop/deployments", {
    metadata: { name: "web" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "c", image: "nginx" }] },
      },
    },
  });
  return {
    cluster,
    folder,
    kubeconfig: await writeConfig("admin", ADMIN_TOKEN),
    small: await writeConfig("ann", SMALL_TOKEN),
    requests,
    send,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
      await cluster[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
