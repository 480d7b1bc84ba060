/**
 * The user entry of a kubeconfig: how the user proves who they are. What kubectl refuses is refused,
 * so that nothing goes out as somebody else, or as nobody. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { ExecPlugin, PemSource, UserAccess } from "./access.ts";
import { readConfigFile } from "./config_file.ts";
import { checkExecEntry, decodeExecEntry, type ExecEntry } from "./exec_entry.ts";
import { folderOf, resolvePath } from "./file_path.ts";
import type { KubeconfigEntry } from "./kubeconfig.ts";
import { findPemFault, type PemContent } from "./pem.ts";
import { quote } from "../core/message.ts";

/** The fields of a user entry, by type and with absolute paths; empty where they are absent. */
export interface UserEntry {
  readonly name: string;
  readonly file: string;
  readonly certificateFile: string;
  readonly certificateData: string;
  readonly keyFile: string;
  readonly keyData: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly as: ImpersonationEntry;
  readonly exec?: ExecEntry;
  readonly authProvider?: NonNullable<UserAccess["authProvider"]>;
}

/** The fields that name whom to act as. */
export interface ImpersonationEntry {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads the fields of a user entry.
 *
 * @param entry The entry.
 * @returns Its fields.
 * @throws {ConfigError} when a field has the wrong type.
 */
export function decodeUserEntry({ name, file, fields }: KubeconfigEntry): UserEntry {
  function path(field: string): string {
    const value = fields.text(field);
    return value === "" ? "" : resolvePath(folderOf(file), value);
  }
  const provider = fields.fields("auth-provider");
  const config = provider.fields("config");
  const extra = fields.fields("as-user-extra");
  return {
    name,
    file,
    certificateFile: path("client-certificate"),
    certificateData: fields.base64("client-certificate-data"),
    keyFile: path("client-key"),
    keyData: fields.base64("client-key-data"),
    token: fields.text("token"),
    tokenFile: path("tokenFile"),
    username: fields.text("username"),
    password: fields.text("password"),
    as: {
      user: fields.text("as"),
      uid: fields.text("as-uid"),
      groups: fields.texts("as-groups"),
      extra: Object.fromEntries(extra.names().map((key) => [key, extra.texts(key)])),
    },
    ...(fields.has("exec") ? { exec: decodeExecEntry(fields.fields("exec"), file) } : {}),
    ...(fields.has("auth-provider")
      ? {
        authProvider: {
          name: provider.text("name"),
          config: Object.fromEntries(config.names().map((key) => [key, config.text(key)])),
          file,
        },
      }
      : {}),
  };
}

/** What a user entry is checked against. */
export interface UserEntryContext {
  /** The extension of the cluster entry that a credential plugin is handed. */
  readonly execConfig?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks a user entry, and the files that it names.
 *
 * @param entry The entry.
 * @param context What else decides.
 * @returns How the user proves who they are; a user without any credentials has none.
 * @throws {ConfigError} when it contradicts itself or a file cannot be used.
 */
export async function checkUserEntry(
  entry: UserEntry,
  { execConfig, signal }: UserEntryContext = {},
): Promise<UserAccess> {
  checkMethods(entry);
  const clientCertificate = await checkClientCertificate(entry, signal);
  const exec: ExecPlugin | undefined = entry.exec === undefined
    ? undefined
    : checkExecEntry(entry.exec, entry, execConfig);
  if (entry.token !== "") {
    const fault = findTokenFault(entry.token);
    if (fault !== undefined) throw userFault(entry, `its token ${fault}`);
  }
  // With a token beside it the file may be missing: the token stands in.
  if (entry.tokenFile !== "" && entry.token === "") await checkTokenFile(entry, signal);
  return {
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(entry.token === "" ? {} : { token: entry.token }),
    ...(entry.tokenFile === "" ? {} : { tokenFile: entry.tokenFile }),
    ...(entry.username === ""
      ? {}
      : { basic: { username: entry.username, password: entry.password } }),
    ...(exec === undefined ? {} : { exec }),
    ...(entry.authProvider === undefined ? {} : { authProvider: entry.authProvider }),
  };
}

function checkMethods(entry: UserEntry): void {
  if (entry.password !== "" && entry.username === "") {
    throw userFault(entry, "it has a password without username");
  }
  if (entry.username.includes(":")) throw userFault(entry, 'its username holds a ":"');
  if ((entry.token !== "" || entry.tokenFile !== "") && entry.username !== "") {
    throw userFault(entry, "it has both a token and a username: only one is allowed");
  }
  if (entry.authProvider === undefined) return;
  if (entry.exec !== undefined) {
    throw userFault(entry, "it has both exec and auth-provider: only one is allowed");
  }
  if (entry.authProvider.name !== "oidc") {
    throw userFault(
      entry,
      `its auth-provider ${quote(entry.authProvider.name)} is not supported: ` +
        "use the credential plugin (exec) of your provider",
    );
  }
}

async function checkClientCertificate(
  entry: UserEntry,
  signal: AbortSignal | undefined,
): Promise<UserAccess["clientCertificate"]> {
  const certificate = await checkPem(entry, "client-certificate", {
    content: "certificate",
    file: entry.certificateFile,
    data: entry.certificateData,
  }, signal);
  const key = await checkPem(entry, "client-key", {
    content: "key",
    file: entry.keyFile,
    data: entry.keyData,
  }, signal);
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate !== undefined) {
    throw userFault(entry, "it has a client certificate without client-key or client-key-data");
  }
  if (key !== undefined) {
    throw userFault(
      entry,
      "it has a client key without client-certificate or client-certificate-data",
    );
  }
  return undefined;
}

async function checkPem(
  entry: UserEntry,
  field: string,
  { content, file, data }: { content: PemContent; file: string; data: string },
  signal: AbortSignal | undefined,
): Promise<PemSource | undefined> {
  if (file === "" && data === "") return undefined;
  if (file !== "" && data !== "") {
    throw userFault(entry, `it has both ${field} and ${field}-data: remove one`);
  }
  const action = `use user ${quote(entry.name)} of ${quote(entry.file)}`;
  const pem = file === ""
    ? data
    : await readConfigFile({ path: file, action, what: field }, signal);
  const fault = findPemFault(pem, content);
  if (fault !== undefined) {
    throw userFault(
      entry,
      `its ${file === "" ? `${field}-data` : `${field} file ${quote(file)}`} ${fault}`,
    );
  }
  return file === "" ? { pem } : { file };
}

async function checkTokenFile(entry: UserEntry, signal: AbortSignal | undefined): Promise<void> {
  const action = `use user ${quote(entry.name)} of ${quote(entry.file)}`;
  const path = entry.tokenFile;
  const token = (await readConfigFile({ path, action, what: "tokenFile" }, signal)).trim();
  const fault = token === "" ? "is empty" : findTokenFault(token);
  if (fault !== undefined) throw userFault(entry, `its tokenFile ${quote(path)} ${fault}`);
}

/**
 * Finds why a token cannot go into a header.
 *
 * @param token The token.
 * @returns The fault, free of the token, or `undefined` where it is good.
 */
export function findTokenFault(token: string): string | undefined {
  if (/[\r\n]/.test(token)) return "contains a line break";
  return /^[\x20-\x7e]*$/.test(token) ? undefined : "contains a character that no header can carry";
}

function userFault(entry: UserEntry, state: string): ConfigError {
  return new ConfigError(`Cannot use user ${quote(entry.name)} of ${quote(entry.file)}: ${state}`);
}
