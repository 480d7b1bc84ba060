/**
 * A connection that opens on first use and is pinned from then on. Layer 5.
 *
 * @module
 */
import type { ClusterAccess } from "../connect/access.ts";
import type { ImpersonationOptions } from "../connect/impersonation.ts";
import type { Duration } from "../core/duration.ts";
import { ConfigError } from "../core/errors.ts";
import { checkOptions, type OptionTypes } from "../core/options.ts";
import type { Session } from "../client/session.ts";

/**
 * What requests may pass: reading passes without a rule, Secrets aside.
 *
 * @see docs/SANDBOX.md
 */
export interface ConnectPolicy {
  /** Rules of what may pass, e.g. `patch:deployments/scale@shop`; default: none. */
  readonly allow?: readonly string[];
  /** Rules of what may not pass, whatever else is allowed; default: none. */
  readonly deny?: readonly string[];
  /** Allow what no rule denies; default `false`. */
  readonly allowAll?: boolean;
}

/** Which cluster to connect to, as whom, and what every call starts from. */
export interface ConnectOptions {
  /** Name of a kubeconfig context; default: the current one. */
  readonly context?: string | undefined;
  /** Path of a kubeconfig file; default: KUBECONFIG, `~/.kube/config`, or a pod's service account. */
  readonly kubeconfig?: string | undefined;
  /** The namespace that `ns()` means; default: the context's. */
  readonly namespace?: string | undefined;
  /** Whom to act as: a user name, or a user with uid, groups and extra fields. */
  readonly as?: string | ImpersonationOptions | undefined;
  /** Refuses every request that could change something, before it is sent; default `false`. */
  readonly readOnly?: boolean | undefined;
  /** Turns every request that could change something into a dry run; default `false`. */
  readonly dryRun?: boolean | undefined;
  /**
   * What requests may pass, by the rules of `skiff run`; default: all. A guard against mistakes, and no
   * boundary: code in this process can reach around it.
   */
  readonly policy?: ConnectPolicy | undefined;
  /** In whose name fields are owned; default `skiff`. */
  readonly fieldManager?: string | undefined;
  /** Deadline of a call that names none, e.g. `"30s"`; default: none. */
  readonly timeout?: Duration | undefined;
  /** Ends every call made through this connection. */
  readonly signal?: AbortSignal | undefined;
  /** Called once for each distinct warning, mostly of the server; default: printed to standard error. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** The options of connecting. */
export const CONNECT_OPTIONS: OptionTypes<ConnectOptions> = {
  context: "string",
  kubeconfig: "string",
  namespace: "string",
  as: "any",
  readOnly: "boolean",
  dryRun: "boolean",
  policy: "any",
  fieldManager: "string",
  timeout: "any",
  signal: "any",
  onWarning: "function",
};

const POLICY_OPTIONS: OptionTypes<ConnectPolicy> = {
  allow: "any",
  deny: "any",
  allowAll: "boolean",
};

const AS_OPTIONS: OptionTypes<ImpersonationOptions> = {
  user: "string",
  uid: "string",
  groups: "any",
  extra: "any",
};

/**
 * Refuses what `connect()` does not know: a connection that is to be read-only would be none.
 *
 * @throws {QueryError} when there is such an option.
 */
export function checkConnectOptions(options: ConnectOptions): void {
  checkOptions(options, CONNECT_OPTIONS, { cannot: () => "connect" });
  checkOptions(options.policy, POLICY_OPTIONS, { cannot: () => "connect with a policy" });
  const { as } = options;
  if (typeof as !== "string") {
    checkOptions(as, AS_OPTIONS, { cannot: () => "connect as somebody else" });
  }
}

/** What is known about a connection without sending anything. */
export interface ConnectionInfo {
  /** The context's name; `in-cluster` for a pod's service account. */
  readonly context: string;
  /** The namespace that `ns()` means. */
  readonly namespace: string;
  /** The server's address. */
  readonly server: string;
  /** The user entry's name; empty where there is none. */
  readonly user: string;
  /** Whether requests that could change something are refused. */
  readonly readOnly: boolean;
  /** Whether requests that could change something are dry runs. */
  readonly dryRun: boolean;
}

/** A connection that is ready to send. */
export interface OpenedConnection {
  readonly session: Session;
  readonly info: ConnectionInfo;
  /** How the cluster is reached and as whom, where that is by a network. */
  readonly access?: ClusterAccess;
}

/** A cluster to talk to: opened by the first call, the same one from then on. */
export class Connection implements AsyncDisposable {
  readonly #open: () => Promise<OpenedConnection>;
  readonly #now: (() => Date) | undefined;
  #opening: Promise<OpenedConnection> | undefined;
  #opened: OpenedConnection | undefined;
  #closed = false;

  /** Makes a connection that opens by the given function, to a cluster with a present of its own if given. */
  constructor(open: () => Promise<OpenedConnection>, now?: () => Date) {
    this.#open = open;
    this.#now = now;
  }

  /** Gives the present of the cluster, where it is not the machine's. */
  get now(): (() => Date) | undefined {
    return this.#now;
  }

  /** The connection itself; for the default one, what stands in for it. */
  get current(): Connection {
    return this;
  }

  /** What is known about the connection, once it has been opened. */
  get info(): ConnectionInfo | undefined {
    return this.#opened?.info;
  }

  /**
   * Opens the connection where it is not open yet: reads the kubeconfig, sends nothing.
   *
   * @throws {ConfigError} when the kubeconfig or the credentials are wrong, or after it was closed.
   */
  async session(): Promise<Session> {
    if (this.#closed) throw new ConfigError("Cannot use this connection: it was closed");
    // A failure is not kept: once the kubeconfig is mended the next call may succeed.
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    this.#opened = await this.#opening;
    return this.#opened.session;
  }

  /**
   * How the cluster is reached and as whom, credentials included; `undefined` where not by a network.
   *
   * @throws {ConfigError} when the kubeconfig or the credentials are wrong, or after it was closed.
   */
  async access(): Promise<ClusterAccess | undefined> {
    await this.session();
    return this.#opened?.access;
  }

  /** Closes the connection and ends what is still under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.session[Symbol.asyncDispose]();
  }
}
