/**
 * Which certificate authorities a connection trusts, read again when their file changes. Layer 1.
 *
 * Deno's client adds authorities to the process's default roots, where a kubeconfig's CA is to replace
 * them. A process of our own therefore empties the default roots first ({@link emptyDefaultRoots});
 * elsewhere connections with a CA go through `node:tls`, whose `ca` replaces.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { TlsSettings } from "./access.ts";
import { findPemFault } from "./pem.ts";
import { quote } from "../core/message.ts";

let emptied = false;

/**
 * Makes this process trust no authority by default; for the first lines of a program of our own, before
 * anything uses TLS. The environment is as before afterwards.
 *
 * @returns Whether it worked; it does not without the permission to set DENO_TLS_CA_STORE.
 */
export function emptyDefaultRoots(): boolean {
  if (emptied) return true;
  // Deno reads these when the first client is made and never again.
  const before = new Map<string, string | undefined>();
  try {
    for (const name of ["DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "DENO_CERT"]) {
      before.set(name, Deno.env.get(name));
      Deno.env.delete(name);
    }
    Deno.env.set("DENO_TLS_CA_STORE", "");
    Deno.createHttpClient({}).close();
    emptied = true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
  return emptied;
}

/** Tells whether {@link emptyDefaultRoots} has worked in this process. */
export function defaultRootsAreEmpty(): boolean {
  return emptied;
}

/** The authorities to trust, at one moment. */
export interface Roots {
  /** PEM texts; `undefined`: the process's default roots. */
  readonly certificates: readonly string[] | undefined;
  /** Changes whenever the content does. */
  readonly id: string;
}

const CHECK_INTERVAL_MS = 60_000;
const BUNDLE_FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** What a store of authorities needs. */
export interface TrustStoreOptions {
  readonly tls: TlsSettings;
  readonly clusterName: string;
  /** Reads an environment variable. */
  readonly readEnv: (name: string) => string | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Whether the default roots are empty. */
  readonly rootsEmpty: boolean;
}

/** The authorities of one connection. */
export class TrustStore {
  readonly #options: TrustStoreOptions;
  #roots: Roots | undefined;
  #checkedAt = 0;

  /** Reads nothing yet. */
  constructor(options: TrustStoreOptions) {
    this.#options = options;
  }

  /** What is trusted, for messages. */
  get description(): string {
    const { certificateAuthority: authority } = this.#options.tls;
    if (authority === undefined) return "an authority that this system trusts";
    return authority.file === undefined
      ? "the authority of the cluster entry"
      : `the authority in ${quote(authority.file)}`;
  }

  /**
   * The authorities now: a CA file is looked at again once a minute.
   *
   * @throws {ConfigError} when the file cannot be read or holds no certificate.
   */
  async roots(): Promise<Roots> {
    const { tls, now } = this.#options;
    const isFile = tls.certificateAuthority?.file !== undefined;
    if (this.#roots === undefined || (isFile && now() - this.#checkedAt >= CHECK_INTERVAL_MS)) {
      this.#roots = await this.#load();
      this.#checkedAt = now();
    }
    return this.#roots;
  }

  /** Reads a CA file again at once and tells whether it has changed. */
  async reload(): Promise<boolean> {
    if (this.#options.tls.certificateAuthority?.file === undefined) return false;
    const before = this.#roots?.id;
    this.#roots = await this.#load();
    this.#checkedAt = this.#options.now();
    return this.#roots.id !== before;
  }

  async #load(): Promise<Roots> {
    const { tls, clusterName, rootsEmpty } = this.#options;
    if (tls.insecureSkipVerify) return { certificates: undefined, id: "unverified" };
    const authority = tls.certificateAuthority;
    if (authority !== undefined) {
      const pem = authority.pem ?? await readPem(authority.file, clusterName);
      const fault = findPemFault(pem, "certificate");
      if (fault !== undefined) {
        throw new ConfigError(
          `Cannot use certificate-authority of cluster ${quote(clusterName)}: it ${fault}`,
        );
      }
      return { certificates: [pem], id: pem };
    }
    const system = await this.#systemRoots(rootsEmpty);
    return { certificates: system, id: system?.join("\n") ?? "default" };
  }

  async #systemRoots(needed: boolean): Promise<string[] | undefined> {
    const { readEnv, clusterName } = this.#options;
    const file = readEnv("SSL_CERT_FILE");
    const directories = readEnv("SSL_CERT_DIR");
    const found: string[] = [];
    if (file !== undefined) found.push(await readPem(file, clusterName, "SSL_CERT_FILE"));
    for (const directory of directories?.split(":") ?? []) {
      if (directory !== "") found.push(...await readDirectory(directory));
    }
    if (found.length > 0) return found;
    if (!needed) return undefined;
    for (const bundle of BUNDLE_FILES) {
      try {
        return [await Deno.readTextFile(bundle)];
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    // No bundle, as on Windows: the authorities that Deno carries with it.
    return [...(await import("node:tls")).rootCertificates];
  }
}

async function readPem(
  file: string,
  clusterName: string,
  field = "certificate-authority",
): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    const state = error instanceof Deno.errors.NotFound
      ? "no such file"
      : error instanceof Deno.errors.NotCapable
      ? `Deno was not permitted to: add --allow-read=${file}`
      : error instanceof Error
      ? error.message
      : String(error);
    throw new ConfigError(
      `Cannot read ${field} ${quote(file)} of cluster ${quote(clusterName)}: ${state}`,
      { cause: error },
    );
  }
}

async function readDirectory(directory: string): Promise<string[]> {
  const found = new Set<string>();
  try {
    for await (const entry of Deno.readDir(directory)) {
      if (entry.isDirectory || !/\.(pem|crt|cer)$|\.\d+$/.test(entry.name)) continue;
      // One file that cannot be read does not spoil the others.
      const text = await Deno.readTextFile(`${directory}/${entry.name}`).catch(() => "");
      if (findPemFault(text, "certificate") === undefined) found.add(text);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return [...found];
}
