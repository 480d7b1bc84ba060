/**
 * The API server under the benchmark, as its administrator sees it.
 *
 * @module
 */

import type { Send } from "./pods.ts";

/** A connection with every right. */
export interface Server extends Disposable {
  /** Where it listens. */
  readonly target: Deno.ConnectOptions;
  readonly send: Send;
  /** The kubeconfig, with another port of 127.0.0.1 as the server. */
  kubeconfigThrough(port: number): string;
  /** How many GET and LIST requests for namespaces, pods and config maps it has answered. */
  requestsSoFar(): Promise<number>;
}

const COUNTED_REGEXP =
  /^apiserver_request_total\{(?=[^}]*resource="(?:namespaces|pods|configmaps)")(?=[^}]*subresource="")(?=[^}]*verb="(?:GET|LIST)")[^}]*\} (\S+)$/gm;

/**
 * Connects with the first user of a kubeconfig in JSON, as `deno task controlplane` writes them.
 *
 * @throws {Error} when it is not such a kubeconfig.
 */
export async function openServer(kubeconfig: string): Promise<Server> {
  const text = await Deno.readTextFile(kubeconfig);
  const config = JSON.parse(text);
  const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
  const { "client-certificate-data": cert, "client-key-data": key } = config.users[0].user;
  const client = Deno.createHttpClient({ caCerts: [atob(ca)], cert: atob(cert), key: atob(key) });
  const url = new URL(server);

  async function send(method: string, path: string, body?: unknown): Promise<string> {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await fetch(server + path, {
      client,
      method,
      headers: { accept: "application/json", "content-type": type },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}: ${answer}`);
    return answer;
  }

  return {
    target: { hostname: url.hostname, port: Number(url.port || "443") },
    send,
    kubeconfigThrough: (port) => text.replaceAll(server, `https://127.0.0.1:${port}`),
    async requestsSoFar() {
      const metrics = await send("GET", "/metrics");
      return [...metrics.matchAll(COUNTED_REGEXP)].reduce((sum, [, n]) => sum + Number(n), 0);
    },
    [Symbol.dispose]: () => client.close(),
  };
}
