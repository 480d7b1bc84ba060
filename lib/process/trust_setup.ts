/**
 * The one call at the start of the process that decides whom TLS trusts: no authority by default, so that
 * a kubeconfig's CA replaces the default ones as it does with kubectl. The user's own `fetch` goes on to
 * trust what the system trusts. Layer 2.
 *
 * @module
 */
import { emptyDefaultRoots, TrustStore } from "../connect/trust.ts";

/**
 * Empties the process's default roots and keeps `fetch` of user code working; does nothing where the
 * environment may not be changed.
 *
 * `Deno.connectTls` and `WebSocket` of user code need roots of their own then.
 */
export function setUpTrust(): void {
  if (!emptyDefaultRoots()) return;
  const plainFetch = globalThis.fetch;
  let client: Promise<Deno.HttpClient> | undefined;
  globalThis.fetch = async function fetch(input, init) {
    const url = input instanceof Request ? input.url : String(input);
    const hasClient = init !== undefined && "client" in init;
    if (hasClient || !/^https:/i.test(url)) return await plainFetch(input, init);
    client ??= systemClient();
    return await plainFetch(input, withClient(init, await client));
  };
}

function withClient(
  init: RequestInit | undefined,
  client: Deno.HttpClient,
): RequestInit & { client: Deno.HttpClient } {
  return { ...init, client };
}

async function systemClient(): Promise<Deno.HttpClient> {
  const store = new TrustStore({
    tls: { insecureSkipVerify: false },
    clusterName: "",
    readEnv: (name) => Deno.env.get(name),
    rootsEmpty: true,
    now: Date.now,
  });
  const { certificates = [] } = await store.roots();
  return Deno.createHttpClient({ caCerts: [...certificates] });
}
