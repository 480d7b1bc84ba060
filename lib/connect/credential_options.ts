/**
 * How credentials are made: clock, environment and the limits of plugins. Layer 1.
 *
 * @module
 */
import type { EnvReader } from "./environment.ts";

/** How credentials are made. */
export interface CredentialOptions {
  /** Tells the time in milliseconds since 1970; default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Where environment variables are read; default `Deno.env`. */
  readonly env?: EnvReader | undefined;
  /**
   * How long a credential plugin may run, in milliseconds; default 60 seconds, and 5 minutes for one
   * that can ask the person at the terminal.
   */
  readonly execTimeoutMs?: number | undefined;
  /** Whether a plugin may read standard input; default whether that is a terminal. */
  readonly stdinAvailable?: boolean | undefined;
  /**
   * Takes what a plugin writes to standard error while it runs, e.g. an address to log in at; default
   * shown on standard error where that is a terminal.
   */
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
}
