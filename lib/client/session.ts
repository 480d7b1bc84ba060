/**
 * A session: one cluster, one identity, and the defaults every call starts from. Layer 2.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import type { CallDescription } from "../core/status.ts";
import type { Discovery } from "./discovery.ts";

/** What a query is about to do with the objects it has found. */
export interface ManyObjects {
  readonly call: CallDescription;
  readonly count: number;
}

/** The passing of time and the source of randomness, as a session sees them. */
export interface SessionClock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
  /**
   * Calls back once.
   *
   * @param delayMs Milliseconds from now.
   * @param callback What to call.
   * @returns What keeps the call from happening.
   */
  timer(delayMs: number, callback: () => void): () => void;
  /**
   * Hears what is waited for, so that whoever moves the time can say why nothing comes to its end.
   *
   * @param what Says it in words, e.g. `pod "shop/web": it does not exist`.
   * @returns Says that the wait is over.
   */
  waiting?(what: () => string): () => void;
}

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
  /** The time that deadlines and watches go by; default the machine's. */
  readonly clock?: SessionClock | undefined;
  /** Whether what could change something is refused; default `false`. */
  readonly readOnly?: boolean | undefined;
  /** Whether what could change something is a dry run; default `false`. */
  readonly dryRun?: boolean | undefined;
  /**
   * Where nothing of what is sent is kept, no wait would ever end: a wait that is not met at once counts as
   * met, and this hears of it. Left out: waits wait.
   */
  readonly assume?: ((what: string) => Promise<void>) | undefined;
  /** Hears what a query is about to change, and throws where that is to stay as it is. */
  readonly beforeMany?: ((found: ManyObjects) => Promise<void>) | undefined;
  /** In whose name fields are owned; default `skiff`. */
  readonly fieldManager?: string | undefined;
}
