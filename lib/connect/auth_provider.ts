/**
 * The legacy `auth-provider: oidc` of a user entry: an id-token that is renewed when it has expired.
 * Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ClusterAccess, CredentialProvider, Credentials, UserAccess } from "./access.ts";
import type { CredentialOptions } from "./credential_options.ts";
import { FileCredentials } from "./file_credentials.ts";
import { isRecord } from "./kubeconfig_fields.ts";
import { type OidcTokens, renewOidcTokens } from "./oidc_refresh.ts";
import { checkTokensCanBeKept, keepTokens } from "./oidc_store.ts";
import { quote } from "../core/message.ts";
import { sealCredentials } from "./sealed_credentials.ts";
import { unlessAborted } from "./unless_aborted.ts";
import { findTokenFault } from "./user_entry.ts";

/** A token counts as expired this long before it does, as in client-go. */
const LEEWAY_MS = 10_000;

/** Gives the id-token of an `oidc` entry, and renews it; one renewal at a time. */
export class OidcCredentials implements CredentialProvider {
  readonly #access: ClusterAccess;
  readonly #provider: NonNullable<UserAccess["authProvider"]>;
  readonly #certificates: FileCredentials;
  readonly #now: () => number;
  #tokens: OidcTokens;
  #renewal: Promise<void> | undefined;
  #credentials: Credentials | undefined;

  /**
   * Takes a user with an `oidc` entry.
   *
   * @param access The way to the cluster.
   * @param provider The entry.
   * @param options The clock.
   */
  constructor(
    access: ClusterAccess,
    provider: NonNullable<UserAccess["authProvider"]>,
    options: CredentialOptions = {},
  ) {
    this.#access = access;
    this.#provider = provider;
    this.#certificates = new FileCredentials(access, options);
    this.#now = options.now ?? Date.now;
    const { "id-token": idToken = "", "refresh-token": refreshToken = "" } = provider.config;
    this.#tokens = { idToken, refreshToken };
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    signal?.throwIfAborted();
    if (!this.#isValid()) {
      this.#renewal ??= this.#renew().finally(() => this.#renewal = undefined);
      await unlessAborted(this.#renewal, signal);
    }
    const { clientCertificate } = await this.#certificates.get(signal);
    const authorization = `Bearer ${this.#tokens.idToken}`;
    if (
      this.#credentials?.authorization !== authorization ||
      this.#credentials.clientCertificate !== clientCertificate
    ) {
      this.#credentials = sealCredentials({
        authorization,
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
      });
    }
    return this.#credentials;
  }

  /** A valid token that is refused stays refused: kubectl does not renew it either. */
  refresh(): Promise<Credentials | undefined> {
    return Promise.resolve(undefined);
  }

  #isValid(): boolean {
    const { idToken } = this.#tokens;
    if (idToken === "") return false;
    const tokenFault = findTokenFault(idToken);
    if (tokenFault !== undefined) throw this.#fault(`its id-token ${tokenFault}`);
    const expiresAt = expiryOf(idToken);
    if (expiresAt === undefined) throw this.#fault("its id-token is not a JSON web token");
    return this.#now() + LEEWAY_MS < expiresAt;
  }

  /** Not ended by a caller who gives up: a refresh token that is spent must be replaced. */
  async #renew(): Promise<void> {
    const { file, config } = this.#provider;
    const place = { file, userName: this.#access.userName };
    const old = this.#tokens;
    if (old.refreshToken !== "") await checkTokensCanBeKept(place);
    const fresh = await renewOidcTokens({
      config: { ...config, "refresh-token": old.refreshToken },
      subject: this.#subject(),
    });
    await keepTokens(place, old, fresh);
    this.#tokens = fresh;
    if (!this.#isValid()) throw this.#fault("its issuer gave an id-token that has expired");
  }

  #subject(): string {
    return `user ${quote(this.#access.userName)} of ${quote(this.#provider.file)}`;
  }

  #fault(state: string): ConfigError {
    return new ConfigError(`Cannot use ${this.#subject()}: ${state}`);
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
