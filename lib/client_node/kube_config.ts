/**
 * Our way to a cluster as a `KubeConfig` of client-node, for code that wants one. Layer 5.
 *
 * @module
 */
import type {
  Cluster as ClusterEntry,
  User,
} from "npm:@kubernetes/client-node@2.0.1/dist/config_types.js";
import { type Cluster, connectionOf } from "../api/cluster.ts";
import { cluster as defaultCluster } from "../api/connect.ts";
import type { ClusterAccess, PemSource, UserAccess } from "../connect/access.ts";
import { ConfigError, GrantError } from "../core/errors.ts";

/** The official class `KubeConfig`. */
export type KubeConfig = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/config.js")["KubeConfig"]
>;

/**
 * Makes a `KubeConfig` that leads to the same cluster as the same user: server, authorities, `tls-server-name`, proxy,
 * credentials, the user to act as, namespace. Sends nothing and runs no plugin.
 *
 * It holds the credentials in the clear. What is called through it goes by client-node's own HTTP client:
 * without our retries and rules, over a new TLS connection for each call, and by the proxy of the kubeconfig
 * only, not by HTTPS_PROXY. Prefer {@link generated} where that does.
 *
 * @param cluster The connection; default: the default cluster.
 * @returns The configuration; its only context is the connection's.
 * @throws {ConfigError} when the connection acts as a user with a uid, groups or extra fields, which a
 *   `KubeConfig` cannot say, or leads to no server of its own.
 * @throws {GrantError} when the connection is read-only: what is called through a `KubeConfig` would not be held to it.
 * @see kubectl config view --minify --raw
 */
export async function kubeConfig(cluster: Cluster = defaultCluster): Promise<KubeConfig> {
  const connection = connectionOf(cluster);
  const access = await connection.access();
  if (access === undefined) {
    throw new ConfigError("Cannot make a KubeConfig: the cluster is not reached by a network");
  }
  const { readOnly, dryRun } = connection.info ?? {};
  if (readOnly || dryRun) {
    const [state, option] = readOnly ? ["read-only", "readOnly"] : ["for dry runs", "dryRun"];
    throw new GrantError(
      `Cannot make a KubeConfig: the connection is ${state}, and calls through a KubeConfig are not ` +
        `held to it: use generated(), or connect without ${option}`,
    );
  }
  const { KubeConfig } = await import("npm:@kubernetes/client-node@2.0.1/dist/config.js");
  const config = new KubeConfig();
  config.loadFromOptions({
    currentContext: access.contextName,
    contexts: [{
      name: access.contextName,
      cluster: access.clusterName,
      user: access.userName,
      namespace: access.namespace,
    }],
    clusters: [clusterEntry(access)],
    users: [userEntry(access)],
  });
  return config;
}

function clusterEntry({ clusterName, server, tls, proxyUrl }: ClusterAccess): ClusterEntry {
  return {
    name: clusterName,
    server,
    ...pemFields(tls.certificateAuthority, "caData", "caFile"),
    // Without it client-node refuses plain HTTP, where there is no certificate to verify.
    skipTLSVerify: tls.insecureSkipVerify || server.startsWith("http:"),
    ...(tls.serverName === undefined ? {} : { tlsServerName: tls.serverName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

function userEntry(access: ClusterAccess): User {
  const { user, userName } = access;
  const { clientCertificate, token, basic } = user;
  const impersonateUser = impersonatedUser(access);
  return {
    name: userName,
    ...pemFields(clientCertificate?.certificate, "certData", "certFile"),
    ...pemFields(clientCertificate?.key, "keyData", "keyFile"),
    ...(token === undefined ? {} : { token }),
    ...(basic === undefined ? {} : basic),
    ...(user.exec === undefined ? {} : { exec: execEntry(user.exec) }),
    ...authProvider(user),
    ...(impersonateUser === undefined ? {} : { impersonateUser }),
  };
}

function impersonatedUser({ impersonate }: ClusterAccess): string | undefined {
  if (impersonate === undefined) return undefined;
  const { user, uid, groups, extra } = impersonate;
  if (uid === undefined && groups.length === 0 && Object.keys(extra).length === 0) return user;
  throw new ConfigError(
    `Cannot make a KubeConfig that acts as "${user}": it could say neither the uid nor the groups nor ` +
      "the extra fields, and would have other rights: use generated()",
  );
}

/** The plugin as a kubeconfig writes it. */
function execEntry(exec: NonNullable<UserAccess["exec"]>): Record<string, unknown> {
  const { env, installHint, config: _, ...rest } = exec;
  return {
    ...rest,
    args: [...exec.args],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    ...(installHint === undefined ? {} : { installHint }),
  };
}

/** A file with a token is an `authProvider` to client-node, which would leave `tokenFile` unread. */
function authProvider({ tokenFile, authProvider }: UserAccess): Pick<User, "authProvider"> {
  if (tokenFile !== undefined) {
    return { authProvider: { name: "tokenFile", config: { tokenFile } } };
  }
  if (authProvider === undefined) return {};
  const { name, config } = authProvider;
  return { authProvider: { name, config: { ...config } } };
}

function pemFields<Data extends string, File extends string>(
  source: PemSource | undefined,
  data: Data,
  file: File,
): { readonly [key in Data | File]?: string } {
  if (source === undefined) return {};
  const [key, value] = source.file === undefined
    ? [data, new TextEncoder().encode(source.pem).toBase64()]
    : [file, source.file];
  return { [key]: value } as { readonly [key in Data | File]?: string };
}
