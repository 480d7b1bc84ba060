/**
 * The first lines of a compiled tool: it says what it is, ends in one line where its code does not handle a
 * failure, and makes ready for TLS as `skiff` does. Bundled into every tool. Layer 7.
 *
 * @module
 */
import type { ConnectPolicy } from "../api/connection.ts";
import { fixPolicy } from "../api/fixed_policy.ts";
import { warmUpTls } from "../connect/tls_warm_up.ts";
import { markCompiled } from "../process/compiled.ts";
import { watchConsole } from "../process/console_output.ts";
import { setUpTrust } from "../process/trust_setup.ts";
import { endInOneLine } from "../process/uncaught.ts";

/** What needs no cluster, and so no TLS. */
const QUICK: ReadonlySet<string> = new Set(["--help", "-h", "--version", "--completions"]);

/**
 * Starts a compiled tool; comes back unless it was only asked what it is.
 *
 * @param info What `--skiff-info` prints.
 * @param policy The rules that it was made with.
 */
export function boot(info: string, policy?: ConnectPolicy): void {
  const { args } = Deno;
  markCompiled();
  if (policy !== undefined) fixPolicy(policy);
  watchConsole();
  // Places in a bundle help nobody.
  endInOneLine(() => undefined);
  if (args.length === 1 && args[0] === "--skiff-info") {
    writeLine(info);
    Deno.exit(0);
  }
  if (args.some((word) => QUICK.has(word))) return;
  warmUpTls();
  setUpTrust();
}

function writeLine(text: string): void {
  let bytes = new TextEncoder().encode(`${text}\n`);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
