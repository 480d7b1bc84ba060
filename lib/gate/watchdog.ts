/**
 * Ends a script whose gate has died without being able to, and takes the socket's folder away. Layer 6.
 *
 * @module
 */

/**
 * Waits until nobody holds the other end of its standard input any more. A shell does it: the script's own
 * process could be talked out of it, and Deno has no way to tie a child's life to its parent's.
 */
const SCRIPT = `trap '' INT TERM HUP QUIT
read -r _
kill -KILL "$1" 2>/dev/null
rm -rf -- "$2"`;

/**
 * Starts to watch over this process.
 *
 * @param script Process id of the script.
 * @param folder The folder of the socket.
 * @returns Dispose of it when the script has ended: there is nothing to watch any more.
 */
export function startWatchdog(script: number, folder: string): AsyncDisposable {
  const shell = new Deno.Command("/bin/sh", {
    args: ["-c", SCRIPT, "skiff-watchdog", String(script), folder],
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  shell.unref();
  return {
    async [Symbol.asyncDispose]() {
      // At once, and before the end of its input could tell it anything.
      shell.kill("SIGKILL");
      await shell.status;
      await shell.stdin.close().catch(() => undefined);
    },
  };
}
