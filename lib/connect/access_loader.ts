/**
 * Works out how a cluster is reached and as whom: from a kubeconfig, else from the service account of
 * the pod that this runs in. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import type { ClusterAccess, UserAccess } from "./access.ts";
import {
  checkClusterEntry,
  type ClusterEntry,
  type ClusterSettings,
  decodeClusterEntry,
  isLoopback,
} from "./cluster_entry.ts";
import { type ContextEntry, getContext } from "./context.ts";
import { hideAccess, hideUser } from "./hidden_access.ts";
import { checkImpersonation } from "./impersonation.ts";
import { type Kubeconfig, type KubeconfigEntry, readKubeconfig } from "./kubeconfig.ts";
import type { Front, LoadAccessOptions } from "./load_access_options.ts";
import { checkNamespace } from "./namespace.ts";
import { quote, quoteList } from "../core/message.ts";
import { checkUserEntry, decodeUserEntry, type UserEntry } from "./user_entry.ts";

/**
 * Loads the way to a cluster: the named kubeconfig file, else those of `KUBECONFIG`, else
 * `~/.kube/config`, else the pod's service account. Reads files only; nothing is sent, no plugin runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const kubeconfig = await Deno.makeTempFile();
 * await Deno.writeTextFile(
 *   kubeconfig,
 *   `current-context: dev
 * contexts: [{ name: dev, context: { cluster: c, user: ann, namespace: shop } }]
 * clusters: [{ name: c, cluster: { server: "https://10.0.0.1:6443" } }]
 * users: [{ name: ann, user: { token: abc } }]`,
 * );
 * const access = await loadAccess({ kubeconfig });
 * assert.equal(access.server, "https://10.0.0.1:6443");
 * assert.equal(access.namespace, "shop");
 * assert(!Deno.inspect(access).includes("abc"));
 * await Deno.remove(kubeconfig);
 * ```
 *
 * @param options Which cluster, as whom.
 * @returns The server, how it proves itself, and how the user does.
 * @throws {ConfigError} when there is no kubeconfig, or it is wrong or contradicts itself.
 * @see `kubectl config view --minify`
 */
export async function loadAccess(options: LoadAccessOptions = {}): Promise<ClusterAccess> {
  const kubeconfig = await readKubeconfig(options);
  if (options.kubeconfig === undefined && isEmpty(kubeconfig)) {
    const { findServiceAccount } = await import("./in_cluster.ts");
    const access = await findServiceAccount(options, kubeconfig.warnings);
    if (access !== undefined) return access;
    throw noKubeconfig(kubeconfig, options.front);
  }
  return await accessOf(kubeconfig, options);
}

function isEmpty({ contexts, clusters, users }: Kubeconfig): boolean {
  return contexts.size + clusters.size + users.size === 0;
}

/** What can be done without a kubeconfig: what is proposed has to be there. */
const ADVICE: Readonly<Record<Front, string>> = {
  skiff: "name one with --kubeconfig FILE, try the in-memory cluster with --embedded, or let " +
    "skiff doctor look",
  tool: "name one with --kubeconfig FILE",
  code: "name one in KUBECONFIG, or by connect({ kubeconfig: … })",
};

function noKubeconfig({ files, missing }: Kubeconfig, front: Front = "code"): ConfigError {
  const state = files.length > 0
    ? `no contexts in ${quoteList(files)}`
    : missing.length > 0
    ? `there is no kubeconfig at ${quoteList(missing)}`
    : "neither KUBECONFIG nor HOME says where a kubeconfig is";
  return new ConfigError(`Cannot connect to a cluster: ${state}: ${ADVICE[front]}`);
}

