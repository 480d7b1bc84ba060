/**
 * Gives what goes with each request to prove who sends it. Credential plugins and login flows are
 * loaded when a user has them. Layer 1.
 *
 * @module
 */
import type { ClusterAccess, CredentialProvider, Credentials, UserAccess } from "./access.ts";
import type { CredentialOptions } from "./credential_options.ts";
import { FileCredentials } from "./file_credentials.ts";
import { basicAuthorization, sealCredentials } from "./sealed_credentials.ts";

/**
 * Makes the provider of a user's credentials. Of several kinds it takes, as kubectl does, a token
 * before a plugin and a client certificate beside a token; tokens from files are read again after a
 * minute, client certificates after ten seconds, and both when the server refuses them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const provider = credentialProvider({
 *   contextName: "dev",
 *   clusterName: "c",
 *   userName: "ann",
 *   namespace: "default",
 *   server: "https://10.0.0.1:6443",
 *   tls: { insecureSkipVerify: false },
 *   disableCompression: false,
 *   user: { token: "abc" },
 *   source: "kubeconfig",
 *   warnings: [],
 * });
 * assert.equal((await provider.get()).authorization, "Bearer abc");
 * ```
 *
 * @param access The way to the cluster, from {@link "./access_loader.ts".loadAccess}.
 * @param options Clock, environment and the limits of plugins.
 * @returns The provider; it reads nothing and runs nothing until it is asked.
 */
export function credentialProvider(
  access: ClusterAccess,
  options: CredentialOptions = {},
): CredentialProvider {
  const { user } = access;
  const hasToken = user.token !== undefined || user.tokenFile !== undefined;
  const isSettled = hasToken || user.basic !== undefined || user.clientCertificate !== undefined;
  const plugin = user.exec;
  if (plugin !== undefined && !isSettled) {
    return new LateProvider(async () => {
      const { ExecCredentials } = await import("./exec_credentials.ts");
      return new ExecCredentials(access, plugin, options);
    });
  }
  const { authProvider } = user;
  if (authProvider !== undefined && !hasToken && user.basic === undefined) {
    return new LateProvider(async () => {
      const { OidcCredentials } = await import("./auth_provider.ts");
      return new OidcCredentials(access, authProvider, options);
    });
  }
  return usesFiles(user) ? new FileCredentials(access, options) : new FixedCredentials(user);
}

function usesFiles({ tokenFile, clientCertificate }: UserAccess): boolean {
  return tokenFile !== undefined || clientCertificate?.certificate.file !== undefined ||
    clientCertificate?.key.file !== undefined;
}

/** Credentials that stand in the kubeconfig itself: there are no others. */
class FixedCredentials implements CredentialProvider {
  readonly #credentials: Credentials;

  constructor({ token, basic, clientCertificate }: UserAccess) {
    const authorization = token !== undefined
      ? `Bearer ${token}`
      : basic === undefined
      ? undefined
      : basicAuthorization(basic.username, basic.password);
    this.#credentials = sealCredentials({
      ...(authorization === undefined ? {} : { authorization }),
      ...(clientCertificate?.certificate.pem === undefined ||
          clientCertificate.key.pem === undefined
        ? {}
        : {
          clientCertificate: {
            certificate: clientCertificate.certificate.pem,
            key: clientCertificate.key.pem,
          },
        }),
    });
  }

  get(signal?: AbortSignal): Promise<Credentials> {
    return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve(this.#credentials);
  }

  refresh(): Promise<Credentials | undefined> {
    return Promise.resolve(undefined);
  }
}

/** A provider whose code is loaded at the first request. */
class LateProvider implements CredentialProvider {
  readonly #load: () => Promise<CredentialProvider>;
  #provider: Promise<CredentialProvider> | undefined;

  constructor(load: () => Promise<CredentialProvider>) {
    this.#load = load;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    signal?.throwIfAborted();
    return await (await this.#ready()).get(signal);
  }

  async refresh(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined> {
    signal?.throwIfAborted();
    return await (await this.#ready()).refresh(refused, signal);
  }

  #ready(): Promise<CredentialProvider> {
    this.#provider ??= this.#load();
    return this.#provider;
  }
}
