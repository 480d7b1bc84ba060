/**
 * A plugin's process with its bounds: time, output, and an end for certain. Layer 1.
 *
 * @module
 */

/** What to run. */
export interface PluginProcess {
  /** The executable; never a shell line. */
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it is handed standard input. */
  readonly interactive: boolean;
  readonly timeoutMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Takes what it writes to standard error. */
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
}

/** How it ended. */
export type PluginEnd =
  & { readonly stdout: string; readonly stderrTail: string }
  & (
    | { readonly kind: "exited"; readonly code: number }
    | { readonly kind: "timeout" }
    | { readonly kind: "flood"; readonly limitBytes: number }
  );

/** No credential is near this size. */
const STDOUT_LIMIT_BYTES = 1 << 20;
const STDERR_TAIL_BYTES = 2048;
/** How long a plugin may tidy up when it is told to end. */
const GRACE_MS = 500;

/**
 * Runs a process to its end.
 *
 * @param plugin What to run.
 * @returns How it ended, and what it said; when the signal ended it, as its exit code says.
 * @throws {Deno.errors.NotFound} and others of Deno, when it cannot be started.
 */
export async function runPlugin(plugin: PluginProcess): Promise<PluginEnd> {
  const child = new Deno.Command(plugin.command, {
    args: [...plugin.args],
    env: { ...plugin.env },
    stdin: plugin.interactive ? "inherit" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new BoundedReader(child.stdout, STDOUT_LIMIT_BYTES);
  const stderr = new TailReader(child.stderr, stderrSink(plugin));
  let stopped: "timeout" | "flood" | "aborted" | undefined;
  let ending: Promise<void> | undefined;
  function stop(why: "timeout" | "flood" | "aborted"): void {
    if (ending !== undefined) return;
    stopped = why;
    ending = end(child, [stdout, stderr]);
  }
  function abort(): void {
    stop("aborted");
  }
  function flood(): void {
    stop("flood");
  }
  const timer = setTimeout(() => stop("timeout"), plugin.timeoutMs);
  plugin.signal.addEventListener("abort", abort, { once: true });
  if (plugin.signal.aborted) abort();
  try {
    const [status] = await Promise.all([child.status, stdout.read(flood), stderr.read()]);
    await ending;
    const said = { stdout: stdout.text(), stderrTail: stderr.text() };
    if (stopped === "timeout") return { kind: "timeout", ...said };
    if (stopped === "flood") return { kind: "flood", limitBytes: STDOUT_LIMIT_BYTES, ...said };
    return { kind: "exited", code: status.code, ...said };
  } finally {
    clearTimeout(timer);
    plugin.signal.removeEventListener("abort", abort);
  }
}

/** Ends a process, by force if it does not listen, and stops reading: its children may live on. */
async function end(child: Deno.ChildProcess, readers: readonly StopReading[]): Promise<void> {
  kill(child, "SIGTERM");
  const timer = setTimeout(() => kill(child, "SIGKILL"), GRACE_MS);
  await child.status;
  clearTimeout(timer);
  await Promise.all(readers.map((reader) => reader.stop()));
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended by itself in this moment.
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) return;
    throw error;
  }
}

/** Plugins tell people where to log in: shown at once where there is somebody to see it. */
function stderrSink(plugin: PluginProcess): (chunk: Uint8Array) => void {
  if (plugin.onStderr !== undefined) return plugin.onStderr;
  const shown = plugin.interactive || Deno.stderr.isTerminal();
  return (chunk) => {
    if (shown) Deno.stderr.writeSync(chunk);
  };
}

interface StopReading {
  stop(): Promise<void>;
}

/** Reads a stream to its end, or to the limit. */
class BoundedReader implements StopReading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #limitBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(stream: ReadableStream<Uint8Array>, limitBytes: number) {
    this.#reader = stream.getReader();
    this.#limitBytes = limitBytes;
  }

  async read(onLimit: () => void): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.#bytes += value.length;
      if (this.#bytes > this.#limitBytes) return onLimit();
      this.#chunks.push(value);
    }
  }

  async stop(): Promise<void> {
    await this.#reader.cancel();
  }

  text(): string {
    return joinText(this.#chunks);
  }
}

/** Reads a stream to its end and keeps the last part. */
class TailReader implements StopReading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #sink: (chunk: Uint8Array) => void;
  #tail: Uint8Array = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>, sink: (chunk: Uint8Array) => void) {
    this.#reader = stream.getReader();
    this.#sink = sink;
  }

  async read(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.#sink(value);
      const joined = new Uint8Array(this.#tail.length + value.length);
      joined.set(this.#tail);
      joined.set(value, this.#tail.length);
      this.#tail = joined.slice(-STDERR_TAIL_BYTES);
    }
  }

  async stop(): Promise<void> {
    await this.#reader.cancel();
  }

  text(): string {
    return joinText([this.#tail]);
  }
}

function joinText(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}
