/**
 * Another cluster in the place of the default one, for the time that a script under test runs. Layer 5.
 *
 * Which cluster that is depends on who asks, so that tests may run beside each other: `lib/testing` says how
 * it is found. Nothing else uses this.
 *
 * @module
 */
import { Connection, type ConnectOptions, type OpenedConnection } from "./connection.ts";

/** What stands in for the clusters of the kubeconfig. */
export interface StandIn {
  /** In the place of the default connection. */
  readonly connection: Connection;
  /**
   * In the place of a connection that `connect()` opens.
   *
   * @throws {ConfigError} when it does not have what is asked for.
   */
  open(options: ConnectOptions): Promise<OpenedConnection>;
}

let find: (() => StandIn | undefined) | undefined;

/** What stands in for the kubeconfig's clusters where this is called; `undefined` outside of tests. */
export function findStandIn(): StandIn | undefined {
  return find?.();
}

/** Says how a stand-in is found. */
export function setStandInFinder(finder: () => StandIn | undefined): void {
  find = finder;
}

/** The default connection: its own, or what stands in for it. */
export class DefaultConnection extends Connection {
  override get current(): Connection {
    return find?.()?.connection ?? this;
  }

  override get info(): Connection["info"] {
    return find?.()?.connection.info ?? super.info;
  }

  override async session(): ReturnType<Connection["session"]> {
    const standIn = find?.();
    return await (standIn === undefined ? super.session() : standIn.connection.session());
  }

  override async access(): ReturnType<Connection["access"]> {
    const standIn = find?.();
    return await (standIn === undefined ? super.access() : standIn.connection.access());
  }

  /** Closes its own connection; what stands in is closed by whoever made it. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (find?.() === undefined) await super[Symbol.asyncDispose]();
  }
}
