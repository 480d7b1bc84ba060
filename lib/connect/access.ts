/**
 * How a cluster is reached and as whom: what a kubeconfig context or a pod's service account comes down
 * to. Data only; `access_loader.ts` makes it, `open_transport.ts` and `credentials.ts` use it. Layer 1.
 *
 * @module
 */

/** A cluster and an identity, fully resolved: files are named by absolute paths, checked but not kept. */
export interface ClusterAccess {
  /** The context's name; `in-cluster` for a pod's service account. */
  readonly contextName: string;
  /** The cluster entry's name. */
  readonly clusterName: string;
  /** The user entry's name; empty where the context names none. */
  readonly userName: string;
  /** The namespace that `ns()` without a name means. */
  readonly namespace: string;
  /** The server's address without a trailing slash. */
  readonly server: string;
  /** How the server proves itself. */
  readonly tls: TlsSettings;
  /** `proxy-url` of the cluster entry; where it is absent HTTPS_PROXY and NO_PROXY decide. */
  readonly proxyUrl?: string;
  /** `disable-compression` of the cluster entry. */
  readonly disableCompression: boolean;
  /** How the user proves who they are. */
  readonly user: UserAccess;
  /** Whom to act as. */
  readonly impersonate?: Impersonation;
  /** Where this came from, for messages: the kubeconfig files or `service account`. */
  readonly source: string;
  /** What the user should hear, e.g. that certificates are not verified. */
  readonly warnings: readonly string[];
}

/** PEM text, or a file that is read (and read again when it changes). */
export type PemSource =
  | { readonly pem: string; readonly file?: never }
  | { readonly file: string; readonly pem?: never };

/** How the server's certificate is verified. */
export interface TlsSettings {
  /** The only authorities to trust; left out: the system's. */
  readonly certificateAuthority?: PemSource;
  /** The name the certificate must be for, where it is not the address's host. */
  readonly serverName?: string;
  /** Verify nothing. */
  readonly insecureSkipVerify: boolean;
}

/** How a user proves who they are; several may be set, as in a kubeconfig. */
export interface UserAccess {
  readonly clientCertificate?: { readonly certificate: PemSource; readonly key: PemSource };
  readonly token?: string;
  /** Takes precedence over `token` and is read again as it rotates. */
  readonly tokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly exec?: ExecPlugin;
  /** A legacy `auth-provider` entry, e.g. `oidc`. */
  readonly authProvider?: {
    readonly name: string;
    readonly config: Readonly<Record<string, string>>;
    /** The kubeconfig file it stands in, where renewed tokens are kept. */
    readonly file: string;
  };
}

/** A credential plugin: a program that prints an ExecCredential. */
export interface ExecPlugin {
  readonly apiVersion: "client.authentication.k8s.io/v1" | "client.authentication.k8s.io/v1beta1";
  /** Absolute path, or a name to look up in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interactiveMode: "Never" | "IfAvailable" | "Always";
  readonly provideClusterInfo: boolean;
  /** The cluster entry's `client.authentication.k8s.io/exec` extension, handed to the plugin. */
  readonly config?: unknown;
  readonly installHint?: string;
}

/** Whom to act as, by impersonation headers. */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What goes with a request to prove who sends it. */
export interface Credentials {
  /** The whole `Authorization` header, e.g. `Bearer …`; absent with a client certificate alone. */
  readonly authorization?: string;
  /** PEM certificate and key for the connection. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
}

/** Gives credentials, and new ones when they expire or the server refuses them. */
export interface CredentialProvider {
  /**
   * The credentials for the next request: cached, or read or made anew when the time has come.
   *
   * @param signal Ends the wait for a plugin.
   */
  get(signal?: AbortSignal): Promise<Credentials>;
  /**
   * Makes new credentials after the server answered 401 to these.
   *
   * @returns Other credentials, or `undefined` when there is no way to get any.
   */
  refresh(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined>;
}
