/**
 * What the tests of faulty servers have in common: connections, requests and a watch's ways to break.
 *
 * @module
 */
import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";
import type { WatchClock } from "../../lib/watch/clock.ts";
import type { SilenceLimits } from "../../lib/watch/source.ts";
import type { TcpRelay } from "../_support/tcp_relay.ts";
import { fastClock } from "../watch/_fault_rig.ts";
import type { LiveFaultServer } from "./_fault_plane.ts";
import { type Answer, exchange, ignore } from "./_plane.ts";
import { untilHeard } from "./_rights.ts";

/** Backoffs pass ten times as fast. */
export const clock: WatchClock = fastClock(10);
/** For watches that are to notice nothing by silence. */
export const PATIENT: SilenceLimits = { watchMs: 600_000, streamMs: 600_000 };

/** Connects as an administrator, or by another kubeconfig, to the server itself or by way of a relay. */
export async function connect(
  server: LiveFaultServer,
  options: TransportOptions & { kubeconfig?: string; relay?: TcpRelay } = {},
): Promise<Transport> {
  const { kubeconfig = server.kubeconfig, relay, ...rest } = options;
  const access = await loadAccess({ kubeconfig });
  const address = relay === undefined ? access.server : `https://127.0.0.1:${relay.port}`;
  return await openTransport({ ...access, server: address }, credentialProvider(access), rest);
}

/** A transport that lets a test act before a request, or answer in the server's place. */
export function intercept(
  transport: Transport,
  before: (
    path: string,
    send: (path: string) => Promise<Response>,
  ) => Promise<Response> | undefined,
): Transport {
  return {
    server: transport.server,
    send(path: string, options?: SendOptions) {
      const send = (other: string) => transport.send(other, options);
      return before(path, send) ?? send(path);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** What a server says to a version that it has forgotten. */
export function expired(): Promise<Response> {
  const said = { kind: "Status", code: 410, reason: "Expired", message: "said the test" };
  return Promise.resolve(Response.json(said, { status: 410 }));
}

/** Makes a namespace with a name of its own. */
export async function makeNamespace(admin: Transport, prefix: string): Promise<string> {
  const name = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
  const { status } = await exchange(admin, "POST", "/api/v1/namespaces", { metadata: { name } });
  assert.equal(status, 201);
  return name;
}

/** The path of config maps, or of one. */
export function pathOf(namespace: string, name?: string): string {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  return name === undefined ? path : `${path}/${name}`;
}

/** Creates a config map, or replaces it. */
export async function put(
  admin: Transport,
  namespace: string,
  name: string,
  value = "",
): Promise<Answer> {
  const object = { metadata: { name }, data: { value } };
  const created = await exchange(admin, "POST", pathOf(namespace), object);
  return created.status === 409
    ? await exchange(admin, "PUT", pathOf(namespace, name), object)
    : created;
}

/** Deletes a config map. */
export async function remove(admin: Transport, namespace: string, name: string): Promise<void> {
  const { status } = await exchange(admin, "DELETE", pathOf(namespace, name));
  assert.equal(status, 200);
}

/** The types of statuses. */
export function types(statuses: readonly { readonly type: string }[]): string[] {
  return statuses.map(({ type }) => type);
}

/** A test that needs the control plane. */
export function faultTest(name: string, body: () => Promise<void>): void {
  Deno.test({ name, ignore, fn: body });
}

/** Lets a user read config maps. */
export async function allowReading(admin: Transport, user: string): Promise<void> {
  const name = `read-${user.replaceAll(":", "-")}`;
  const group = "/apis/rbac.authorization.k8s.io/v1";
  const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }];
  await exchange(admin, "POST", `${group}/clusterroles`, { metadata: { name }, rules });
  const { status } = await exchange(admin, "POST", `${group}/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
  assert.equal(status, 201);
  await untilHeard(admin, user, [{ rules }]);
}
