/**
 * Starts the server that replays, as a process of its own.
 *
 * @module
 */
import { join } from "node:path";

/** A server that runs until it is disposed of. */
export interface Replay extends AsyncDisposable {
  /** Path of its kubeconfig. */
  readonly kubeconfig: string;
}

/**
 * Starts it.
 *
 * @param directory Where its kubeconfig is written.
 * @param first The words before its command.
 */
export async function startReplay(directory: string, first: readonly string[]): Promise<Replay> {
  const file = join(import.meta.dirname ?? ".", "replay.ts");
  const words = [...first, Deno.execPath(), "run", "--quiet", "--allow-net=127.0.0.1", file];
  const [command = "", ...args] = words;
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const port = await firstLine(child.stdout);
  const kubeconfig = join(directory, "replay.kubeconfig");
  await Deno.writeTextFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "replay",
      // client-node takes plain HTTP only where certificates do not count.
      clusters: [{
        name: "replay",
        cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true },
      }],
      users: [{ name: "replay", user: {} }],
      contexts: [{ name: "replay", context: { cluster: "replay", user: "replay" } }],
    }),
  );
  return {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await child.status;
    },
  };
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const end = text.indexOf("\n");
    if (end >= 0) return text.slice(0, end);
  }
  throw new Error("Cannot start the server that replays: it ended at once");
}
