/**
 * A session: one cluster, one identity, and the defaults every call starts from. Layer 2.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import type { Discovery } from "./discovery.ts";

/** A connection to one cluster with what every call needs. */
export interface Session extends AsyncDisposable {
  /** The context it was opened for, for messages. */
  readonly contextName: string;
  /** The namespace that `ns()` without a name means. */
  readonly namespace: string;
  /** Sends requests. */
  readonly transport: Transport;
  /** Finds kinds by any spelling. */
  readonly discovery: Discovery;
  /** Ends every call of the session. */
  readonly signal?: AbortSignal | undefined;
  /** Tells the user something once, however often it is said. */
  readonly warn?: ((text: string) => void) | undefined;
  /** Deadline of a call that names none, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Whether what could change something is refused; default `false`. */
  readonly readOnly?: boolean | undefined;
  /** Whether what could change something is a dry run; default `false`. */
  readonly dryRun?: boolean | undefined;
  /** In whose name fields are owned; default `skiff`. */
  readonly fieldManager?: string | undefined;
}
