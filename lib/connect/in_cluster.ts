/**
 * The way to the cluster from inside one of its pods: the service account that Kubernetes mounts.
 * Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ClusterAccess } from "./access.ts";
import { findConfigFile, readConfigFile } from "./config_file.ts";
import { readEnv } from "./environment.ts";
import { resolvePath } from "./file_path.ts";
import { checkImpersonation } from "./impersonation.ts";
import type { LoadAccessOptions } from "./load_access_options.ts";
import { checkNamespace } from "./namespace.ts";
import { findPemFault } from "./pem.ts";
import { quote } from "../core/message.ts";
import { findTokenFault } from "./user_entry.ts";

const DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";
const NAME = "in-cluster";

/**
 * Finds the pod's service account. Its token and authority are named as files: they rotate.
 *
 * @param options Namespace, identity and environment.
 * @param warnings What the user should hear besides.
 * @returns The way to the cluster, or `undefined` outside of a pod.
 * @throws {ConfigError} when the account is there and cannot be used, or another context is asked for.
 * @see `rest.InClusterConfig` of client-go
 */
export async function findServiceAccount(
  options: LoadAccessOptions,
  warnings: readonly string[] = [],
): Promise<ClusterAccess | undefined> {
  const { env = Deno.env, serviceAccountDirectory = DIRECTORY, signal } = options;
  const host = readEnv(env, "KUBERNETES_SERVICE_HOST");
  const port = readEnv(env, "KUBERNETES_SERVICE_PORT");
  if (host === undefined || port === undefined) return undefined;
  const action = "use the service account";
  const tokenFile = resolvePath(serviceAccountDirectory, "token");
  const token = (await findConfigFile({ path: tokenFile, action, what: "token" }, signal))?.trim();
  if (token === undefined) return undefined;
  const tokenFault = token === "" ? "is empty" : findTokenFault(token);
  if (tokenFault !== undefined) throw fault(`its token file ${quote(tokenFile)} ${tokenFault}`);
  checkAsked(options);
  const authorityFile = resolvePath(serviceAccountDirectory, "ca.crt");
  const authority = await readConfigFile({ path: authorityFile, action, what: "ca.crt" }, signal);
  const authorityFault = findPemFault(authority, "certificate");
  if (authorityFault !== undefined) {
    throw fault(`its file ${quote(authorityFile)} ${authorityFault}`);
  }
  const impersonate = checkImpersonation(undefined, options.as, undefined);
  const namespaceFile = resolvePath(serviceAccountDirectory, "namespace");
  const mounted = await findConfigFile({ path: namespaceFile, action, what: "namespace" }, signal);
  return {
    contextName: NAME,
    clusterName: NAME,
    userName: NAME,
    namespace: checkNamespace(
      options.namespace ?? readEnv(env, "POD_NAMESPACE") ?? mounted?.trim() ?? "",
      `context "${NAME}"`,
    ),
    server: serverAt(host, port),
    tls: { certificateAuthority: { file: authorityFile }, insecureSkipVerify: false },
    disableCompression: false,
    user: { tokenFile },
    ...(impersonate === undefined ? {} : { impersonate }),
    source: "service account",
    warnings,
  };
}

function checkAsked({ context, cluster, user }: LoadAccessOptions): void {
  for (const [kind, name] of Object.entries({ context, cluster, user })) {
    if (name === undefined || name === NAME) continue;
    throw new ConfigError(
      `Cannot use ${kind} ${
        quote(name)
      }: there is no kubeconfig, only the service account of this ` +
        `pod: leave it out or name a file with --kubeconfig FILE`,
    );
  }
}

function serverAt(host: string, port: string): string {
  const url = URL.parse(`https://${host.includes(":") ? `[${host}]` : host}:${port}`);
  if (url === null || url.pathname !== "/" || url.username !== "") {
    throw fault("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT do not make an address");
  }
  return url.origin;
}

function fault(state: string): ConfigError {
  return new ConfigError(`Cannot use the service account: ${state}`);
}
