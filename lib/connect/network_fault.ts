/**
 * What went wrong on the network, read from the errors of Deno's client and of `node:tls`, and the
 * message a person gets. Layer 1.
 *
 * @module
 */
import { ConfigError, ConnectionError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";

/** The kinds of failure that call for different help. */
export type NetworkFaultKind =
  | "refused"
  | "dns"
  | "unreachable"
  | "unknownAuthority"
  | "expired"
  | "notYetValid"
  | "wrongHost"
  | "badCertificate"
  | "clientCertificate"
  | "notTls"
  | "notHttp"
  | "proxy"
  | "lost"
  | "damaged"
  | "permission"
  | "other";

/** A failure on the network. */
export interface NetworkFault {
  readonly kind: NetworkFaultKind;
  /** What the runtime said, in one line. */
  readonly text: string;
  /** The error itself. */
  readonly cause: unknown;
}

/** Codes of Node first, then words of either runtime; the first match decides. */
const SIGNS: readonly (readonly [RegExp, NetworkFaultKind])[] = [
  [/Requires net access|NotCapable/, "permission"],
  [/tunnel|\bproxy\b|socks/i, "proxy"],
  [/CERT_HAS_EXPIRED|certificate expired|certificate has expired/i, "expired"],
  [/CERT_NOT_YET_VALID|not valid yet|not yet valid/i, "notYetValid"],
  [/ERR_TLS_CERT_ALTNAME_INVALID|not valid for name|NotValidForName/, "wrongHost"],
  // An authority's successor often bears its name: then it is the signature that does not fit.
  [
    /BadSignature|CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT|DEPTH_ZERO|UnknownIssuer/,
    "unknownAuthority",
  ],
  [
    /fatal alert: .*certificate|fatal alert: (UnknownCA|AccessDenied)|ALERT_.*CERTIFICATE|ALERT_UNKNOWN_CA/i,
    "clientCertificate",
  ],
  [/invalid peer certificate|ERR_TLS_CERT|CERT_/, "badCertificate"],
  [/InvalidContentType|WRONG_VERSION_NUMBER|corrupt message/i, "notTls"],
  [/invalid HTTP version|HPE_|Parse Error/i, "notHttp"],
  [/ENOTFOUND|EAI_AGAIN|dns error/i, "dns"],
  [/ECONNREFUSED|Connection refused/i, "refused"],
  // By this name the runtime means a connection, not what is compressed.
  [/UnexpectedEof/, "lost"],
  [/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|unreachable|timed out/i, "unreachable"],
  [
    /CRC|deflate|gzip|Z_DATA_ERROR|Z_BUF_ERROR|unexpected end of file|incorrect header check/i,
    "damaged",
  ],
  [
    /ECONNRESET|EPIPE|reset by peer|broken pipe|closed before message|handshake eof|error reading a body|socket hang up|aborted|GOAWAY|http2 error|connection error|connection closed|canceled|\beof\b|disconnected/i,
    "lost",
  ],
];

/**
 * Classifies what a client threw.
 *
 * @param error What was thrown, with its causes.
 */
export function classifyNetworkError(error: unknown): NetworkFault {
  const text = describeChain(error);
  const kind = SIGNS.find(([sign]) => sign.test(text))?.[1] ?? "other";
  return { kind, text: safeLine(text), cause: error };
}

/** Errors whose text does not say what they are. */
const NAMED: ReadonlySet<string> = new Set(["NotCapable", "UnexpectedEof"]);

function describeChain(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth++) {
    if (NAMED.has(current.name)) parts.push(current.name);
    if ("code" in current && typeof current.code === "string") parts.push(current.code);
    if (current.message !== "" && current.message !== "fetch failed") parts.push(current.message);
    current = current.cause;
  }
  return parts.length > 0 ? parts.join(": ") : String(error);
}

/** What the message needs to know about the way to the cluster. */
export interface NetworkRoute {
  /** The cluster entry's name. */
  readonly clusterName: string;
  /** The server's address. */
  readonly server: string;
  /** What is trusted, e.g. `the authority in /x/ca.crt`. */
  readonly trust: string;
  /** The proxy in between and where it was named, without credentials. */
  readonly proxy?: string | undefined;
}

const DOCTOR = '"skiff doctor" checks the connection';

/**
 * Makes the error for a person: where to, what happened, what would help.
 *
 * @param fault What happened.
 * @param route The way to the cluster.
 * @returns A ConfigError for a missing Deno permission, a ConnectionError for all else.
 */
export function networkError(
  fault: NetworkFault,
  route: NetworkRoute,
): ConnectionError | ConfigError {
  const { clusterName, server } = route;
  const what = `Cannot reach cluster ${quote(clusterName)} at ${server}`;
  if (fault.kind === "permission") {
    const address = /access to "([^"]+)"/.exec(fault.text)?.[1] ?? hostAndPort(server);
    const hint = `add --allow-net=${address}`;
    return new ConfigError(`${what}: Deno was not permitted to: ${hint}`, {
      hint,
      cause: fault.cause,
    });
  }
  const [state, help] = explain(fault, route);
  const hint = help === undefined ? DOCTOR : `${help}; ${DOCTOR}`;
  return new ConnectionError(`${what}: ${state}: ${hint}`, { hint, cause: fault.cause });
}

function explain(fault: NetworkFault, route: NetworkRoute): [string, string?] {
  const { host, hostname } = new URL(route.server);
  const via = route.proxy === undefined ? "" : ` (by way of proxy ${route.proxy})`;
  switch (fault.kind) {
    case "refused":
      return [`connection refused${via}`, `is something listening on ${route.proxy ?? host}`];
    case "dns":
      return [`no such host ${quote(hostname)}${via}`, "check the name, DNS and the VPN"];
    case "unreachable":
      return [`no way to the host${via}`, "check the network and the VPN"];
    case "unknownAuthority":
      return [
        `its certificate is not signed by ${route.trust}`,
        "check certificate-authority of the cluster entry",
      ];
    case "expired":
      return ["its certificate has expired", "renew it, or check this machine's clock"];
    case "notYetValid":
      return ["its certificate is not valid yet", "check this machine's clock"];
    case "wrongHost":
      return [
        `its certificate is not for ${quote(hostname)}`,
        "set tls-server-name in the cluster entry to a name the certificate is for",
      ];
    case "badCertificate":
      return [`its certificate is not accepted: ${fault.text}`];
    case "clientCertificate":
      return [
        "the server does not accept the client certificate, or wants one",
        "check client-certificate of the user entry",
      ];
    case "notTls":
      return ["the server does not speak TLS", "is the address meant to start with http://"];
    case "notHttp":
      return [`the server does not speak HTTP${via}`, "is this the API server's address"];
    case "proxy":
      return [`proxy ${route.proxy ?? "in between"} failed: ${fault.text}`];
    case "damaged":
      return ["the compressed answer is damaged or was cut off"];
    case "lost":
      return [`the connection was lost${via}`];
    default:
      return [`${fault.text}${via}`];
  }
}

/** Names host and port of an address, the port even where it is the usual one. */
function hostAndPort(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port !== "" ? port : protocol === "http:" ? "80" : "443"}`;
}
