/**
 * Cluster accesses, credentials and clocks for tests of the connection.
 *
 * @module
 */
import type {
  ClusterAccess,
  CredentialProvider,
  Credentials,
  TlsSettings,
} from "../../lib/connect/access.ts";
import type { TransportClock } from "../../lib/connect/exchange.ts";

/** Makes an access to a server, with the parts that matter to a test. */
export function accessTo(
  server: string,
  parts: Partial<Omit<ClusterAccess, "tls">> & { tls?: Partial<TlsSettings> } = {},
): ClusterAccess {
  return {
    contextName: "test",
    clusterName: "test",
    userName: "ada",
    namespace: "default",
    server,
    disableCompression: false,
    user: {},
    source: "test",
    warnings: [],
    ...parts,
    tls: { insecureSkipVerify: false, ...parts.tls },
  };
}

/** Gives the first credentials, and the next ones each time they are refused. */
export function credentialsOf(...all: readonly Credentials[]): CredentialProvider {
  let index = 0;
  return {
    get: () => Promise.resolve(all[index] ?? {}),
    refresh: () => Promise.resolve(all[++index]),
  };
}

/** A clock that moves only when told, and notes how long was slept. */
export class TestClock implements TransportClock {
  /** Milliseconds since the start. */
  time = 0;
  /** All waits, in milliseconds. */
  readonly slept: number[] = [];

  now(): number {
    return this.time;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    this.slept.push(delayMs);
    this.time += delayMs;
    return Promise.resolve();
  }
}
