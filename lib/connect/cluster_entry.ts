/**
 * The cluster entry of a kubeconfig: where the server is and how it proves itself. Nothing that it
 * asks for is ignored; what cannot be meant is refused as kubectl does. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { PemSource, TlsSettings } from "./access.ts";
import { readConfigFile } from "./config_file.ts";
import { folderOf, resolvePath } from "./file_path.ts";
import type { KubeconfigEntry } from "./kubeconfig.ts";
import type { KubeconfigFields } from "./kubeconfig_fields.ts";
import { findPemFault } from "./pem.ts";
import { quote } from "../core/message.ts";

/** The fields of a cluster entry, by type and with absolute paths. */
export interface ClusterEntry {
  readonly name: string;
  readonly file: string;
  readonly server: string;
  readonly tlsServerName: string;
  readonly insecureSkipVerify: boolean;
  readonly certificateAuthorityFile: string;
  readonly certificateAuthorityData: string;
  readonly proxyUrl: string;
  readonly disableCompression: boolean;
  /** The extension that credential plugins are handed. */
  readonly execConfig?: unknown;
}

/** What a cluster entry comes down to. */
export interface ClusterSettings {
  readonly server: string;
  readonly tls: TlsSettings;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  readonly execConfig?: unknown;
  readonly warnings: readonly string[];
}

const EXEC_EXTENSION = "client.authentication.k8s.io/exec";

/**
 * Reads the fields of a cluster entry.
 *
 * @param entry The entry.
 * @returns Its fields.
 * @throws {ConfigError} when a field has the wrong type.
 */
export function decodeClusterEntry({ name, file, fields }: KubeconfigEntry): ClusterEntry {
  const authority = fields.text("certificate-authority");
  const execConfig = findExecConfig(fields);
  return {
    name,
    file,
    server: fields.text("server"),
    tlsServerName: fields.text("tls-server-name"),
    insecureSkipVerify: fields.flag("insecure-skip-tls-verify"),
    certificateAuthorityFile: authority === "" ? "" : resolvePath(folderOf(file), authority),
    certificateAuthorityData: fields.base64("certificate-authority-data"),
    proxyUrl: fields.text("proxy-url"),
    disableCompression: fields.flag("disable-compression"),
    ...(execConfig === undefined ? {} : { execConfig }),
  };
}

function findExecConfig(fields: KubeconfigFields): unknown {
  const names = new Set<string>();
  let config: unknown;
  for (const item of fields.items("extensions")) {
    const name = item.text("name");
    if (names.has(name)) {
      throw fields.fault("extensions", `has two entries with the name ${quote(name)}: rename one`);
    }
    names.add(name);
    if (name === EXEC_EXTENSION) config = item.value("extension");
  }
  return config;
}

/**
 * Checks a cluster entry, and the file of its certificate authority.
 *
 * @param entry The entry.
 * @param signal Ends the reading.
 * @returns What the transport needs.
 * @throws {ConfigError} when it has no server, contradicts itself, or its authority cannot be used.
 */
export async function checkClusterEntry(
  entry: ClusterEntry,
  signal?: AbortSignal,
): Promise<ClusterSettings> {
  const url = checkServer(entry);
  const warnings: string[] = [];
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    warnings.push(
      `cluster ${
        quote(entry.name)
      } is reached by http://: all that is sent and received can be read on the way`,
    );
  }
  if (entry.insecureSkipVerify && url.protocol === "https:") {
    warnings.push(
      `cluster ${
        quote(entry.name)
      } has insecure-skip-tls-verify: whoever answers is taken for the server`,
    );
  }
  const certificateAuthority = await checkAuthority(entry, signal);
  return {
    server: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    tls: {
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
      ...(entry.tlsServerName === "" ? {} : { serverName: entry.tlsServerName }),
      insecureSkipVerify: entry.insecureSkipVerify,
    },
    ...(entry.proxyUrl === "" ? {} : { proxyUrl: checkProxyUrl(entry) }),
    disableCompression: entry.disableCompression,
    ...(entry.execConfig === undefined ? {} : { execConfig: entry.execConfig }),
    warnings,
  };
}

/**
 * Tells whether a host is this machine.
 *
 * @param hostname A host as `URL.hostname` gives it.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") ||
    hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function checkServer(entry: ClusterEntry): URL {
  const { server } = entry;
  if (server === "") throw faultOf(entry, "it has no server: add server: https://HOST:PORT");
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(server)) {
    const example = /^[A-Za-z0-9.:[\]-]+$/.test(server) ? server : "HOST:PORT";
    throw faultOf(entry, `its server has no scheme: write https://${example}`);
  }
  const url = URL.parse(server);
  if (url === null || url.hostname === "") throw faultOf(entry, "its server is not a valid URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw faultOf(
      entry,
      `its server has the scheme ${quote(url.protocol.slice(0, -1))}: use https`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw faultOf(entry, "its server holds a user name or password: put them in a user entry");
  }
  return url;
}

function checkProxyUrl(entry: ClusterEntry): string {
  const url = URL.parse(entry.proxyUrl);
  if (url === null) throw faultOf(entry, "its proxy-url is not a valid URL");
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https" && scheme !== "socks5") {
    throw faultOf(
      entry,
      `its proxy-url has the scheme ${quote(scheme)}: it must be http, https or socks5`,
    );
  }
  if (url.hostname === "") throw faultOf(entry, "its proxy-url names no host");
  return entry.proxyUrl;
}

async function checkAuthority(
  entry: ClusterEntry,
  signal: AbortSignal | undefined,
): Promise<PemSource | undefined> {
  const { certificateAuthorityFile: path, certificateAuthorityData: data } = entry;
  if (path === "" && data === "") return undefined;
  if (path !== "" && data !== "") {
    throw faultOf(
      entry,
      "it has both certificate-authority and certificate-authority-data: remove one",
    );
  }
  if (entry.insecureSkipVerify) {
    throw faultOf(
      entry,
      "it has insecure-skip-tls-verify together with a certificate authority: remove one",
    );
  }
  const field = path === "" ? "certificate-authority-data" : "certificate-authority";
  const action = `use cluster ${quote(entry.name)} of ${quote(entry.file)}`;
  const pem = path === "" ? data : await readConfigFile({ path, action, what: field }, signal);
  const fault = findPemFault(pem, "certificate");
  if (fault !== undefined) {
    throw faultOf(entry, `its ${field}${path === "" ? "" : ` file ${quote(path)}`} ${fault}`);
  }
  return path === "" ? { pem } : { file: path };
}

function faultOf(entry: ClusterEntry, state: string): ConfigError {
  return new ConfigError(
    `Cannot use cluster ${quote(entry.name)} of ${quote(entry.file)}: ${state}`,
  );
}
