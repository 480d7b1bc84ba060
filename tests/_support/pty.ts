/**
 * A program on a pseudo-terminal, typed at and watched as a person would.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const HOST = fileURLToPath(new URL("./pty_host.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
/** A screen that does not show what is expected within this time fails the test. */
const SCREEN_LIMIT_MS = 90_000;

/** How a program is started. */
export interface PtyOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly columns?: number;
}

/** A program on a pseudo-terminal. */
export class Pty implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  readonly #limit = new AbortController();
  #screen = "";
  #seen = 0;
  #changed = Promise.withResolvers<void>();
  #ended = false;

  /** Starts the program. */
  constructor({ program, args, env, cwd, columns = 100 }: PtyOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--config=${CONFIG}`,
        "--allow-ffi",
        "--allow-read",
        "--allow-write",
        "--allow-env",
        "--allow-run",
        "--allow-sys",
        HOST,
        String(columns),
        "30",
        program,
        ...args,
      ],
      env: { ...env },
      clearEnv: true,
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#screen += text;
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    }
    this.#ended = true;
    this.#changed.resolve();
  }

  /** Everything shown so far, without the sequences that move the cursor. */
  get shown(): string {
    return plain(this.#screen);
  }

  /** The same with every sequence. */
  get raw(): string {
    return this.#screen;
  }

  /** Types text; `\r` is Enter, `\x03` Ctrl-C, `\x04` Ctrl-D. */
  async type(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** Gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.type(`\u001b[8;${rows};${columns}t`);
  }

  /**
   * Waits until something new is shown.
   *
   * @param expected What has to appear after what was last waited for.
   * @returns What was shown up to its end.
   */
  async see(expected: string | RegExp): Promise<string> {
    const signal = AbortSignal.any([AbortSignal.timeout(SCREEN_LIMIT_MS), this.#limit.signal]);
    const late = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => late.reject(signal.reason), { once: true });
    late.promise.catch(() => undefined);
    while (true) {
      const fresh = plain(this.#screen).slice(this.#seen);
      const at = typeof expected === "string"
        ? fresh.indexOf(expected)
        : (expected.exec(fresh)?.index ?? -1);
      if (at >= 0) {
        const length = typeof expected === "string"
          ? expected.length
          : (expected.exec(fresh)?.[0].length ?? 0);
        this.#seen += at + length;
        return fresh.slice(0, at + length);
      }
      const missing = `Cannot see ${expected} on the screen: ${JSON.stringify(fresh)}`;
      if (this.#ended) throw new Error(`${missing}: the program has ended`);
      await Promise.race([this.#changed.promise, late.promise]).catch(() => {
        throw new Error(missing);
      });
    }
  }

  /** Waits until the program ends and gives its exit code. */
  async end(): Promise<number> {
    const { code } = await this.#child.status;
    await this.#reading;
    return code;
  }

  /** Ends the program where it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#limit.abort();
    // The host has gone where the program ended by itself.
    await this.#writer.close().catch(() => undefined);
    await this.#child.status;
    await this.#reading;
  }
}

function plain(text: string): string {
  // deno-lint-ignore no-control-regex -- the sequences of a terminal begin with ESC
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");
}
