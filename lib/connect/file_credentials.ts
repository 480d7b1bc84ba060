/**
 * Credentials that stand in files, read again as they rotate. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ClusterAccess, CredentialProvider, Credentials, PemSource } from "./access.ts";
import { readConfigFile } from "./config_file.ts";
import type { CredentialOptions } from "./credential_options.ts";
import { findPemFault, type PemContent } from "./pem.ts";
import { quote } from "../core/message.ts";
import { basicAuthorization, sameCredentials, sealCredentials } from "./sealed_credentials.ts";
import { findTokenFault } from "./user_entry.ts";

/** A token is read again after this time, as client-go does. */
const TOKEN_PERIOD_MS = 60_000;
/** Certificates are looked at more often: an expired one ends connections without a 401. */
const CERTIFICATE_PERIOD_MS = 10_000;

type CertificatePair = NonNullable<Credentials["clientCertificate"]>;

/** Gives a token or a client certificate from files, with whatever else the user has. */
export class FileCredentials implements CredentialProvider {
  readonly #access: ClusterAccess;
  readonly #now: () => number;
  readonly #authorization: Rereader<string> | undefined;
  readonly #certificate: Rereader<CertificatePair> | undefined;
  #credentials: Credentials | undefined;
  #hasReadToken = false;

  /**
   * Takes a user with files.
   *
   * @param access The way to the cluster.
   * @param options The clock.
   */
  constructor(access: ClusterAccess, { now = Date.now }: CredentialOptions = {}) {
    this.#access = access;
    this.#now = now;
    const { tokenFile, clientCertificate } = access.user;
    if (tokenFile !== undefined) {
      this.#authorization = new Rereader(TOKEN_PERIOD_MS, () => this.#readToken(tokenFile));
    }
    if (clientCertificate !== undefined) {
      this.#certificate = new Rereader(
        CERTIFICATE_PERIOD_MS,
        () => this.#readPair(clientCertificate),
      );
    }
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    signal?.throwIfAborted();
    const now = this.#now();
    const [authorization, certificate] = await Promise.all([
      this.#authorization?.get(now),
      this.#certificate?.get(now),
    ]);
    return this.#assemble(authorization, certificate);
  }

  async refresh(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined> {
    signal?.throwIfAborted();
    const now = this.#now();
    const [authorization, certificate] = await Promise.all([
      this.#authorization?.read(now),
      this.#certificate?.read(now),
    ]);
    const fresh = this.#assemble(authorization, certificate);
    return sameCredentials(fresh, refused) ? undefined : fresh;
  }

  /** Gives the same object as long as nothing has changed. */
  #assemble(bearer: string | undefined, pair: CertificatePair | undefined): Credentials {
    const { token, basic } = this.#access.user;
    const authorization = bearer ??
      (token !== undefined
        ? `Bearer ${token}`
        : basic === undefined
        ? undefined
        : basicAuthorization(basic.username, basic.password));
    const fresh: Credentials = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(pair === undefined ? {} : { clientCertificate: { ...pair } }),
    };
    if (this.#credentials === undefined || !sameCredentials(this.#credentials, fresh)) {
      this.#credentials = sealCredentials(fresh);
    }
    return this.#credentials;
  }

  async #readToken(path: string): Promise<string> {
    const { token: fallback } = this.#access.user;
    try {
      const token = (await this.#readFile(path, "token")).trim();
      const fault = token === "" ? "is empty" : findTokenFault(token);
      if (fault !== undefined) throw this.#fault(`its token file ${quote(path)} ${fault}`);
      this.#hasReadToken = true;
      return `Bearer ${token}`;
    } catch (error) {
      // The token of the kubeconfig stands in until the file could be read for the first time.
      const standsIn = error instanceof ConfigError && !this.#hasReadToken;
      if (standsIn && fallback !== undefined) return `Bearer ${fallback}`;
      throw error;
    }
  }

  async #readPair(
    pair: { readonly certificate: PemSource; readonly key: PemSource },
  ): Promise<CertificatePair> {
    const [certificate, key] = await Promise.all([
      this.#readPem(pair.certificate, "certificate"),
      this.#readPem(pair.key, "key"),
    ]);
    return { certificate, key };
  }

  async #readPem(source: PemSource, content: PemContent): Promise<string> {
    if (source.file === undefined) return source.pem;
    const pem = await this.#readFile(source.file, `client-${content}`);
    const fault = findPemFault(pem, content);
    if (fault === undefined) return pem;
    throw this.#fault(`its client-${content} file ${quote(source.file)} ${fault}`);
  }

  #readFile(path: string, what: string): Promise<string> {
    return readConfigFile({ path, action: `use ${this.#user()}`, what });
  }

  #fault(state: string): ConfigError {
    return new ConfigError(`Cannot use ${this.#user()}: ${state}`);
  }

  #user(): string {
    return `user ${quote(this.#access.userName)} of ${quote(this.#access.source)}`;
  }
}

/** A value that is read again when it is older than a period; one read at a time. */
class Rereader<T> {
  readonly #periodMs: number;
  readonly #read: () => Promise<T>;
  #last: { readonly value: T; readonly at: number } | undefined;
  #reading: Promise<T> | undefined;

  constructor(periodMs: number, read: () => Promise<T>) {
    this.#periodMs = periodMs;
    this.#read = read;
  }

  /** The value, read again when it is due; a value that was good stands in for one that is not. */
  async get(now: number): Promise<T> {
    const last = this.#last;
    // A clock that was set back must not keep an old value for long.
    if (last !== undefined && Math.abs(now - last.at) < this.#periodMs) return last.value;
    try {
      return await this.read(now);
    } catch (error) {
      if (last === undefined || !(error instanceof ConfigError)) throw error;
      // Files are missing or half written for a moment while they rotate; a 401 will tell the rest.
      this.#last = { value: last.value, at: now };
      return last.value;
    }
  }

  /** The value as it is now. */
  read(now: number): Promise<T> {
    this.#reading ??= this.#readOnce(now).finally(() => this.#reading = undefined);
    return this.#reading;
  }

  async #readOnce(now: number): Promise<T> {
    const value = await this.#read();
    this.#last = { value, at: now };
    return value;
  }
}
