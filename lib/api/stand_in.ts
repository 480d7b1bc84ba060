/**
 * Another cluster in the place of the default one: while a script under test runs, and at a prompt, whose own
 * cluster that is. Layer 5.
 *
 * Which cluster a test has depends on who asks, so that tests may run beside each other: `lib/testing` says
 * how it is found.
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
let atPrompt: StandIn | undefined;

/** What stands in for the kubeconfig's clusters where this is called; `undefined` in a script. */
export function findStandIn(): StandIn | undefined {
  return find?.() ?? atPrompt;
}

/**
 * Says what stands in at a prompt, for whatever its lines and what they import connect to.
 *
 * @param standIn What does; `undefined`: nothing any more.
 */
export function setPromptStandIn(standIn: StandIn | undefined): void {
  atPrompt = standIn;
}

/**
 * Opens what the prompt itself stands on.
 *
 * @param open Looks for a stand-in before it first waits.
 */
export function behindPrompt<R>(open: () => Promise<R>): Promise<R> {
  const kept = atPrompt;
  atPrompt = undefined;
  try {
    return open();
  } finally {
    atPrompt = kept;
  }
}

/** Says how a stand-in is found. */
export function setStandInFinder(finder: () => StandIn | undefined): void {
  find = finder;
}

const offered = new Set<{ readonly use: string }>();

/**
 * Says of a stand-in that it stands by: who forgets to make use of it is told of it.
 *
 * @param use What makes use of it, as code.
 * @returns Ends it.
 */
export function offerStandIn(use: string): Disposable {
  const offer = { use };
  offered.add(offer);
  return { [Symbol.dispose]: () => void offered.delete(offer) };
}

/** What makes use of a stand-in that stands by, if one does. */
export function offeredStandIn(): string | undefined {
  return [...offered].at(-1)?.use;
}

/** The default connection: its own, or what stands in for it. */
export class DefaultConnection extends Connection {
  override get current(): Connection {
    return findStandIn()?.connection ?? this;
  }

  override get info(): Connection["info"] {
    return findStandIn()?.connection.info ?? super.info;
  }

  override async session(): ReturnType<Connection["session"]> {
    const standIn = findStandIn();
    return await (standIn === undefined ? super.session() : standIn.connection.session());
  }

  override async access(): ReturnType<Connection["access"]> {
    const standIn = findStandIn();
    return await (standIn === undefined ? super.access() : standIn.connection.access());
  }

  /** Closes its own connection; what stands in is closed by whoever made it. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (findStandIn() === undefined) await super[Symbol.asyncDispose]();
  }
}
