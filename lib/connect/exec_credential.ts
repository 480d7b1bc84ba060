/**
 * The ExecCredential that a plugin prints. What is wrong with it is told by shape: it may hold a
 * token. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { Credentials, ExecPlugin } from "./access.ts";
import { isRecord, shapeOf } from "./kubeconfig_fields.ts";
import { parseKubeconfigText } from "./kubeconfig_text.ts";
import { findPemFault } from "./pem.ts";
import { quote } from "../core/message.ts";
import { sealCredentials } from "./sealed_credentials.ts";
import { findTokenFault } from "./user_entry.ts";

/** What a plugin gave. */
export interface PluginCredentials {
  /** The credentials. */
  readonly credentials: Credentials;
  /** When they expire, in milliseconds since 1970; `undefined` for never. */
  readonly expiresAt: number | undefined;
}

/** Whose output it is. */
export interface ExecCredentialOrigin {
  readonly plugin: ExecPlugin;
  /** How messages name the plugin. */
  readonly subject: string;
}

const TIMESTAMP_REGEXP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an ExecCredential, JSON or YAML.
 *
 * @param text What the plugin printed.
 * @param origin Which plugin.
 * @returns Its credentials and when they expire.
 * @throws {ConfigError} when it is something else, or has no credentials that can be used.
 */
export async function decodeExecCredential(
  text: string,
  { plugin, subject }: ExecCredentialOrigin,
): Promise<PluginCredentials> {
  function fault(state: string): ConfigError {
    return new ConfigError(`Cannot use ${subject}: ${state}`);
  }
  const document = await parseOutput(text);
  const expected = `an ExecCredential of ${plugin.apiVersion} is expected`;
  if (!isRecord(document)) {
    const shape = text.trim() === ""
      ? "nothing"
      : `${shapeOf(document)} (${text.length} characters)`;
    throw fault(`it printed ${shape}: ${expected}`);
  }
  const { apiVersion, kind, status } = document;
  if (kind !== "ExecCredential") {
    throw fault(`it printed an object of kind ${shownName(kind)}: ${expected}`);
  }
  if (apiVersion !== plugin.apiVersion) {
    throw fault(`it printed an ExecCredential of ${shownName(apiVersion)}: ${expected}`);
  }
  if (!isRecord(status)) throw fault(`it printed an ExecCredential without status: ${expected}`);
  function field(name: string): string {
    const value = isRecord(status) ? status[name] ?? "" : "";
    if (typeof value === "string") return value;
    throw fault(`status.${name} is ${shapeOf(value)}, a string is expected`);
  }
  const token = field("token");
  const certificate = field("clientCertificateData");
  const key = field("clientKeyData");
  if (token === "" && certificate === "" && key === "") {
    throw fault("it printed an ExecCredential without token or client certificate");
  }
  if ((certificate === "") !== (key === "")) {
    throw fault("it printed a client certificate or a key, both are needed");
  }
  const tokenFault = findTokenFault(token);
  if (tokenFault !== undefined) throw fault(`the token it printed ${tokenFault}`);
  const certificateFault = certificate === ""
    ? undefined
    : findPemFault(certificate, "certificate");
  if (certificateFault !== undefined) {
    throw fault(`status.clientCertificateData ${certificateFault}`);
  }
  const keyFault = key === "" ? undefined : findPemFault(key, "key");
  if (keyFault !== undefined) throw fault(`status.clientKeyData ${keyFault}`);
  const expiry = field("expirationTimestamp");
  const expiresAt = expiry === "" ? undefined : Date.parse(expiry.replace(",", "."));
  if (expiresAt !== undefined && (!TIMESTAMP_REGEXP.test(expiry) || Number.isNaN(expiresAt))) {
    throw fault("status.expirationTimestamp is not a time as in 2026-01-31T10:00:00Z");
  }
  const credentials: Credentials = {
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    ...(certificate === "" ? {} : { clientCertificate: { certificate, key } }),
  };
  return { credentials: sealCredentials(credentials), expiresAt };
}

async function parseOutput(text: string): Promise<unknown> {
  try {
    return await parseKubeconfigText(text, "");
  } catch (error) {
    // The parser's message is of no use here: it would speak of a kubeconfig.
    if (error instanceof ConfigError) return text;
    throw error;
  }
}

/** Versions and kinds are no secrets, anything that looks otherwise is not shown. */
function shownName(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z0-9./]{1,60}$/.test(value)
    ? quote(value)
    : `(${shapeOf(value)})`;
}
