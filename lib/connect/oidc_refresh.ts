/**
 * Renews the id-token of a legacy `auth-provider: oidc` entry at its issuer. Layer 1.
 *
 * The class of client-node for this is not used: it never sends the client secret, loses its place in
 * time after the first renewal, and costs half a second to load.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { isLoopback } from "./cluster_entry.ts";
import { readConfigFile } from "./config_file.ts";
import { isRecord } from "./kubeconfig_fields.ts";
import { findPemFault } from "./pem.ts";
import { quote } from "../core/message.ts";

/** The tokens of an entry. */
export interface OidcTokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

/** What is to be renewed. */
export interface OidcRenewal {
  /** The entry's fields: issuer, client, refresh token. */
  readonly config: Readonly<Record<string, string>>;
  /** How messages name the user. */
  readonly subject: string;
}

const TIMEOUT_MS = 30_000;

/**
 * Asks the issuer for a new id-token: one GET of its metadata, one POST of the refresh token.
 *
 * @param renewal The entry.
 * @returns The new tokens, within 30 seconds for each request; the refresh token is the old one where the issuer gave no other.
 * @throws {ConfigError} when the entry lacks what is needed or the issuer gives no token.
 * @see OpenID Connect Discovery 1.0; RFC 6749 section 6
 */
export async function renewOidcTokens(renewal: OidcRenewal): Promise<OidcTokens> {
  const { config, subject } = renewal;
  const issuer = required(renewal, "idp-issuer-url");
  const clientId = required(renewal, "client-id");
  const refreshToken = required(renewal, "refresh-token");
  checkAddress(renewal, issuer, "idp-issuer-url");
  using client = await issuerClient(renewal);
  const metadata = await exchange(
    renewal,
    client,
    `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
  );
  const endpoint = metadata.token_endpoint;
  if (typeof endpoint !== "string") throw fault(subject, "its issuer names no token endpoint");
  checkAddress(renewal, endpoint, "token endpoint of its issuer");
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken });
  const headers = new Headers({ accept: "application/json" });
  const secret = config["client-secret"] ?? "";
  const methods = metadata.token_endpoint_auth_methods_supported;
  const inBody = Array.isArray(methods) && !methods.includes("client_secret_basic");
  if (secret === "" || inBody) body.set("client_id", clientId);
  if (secret !== "" && inBody) body.set("client_secret", secret);
  if (secret !== "" && !inBody) {
    // Both parts are form-encoded first, which leaves ASCII only.
    headers.set("authorization", `Basic ${btoa(`${formEncode(clientId)}:${formEncode(secret)}`)}`);
  }
  const answer = await exchange(renewal, client, endpoint, { method: "POST", body, headers });
  const { id_token: idToken, refresh_token: renewed } = answer;
  if (typeof idToken !== "string" || idToken === "") {
    throw fault(subject, "its issuer renews no id-token: log in again with the scope openid");
  }
  const hasRenewed = typeof renewed === "string" && renewed !== "";
  return { idToken, refreshToken: hasRenewed ? renewed : refreshToken };
}

function required({ config, subject }: OidcRenewal, field: string): string {
  const value = config[field] ?? "";
  if (value !== "") return value;
  throw fault(subject, `its id-token has expired and it has no ${field} to renew it: log in again`);
}

/** A refresh token is a password: it goes out encrypted, or not beyond this machine. */
function checkAddress({ subject }: OidcRenewal, address: string, what: string): void {
  const url = URL.parse(address);
  if (url === null) throw fault(subject, `the ${what} is not a valid URL`);
  if (url.protocol === "https:") return;
  if (url.protocol === "http:" && isLoopback(url.hostname)) return;
  throw fault(subject, `the ${what} ${quote(url.origin)} is not encrypted: use https`);
}

async function issuerClient(
  { config, subject }: OidcRenewal,
): Promise<Deno.HttpClient | undefined> {
  const file = config["idp-certificate-authority"] ?? "";
  const data = config["idp-certificate-authority-data"] ?? "";
  if (file === "" && data === "") return undefined;
  const what = data === "" ? "idp-certificate-authority" : "idp-certificate-authority-data";
  const pem = data === ""
    ? await readConfigFile({ path: file, action: `use ${subject}`, what })
    : decodeBase64(data);
  const pemFault = pem === undefined ? "is not valid base64" : findPemFault(pem, "certificate");
  if (pem === undefined || pemFault !== undefined) throw fault(subject, `its ${what} ${pemFault}`);
  return Deno.createHttpClient({ caCerts: [pem] });
}

function decodeBase64(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    // The caller says what is wrong, without the text.
    return undefined;
  }
}

async function exchange(
  { subject }: OidcRenewal,
  client: Deno.HttpClient | undefined,
  address: string,
  init: RequestInit = {},
): Promise<Readonly<Record<string, unknown>>> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const { host } = new URL(address);
  let response: Response;
  let document: unknown;
  try {
    response = await fetch(address, {
      ...init,
      redirect: "error",
      signal: deadline,
      ...(client === undefined ? {} : { client }),
    });
    const text = await response.text();
    document = parseJson(text);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw fault(subject, `Deno was not permitted to reach its issuer: add --allow-net=${host}`);
    }
    // No cause: the request in it carries the refresh token.
    const reason = deadline.aborted ? `no answer in ${TIMEOUT_MS} ms` : "the connection failed";
    throw fault(subject, `its issuer ${quote(host)} cannot be reached to renew it: ${reason}`);
  }
  if (response.ok && isRecord(document)) return document;
  const code = isRecord(document) ? document.error : undefined;
  const said = typeof code === "string" && /^[a-z_]{1,60}$/.test(code) ? ` (${code})` : "";
  throw fault(
    subject,
    `its issuer ${
      quote(host)
    } answered with status ${response.status}${said} instead of a token: ` +
      "log in again",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked sees that it is no object; the text may hold anything.
    return undefined;
  }
}

function formEncode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function fault(subject: string, state: string): ConfigError {
  return new ConfigError(`Cannot use ${subject}: ${state}`);
}
