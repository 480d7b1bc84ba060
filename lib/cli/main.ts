/**
 * The entry of the command line: `skiff COMMAND …`. Whatever goes wrong ends in one line on standard error
 * and an exit code of the design. Layer 8.
 *
 * @module
 */
import { warmUpTls } from "../connect/tls_warm_up.ts";
import { describeFailure } from "../process/failure.ts";
import { watchConsole } from "../process/console_output.ts";
import { onStrayFailure } from "../process/stray.ts";
import { setUpTrust } from "../process/trust_setup.ts";

/**
 * Runs a command line in this process.
 *
 * @param words The words after `skiff`.
 * @returns The exit code: 0 done, 1 failed, 2 usage, 3 not found, 4 forbidden, 5 timeout, 130 interrupted.
 */
export async function main(words: readonly string[]): Promise<number> {
  try {
    if (words[0] === "__complete") {
      const { runComplete } = await import("./complete.ts");
      return await runComplete(words.slice(1));
    }
    const [{ runApp }, { normalizeArguments }] = await Promise.all([
      import("./app.ts"),
      import("./arguments.ts"),
      // What most calls need is loaded beside the parser rather than after it.
      words.includes("eval") ? import("./eval.ts") : undefined,
    ]);
    return await runApp(normalizeArguments(words), {
      stdout: (text) => writeAll(Deno.stdout, text),
      stderr: (text) => writeAll(Deno.stderr, text),
    });
  } catch (error) {
    return reportFailure(error);
  }
}

function reportFailure(error: unknown): number {
  const { line, exitCode } = describeFailure(error);
  if (line !== undefined) {
    try {
      writeAll(Deno.stderr, `error: ${line}\n`);
    } catch (fault) {
      // Nobody reads standard error any more: the exit code is all that is left to say.
      if (!(fault instanceof Deno.errors.BrokenPipe)) throw fault;
    }
  }
  return exitCode;
}

function writeAll(file: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
}

if (import.meta.main) {
  warmUpTls();
  setUpTrust();
  watchConsole();
  onStrayFailure((error) => Deno.exit(reportFailure(error)));
  Deno.exit(await main(Deno.args));
}
