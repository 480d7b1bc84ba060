/**
 * The API server of the watch tests on loopback, for tests that start `skiff` as a process.
 *
 * @module
 */
import { join } from "node:path";
import { FakeApiServer } from "../watch/_fake_apiserver.ts";

/** An API server whose config maps a test changes while somebody watches. */
export interface WatchApi extends AsyncDisposable {
  readonly server: FakeApiServer;
  readonly port: number;
  /** Path of a kubeconfig in namespace `test`. */
  readonly kubeconfig: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** Answers instead of the server, once it is set. */
  refuse: (() => Response) | undefined;
  /** Resolves when that many watches are open. */
  watches(count: number): Promise<void>;
}

/** Starts an API server with config maps on a free port. */
export async function startWatchApi(): Promise<WatchApi> {
  const server = new FakeApiServer();
  const stop = new AbortController();
  const listener = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    (request) => api.refuse?.() ?? server.handle(request),
  );
  const folder = await Deno.makeTempDir();
  const kubeconfig = join(folder, "config");
  const { port } = listener.addr;
  await Deno.writeTextFile(
    kubeconfig,
    JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: "tester", user: {} }],
      contexts: [{
        name: "fake",
        context: { cluster: "fake", user: "tester", namespace: "test" },
      }],
    }),
  );
  const api: WatchApi = {
    server,
    refuse: undefined,
    port,
    kubeconfig,
    folder,
    async watches(count: number): Promise<void> {
      const limit = performance.now() + 90_000;
      while (server.watches !== count) {
        if (performance.now() > limit) {
          throw new Error(`${server.watches} watches are open, ${count} are expected`);
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    async [Symbol.asyncDispose]() {
      server.endWatches();
      stop.abort();
      await listener.finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
  return api;
}
