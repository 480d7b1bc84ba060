/**
 * Runs the Deno that runs this, wherever it lies: none is expected on the PATH.
 *
 * @module
 */

/** What a finished command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, for people. */
  readonly output: string;
}

/** How to run it. */
export interface CommandOptions {
  /** Working directory; default the checkout. */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** After this long it is killed and has failed; default 40 minutes. */
  readonly timeoutMs?: number;
}

/** The checkout. */
export const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

const DEFAULT_TIMEOUT_MS = 40 * 60_000;

/** Runs `deno ARGS` to its end, without input and without colours. */
export async function runDeno(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const signal = AbortSignal.timeout(timeoutMs);
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: options.cwd ?? ROOT,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", RUST_BACKTRACE: "0", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const output: string[] = [];
  const [stdout, , status] = await Promise.all([
    collect(child.stdout, output),
    collect(child.stderr, output),
    child.status,
  ]);
  if (signal.aborted) output.push(`\nkilled after ${timeoutMs / 1000} s\n`);
  return { code: signal.aborted ? 124 : status.code, stdout, output: output.join("") };
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  output: string[],
): Promise<string> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    output.push(chunk);
  }
  return text;
}
