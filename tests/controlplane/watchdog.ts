/**
 * Ends processes when the one that started them dies.
 *
 * @module
 */

import type { ProcessRecord } from "./processes.ts";

/** Watches over processes. */
export interface Watchdog {
  /** Lets the processes be. */
  release(): Promise<void>;
}

/** A shell that ends the processes when its input closes, which it does when this process dies. */
export function startWatchdog(processes: readonly ProcessRecord[]): Watchdog {
  const child = new Deno.Command("/bin/sh", {
    args: [
      "-c",
      'read -r word; [ "$word" = release ] || kill -9 "$@"',
      "sh",
      ...processes.map((record) => String(record.pid)),
    ],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  return {
    async release() {
      child.ref();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("release\n"));
      await writer.close();
      await child.status;
    },
  };
}
