/**
 * The legacy `auth-provider: oidc` of a user entry: the id-token in the kubeconfig. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ClusterAccess, CredentialProvider, Credentials } from "./access.ts";
import { type CredentialOptions, sealCredentials } from "./credentials.ts";
import { isRecord } from "./kubeconfig_fields.ts";
import { quote } from "./quote.ts";
import { findTokenFault } from "./user_entry.ts";

/** A token counts as expired this long before it does, as in client-go. */
const LEEWAY_MS = 10_000;

/** Gives the id-token of an `oidc` entry as long as it is valid. */
export class OidcCredentials implements CredentialProvider {
  readonly #access: ClusterAccess;
  readonly #now: () => number;
  #credentials: Credentials | undefined;

  /**
   * Takes a user with an `oidc` entry.
   *
   * @param access The way to the cluster.
   * @param options The clock.
   */
  constructor(access: ClusterAccess, { now = Date.now }: CredentialOptions = {}) {
    this.#access = access;
    this.#now = now;
  }

  get(signal?: AbortSignal): Promise<Credentials> {
    return Promise.resolve().then(() => {
      signal?.throwIfAborted();
      return this.#idToken();
    });
  }

  refresh(): Promise<Credentials | undefined> {
    return Promise.resolve(undefined);
  }

  #idToken(): Credentials {
    const { authProvider, clientCertificate } = this.#access.user;
    const token = authProvider?.config["id-token"] ?? "";
    const fault = token === "" ? "is missing" : findTokenFault(token);
    if (fault !== undefined) throw this.#fault(`its id-token ${fault}`);
    const expiresAt = expiryOf(token);
    if (expiresAt === undefined) throw this.#fault("its id-token is not a JSON web token");
    if (this.#now() + LEEWAY_MS >= expiresAt) {
      throw this.#fault(
        "its id-token has expired: log in again, or use the credential plugin (exec) of your provider",
      );
    }
    const certificate = clientCertificate?.certificate.pem;
    const key = clientCertificate?.key.pem;
    this.#credentials ??= sealCredentials({
      authorization: `Bearer ${token}`,
      ...(certificate === undefined || key === undefined
        ? {}
        : { clientCertificate: { certificate, key } }),
    });
    return this.#credentials;
  }

  #fault(state: string): ConfigError {
    const { userName, source } = this.#access;
    return new ConfigError(`Cannot use user ${quote(userName)} of ${quote(source)}: ${state}`);
  }
}

/** When a JSON web token expires, in milliseconds since 1970; `undefined` where it does not say. */
function expiryOf(token: string): number | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return isRecord(claims) && typeof claims.exp === "number" ? claims.exp * 1000 : undefined;
  } catch {
    // Not base64 or not JSON: the caller says so, the content stays out of the message.
    return undefined;
  }
}
