/**
 * Where a command writes: standard output and standard error, and whether people or programs read them.
 * Layer 2.
 *
 * @module
 */

/** One of the two streams. */
export interface Output {
  /** Whether a person reads it. */
  readonly terminal: boolean;
  /** Whether colours are welcome: a terminal, and NO_COLOR is not set. */
  readonly color: boolean;
  /** Width of the terminal in columns, where it is one. */
  columns(): number | undefined;
  /**
   * Writes text, all of it.
   *
   * @throws {Deno.errors.BrokenPipe} when nobody reads any more.
   */
  write(text: string): Promise<void>;
}

const ENCODER = new TextEncoder();

class FileOutput implements Output {
  readonly #file: typeof Deno.stdout;
  readonly terminal: boolean;
  readonly color: boolean;

  constructor(file: typeof Deno.stdout) {
    this.#file = file;
    this.terminal = file.isTerminal();
    this.color = this.terminal && !Deno.noColor;
  }

  columns(): number | undefined {
    if (!this.terminal) return undefined;
    try {
      return Deno.consoleSize().columns;
    } catch {
      // Standard output may be a terminal without a size, e.g. under some editors.
      return undefined;
    }
  }

  async write(text: string): Promise<void> {
    let bytes = ENCODER.encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(await this.#file.write(bytes));
  }
}

/** Standard output. */
export const STDOUT: Output = new FileOutput(Deno.stdout);
/** Standard error. */
export const STDERR: Output = new FileOutput(Deno.stderr);

/** Says at the end of a dry run that it was one, whatever the output says of changes. */
export async function sayDryRun(): Promise<void> {
  // Where nobody reads standard error, nobody is misled.
  await STDERR.write("Dry run: the server checked every change and kept none\n").catch(() => {});
}
