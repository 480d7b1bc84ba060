/** The connection of live tests to the control plane that SKIFF_LIVE_KUBECONFIG names. */
import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { readJson } from "../../lib/connect/body.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";

export const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");

/** For `Deno.test`: there is no control plane to test on. */
export const ignore = KUBECONFIG === undefined;

export async function openPlane(): Promise<Transport> {
  assert(KUBECONFIG !== undefined);
  const access = await loadAccess({ kubeconfig: KUBECONFIG });
  return await openTransport(access, credentialProvider(access));
}

export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** Sends JSON and reads JSON, whatever the status. */
export async function exchange(
  transport: Transport,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await transport.send(path, {
    method,
    headers: { "content-type": "application/json" },
    timeoutMs: 90_000,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await readJson(response) };
}

/** The minor version of the server: 36 for Kubernetes 1.36.3. */
export async function readMinor(transport: Transport): Promise<number> {
  const { body } = await exchange(transport, "GET", "/version");
  const minor = Number(/^v1\.(\d+)\./.exec(body.gitVersion)?.[1]);
  assert(Number.isInteger(minor), body.gitVersion);
  return minor;
}

/** Sends JSON that has to be accepted. */
export async function send(
  plane: Transport,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  const answer = await exchange(plane, method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.body.message}`);
}

interface DiscoveryList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly { readonly resource: string }[];
    }[];
  }[];
}

/** Tells whether the server lists a resource of a group by now, where clients look for it, and answers for it. */
export async function isServed(
  plane: Transport,
  group: string,
  resource: string,
): Promise<boolean> {
  const response = await plane.send("/apis", {
    headers: { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" },
  });
  const { items } = await readJson(response) as DiscoveryList;
  const found = items.find(({ metadata }) => metadata.name === group);
  const version = found?.versions.find(({ resources }) =>
    resources?.some((one) => one.resource === resource)
  )?.version;
  if (version === undefined) return false;
  return (await exchange(plane, "GET", `/apis/${group}/${version}/${resource}`)).status === 200;
}

/** Declares a test that runs in a namespace of its own. */
export function namespaceTest(
  name: string,
  body: (plane: Transport, namespace: string) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      await using plane = await openPlane();
      const namespace = `test-${crypto.randomUUID().slice(0, 8)}`;
      await send(plane, "POST", "/api/v1/namespaces", { metadata: { name: namespace } });
      try {
        await body(plane, namespace);
      } finally {
        await send(plane, "DELETE", `/api/v1/namespaces/${namespace}`);
      }
    },
  });
}
