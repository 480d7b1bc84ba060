/**
 * Gives what goes with each request to prove who sends it. Credential plugins and login flows are
 * loaded when a user has them. Layer 1.
 *
 * @module
 */
import type { ClusterAccess, CredentialProvider, Credentials, UserAccess } from "./access.ts";
import type { EnvReader } from "./environment.ts";
import { FileCredentials } from "./file_credentials.ts";
import { HIDDEN, hideSecrets } from "./secrets.ts";

/** How credentials are made. */
export interface CredentialOptions {
  /** Tells the time in milliseconds since 1970; default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Where environment variables are read; default `Deno.env`. */
  readonly env?: EnvReader | undefined;
  /**
   * How long a credential plugin may run, in milliseconds; default 60 seconds, and 5 minutes for one
   * that can ask the person at the terminal.
   */
  readonly execTimeoutMs?: number | undefined;
  /** Whether a plugin may read standard input; default whether that is a terminal. */
  readonly stdinAvailable?: boolean | undefined;
  /**
   * Takes what a plugin writes to standard error while it runs, e.g. an address to log in at; default
   * shown on standard error where that is a terminal.
   */
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
}

/**
 * Makes the provider of a user's credentials. Of several kinds it takes, as kubectl does, a token
 * before a plugin and a client certificate beside a token; tokens from files are read again after a
 * minute, client certificates after ten seconds, and both when the server refuses them.
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

/**
 * Finishes credentials: what they hold is not shown when they are printed.
 *
 * @param credentials The credentials; changed in place.
 * @returns The same credentials.
 */
export function sealCredentials(credentials: Credentials): Credentials {
  const shown = {
    ...(credentials.authorization === undefined ? {} : { authorization: HIDDEN }),
    ...(credentials.clientCertificate === undefined ? {} : { clientCertificate: HIDDEN }),
  };
  if (credentials.clientCertificate !== undefined) {
    hideSecrets(credentials.clientCertificate, { certificate: HIDDEN, key: HIDDEN });
  }
  return hideSecrets(credentials, shown);
}

/**
 * Formats the header of basic authentication.
 *
 * @param username The user name, without a colon.
 * @param password The password; both are sent as UTF-8.
 */
export function basicAuthorization(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
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