async function accessOf(
  kubeconfig: Kubeconfig,
  options: LoadAccessOptions,
): Promise<ClusterAccess> {
  // One wrong entry makes kubectl refuse the file, whichever entry is used.
  const clusters = decodeAll(kubeconfig.clusters, decodeClusterEntry);
  const users = decodeAll(kubeconfig.users, decodeUserEntry);
  const context = chooseContext(kubeconfig, options);
  const cluster = clusterOf(context, clusters, options.cluster);
  const user = userOf(context, users, options.user);
  const settings = await checkClusterEntry(cluster, options.signal);
  const userAccess = user === undefined ? {} : await checkUserEntry(user, {
    ...(settings.execConfig === undefined ? {} : { execConfig: settings.execConfig }),
    signal: options.signal,
  });
  const warnings = [
    ...kubeconfig.warnings,
    ...settings.warnings,
    ...checkIdentity(settings, context, user, userAccess),
  ];
  const impersonate = checkImpersonation(user?.as, options.as, user);
  return hideAccess({
    contextName: context.name,
    clusterName: cluster.name,
    userName: user?.name ?? "",
    namespace: checkNamespace(
      options.namespace ?? context.namespace,
      `context ${quote(context.name)} of ${quote(context.file)}`,
    ),
    server: settings.server,
    tls: settings.tls,
    ...(settings.proxyUrl === undefined ? {} : { proxyUrl: settings.proxyUrl }),
    disableCompression: settings.disableCompression,
    user: hideUser(userAccess),
    ...(impersonate === undefined ? {} : { impersonate }),
    source: kubeconfig.files.join(", "),
    warnings,
  });
}

function decodeAll<T>(
  entries: ReadonlyMap<string, KubeconfigEntry>,
  decode: (entry: KubeconfigEntry) => T,
): Map<string, T> {
  return new Map([...entries].map(([name, entry]) => [name, decode(entry)]));
}

function chooseContext(kubeconfig: Kubeconfig, options: LoadAccessOptions): ContextEntry {
  const needsContext = options.cluster === undefined || options.user === undefined;
  if (needsContext || options.context !== undefined || kubeconfig.currentContext !== "") {
    return getContext(kubeconfig, options.context);
  }
  return { name: "", file: kubeconfig.files[0] ?? "", cluster: "", user: "", namespace: "" };
}

function clusterOf(
  context: ContextEntry,
  clusters: ReadonlyMap<string, ClusterEntry>,
  wanted: string | undefined,
): ClusterEntry {
  const name = wanted ?? context.cluster;
  if (name === "") {
    throw contextFault(context, "it names no cluster");
  }
  return clusters.get(name) ?? missingEntry("cluster", name, context, clusters, wanted);
}

function userOf(
  context: ContextEntry,
  users: ReadonlyMap<string, UserEntry>,
  wanted: string | undefined,
): UserEntry | undefined {
  const name = wanted ?? context.user;
  if (name === "") return undefined;
  return users.get(name) ?? missingEntry("user", name, context, users, wanted);
}

function missingEntry(
  kind: string,
  name: string,
  context: ContextEntry,
  entries: ReadonlyMap<string, unknown>,
  wanted: string | undefined,
): never {
  const near = suggest(name, entries.keys());
  const hint = near === undefined
    ? `${kind}s: ${quoteList(entries.keys())}`
    : `did you mean ${quote(near)}`;
  if (wanted !== undefined) {
    throw new ConfigError(`Cannot use ${kind} ${quote(name)}: it is not defined: ${hint}`);
  }
  throw contextFault(context, `it names ${kind} ${quote(name)}, which is not defined: ${hint}`);
}

/** Nobody who asked for a user goes out as nobody, and no credentials go out in the clear. */
function checkIdentity(
  settings: ClusterSettings,
  context: ContextEntry,
  user: UserEntry | undefined,
  access: UserAccess,
): string[] {
  const url = new URL(settings.server);
  if (user === undefined) {
    return [`context ${quote(context.name)} names no user: requests are anonymous`];
  }
  const hasCredentials = Object.keys(access).length > 0;
  if (url.protocol === "https:" && !hasCredentials) {
    throw new ConfigError(
      `Cannot use user ${quote(user.name)} of ${quote(user.file)}: it has no credentials: ` +
        "add a token, a client certificate or an exec plugin",
    );
  }
  if (url.protocol === "http:" && hasCredentials && !isLoopback(url.hostname)) {
    throw new ConfigError(
      `Cannot use user ${quote(user.name)} of ${quote(user.file)}: its credentials would go to ` +
        `${quote(settings.server)} unencrypted: use https`,
    );
  }
  return [];
}

function contextFault(context: ContextEntry, state: string): ConfigError {
  return new ConfigError(
    `Cannot use context ${quote(context.name)} of ${quote(context.file)}: ${state}`,
  );
}
