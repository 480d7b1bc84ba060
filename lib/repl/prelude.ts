/**
 * What is in scope at the prompt and in `skiff eval`: the whole public API, bound to one cluster that is
 * connected on first use. Layer 7.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection, type OpenedConnection } from "../api/connection.ts";
import type { NamespaceScope } from "../api/namespace.ts";
import { openForCommand, type OpenOptions } from "../api/open_for_command.ts";
import type { Session, SessionClock } from "../client/session.ts";
import { anySignal } from "../core/signals.ts";
import type { Transport, UpgradeOptions } from "../connect/transport.ts";

/** What a prelude starts from. */
export interface PreludeOptions {
  /** Which cluster, as whom. */
  readonly connect?: OpenOptions;
  /** Whether `ns()` without a name means every namespace. */
  readonly allNamespaces?: boolean;
  /** Gives the signal of what is running now: it ends every request that was sent meanwhile. */
  readonly currentSignal?: () => AbortSignal | undefined;
  /** Opens the connection; by default from the kubeconfig. */
  readonly open?: OpenConnection | undefined;
  /** Watches over what is sent. */
  readonly observe?: (
    transport: Transport,
    opened: OpenedConnection,
  ) => Transport | Promise<Transport>;
  /** Gives what hears of waits that count as met, where they do now. */
  readonly assume?: () => Session["assume"];
  /** Makes the clock of the connection one that hears of waits; also where nothing has a signal. */
  readonly hear?: (clock: SessionClock | undefined) => SessionClock;
  /** Hears what a query is about to change, and throws where that is to stay as it is. */
  readonly beforeMany?: Session["beforeMany"];
}

/** Opens a connection by options. */
export interface OpenConnection {
  (options: OpenOptions): Promise<OpenedConnection>;
}

/** The names in scope and the cluster they are bound to. */
export interface Prelude {
  readonly cluster: Cluster;
  readonly bindings: Readonly<Record<string, unknown>>;
  /** Modules that imports find under a name of their own. */
  readonly modules: Readonly<Record<string, object>>;
}

/**
 * Makes the names that are in scope; sends nothing and reads no kubeconfig.
 *
 * @param options Which cluster, and what ends its requests.
 * @returns Bindings for an engine, and the cluster.
 */
export async function openPrelude(options: PreludeOptions = {}): Promise<Prelude> {
  const cluster = openCluster(options);
  const api: Record<string, unknown> = await import("../../mod.ts");
  function ns(name?: string): NamespaceScope {
    return cluster.ns(name ?? (options.allNamespaces === true ? "*" : undefined));
  }
  const apply: Cluster["apply"] = (manifests, options) => cluster.apply(manifests, options);
  return {
    cluster,
    bindings: { ...api, cluster, ns, apply },
    // The very module, wherever this one was loaded from: its classes are those of the bindings.
    modules: { skiff: api, "@skiff-k8s/skiff": api },
  };
}

function openCluster(options: PreludeOptions): Cluster {
  const { connect = {}, open = openForCommand } = options;
  return new Cluster(new Connection(async () => await observed(await open(connect), options)));
}

/**
 * Puts a connection under what holds at the prompt.
 *
 * @param opened The connection.
 * @param options What ends its requests, and watches over them.
 */
export async function observed(
  opened: OpenedConnection,
  { currentSignal, observe, assume, hear, beforeMany }: PreludeOptions,
): Promise<OpenedConnection> {
  const { session } = opened;
  if (currentSignal === undefined) {
    return hear === undefined
      ? opened
      : { ...opened, session: { ...session, clock: hear(session.clock) } };
  }
  const stopped = stoppable(session.transport, currentSignal);
  return {
    ...opened,
    session: {
      ...session,
      transport: observe === undefined ? stopped : await observe(stopped, opened),
      // What a line begins ends with it, also while no request is under way.
      get signal() {
        return anySignal(session.signal, currentSignal());
      },
      clock: hear?.(session.clock) ?? session.clock,
      beforeMany,
      get assume() {
        return assume?.() ?? session.assume;
      },
    },
  };
}

// Each request ends with the line that sent it, whether or not the line passed a signal.
function stoppable(
  transport: Transport,
  currentSignal: () => AbortSignal | undefined,
): Transport {
  const { upgrade } = transport;
  return {
    server: transport.server,
    ...(upgrade === undefined ? {} : {
      async upgrade(path: string, upgradeOptions: UpgradeOptions) {
        const signal = anySignal(upgradeOptions.signal, currentSignal());
        return await upgrade.call(transport, path, { ...upgradeOptions, signal });
      },
    }),
    async send(path, sendOptions = {}) {
      const signal = anySignal(sendOptions.signal, currentSignal());
      return await transport.send(path, { ...sendOptions, signal });
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
