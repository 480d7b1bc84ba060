/**
 * Makes the first TLS connection of a process cheaper. Layer 1.
 *
 * @module
 */

let seeding: Promise<void> | undefined;

/**
 * Starts what the first use of TLS otherwise waits for, in another thread.
 *
 * Deno's cryptography seeds its random numbers when they are first needed, which takes some 30 ms of
 * processor time: nearly half of a cold start. Making a key needs them too, and Deno makes keys off the
 * main thread, so that reading files and loading modules go on meanwhile.
 *
 * @returns Settles when the seeding is done; never rejects, since TLS seeds by itself then.
 */
export function warmUpTls(): Promise<void> {
  seeding ??= crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"])
    .then(() => {}, () => {});
  return seeding;
}

/** Waits for what {@link warmUpTls} has started, if anything. */
export async function tlsSettled(): Promise<void> {
  await seeding;
}
