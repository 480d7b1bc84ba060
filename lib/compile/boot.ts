/**
 * The first lines of a compiled tool: it says what it is, ends in one line where its code does not handle a
 * failure, and makes ready for TLS as `skiff` does. Bundled into every tool. Layer 7.
 *
 * @module
 */
import type { ConnectPolicy } from "../api/connection.ts";
import { fixPolicy } from "../api/fixed_policy.ts";
import { warmUpTls } from "../connect/tls_warm_up.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { markCompiled } from "../process/compiled.ts";
import { watchConsole } from "../process/console_output.ts";
import { setUpTrust } from "../process/trust_setup.ts";
import { endInOneLine } from "../process/uncaught.ts";

/** What needs no cluster, and so no TLS. */
const QUICK: ReadonlySet<string> = new Set(["--help", "-h", "--version", "--completions"]);

/** What is known of a tool since it was made. */
interface Made {
  readonly policy?: ConnectPolicy;
  /** False where it certainly reads none. */
  readonly readsWords: boolean;
}

/**
 * Starts a compiled tool; comes back unless it was only asked what it is.
 *
 * @param info What `--skiff-info` prints.
 * @param made The rules that it was made with, and whether it may read its words.
 */
export function boot(info: string, { policy, readsWords }: Made): void {
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
  const option = args.find((word) => /^-./.test(word));
  if (option !== undefined && option !== "--" && !readsWords) {
    // It would be run as if nothing stood there: a --dry-run writes, a --help does the work.
    const name = safeLine(option.replace(/=.*$/s, ""));
    writeLine(
      `error: Cannot use ${name}: this tool reads no arguments`,
      Deno.stderr,
    );
    Deno.exit(EXIT_CODES.usage);
  }
  if (args.some((word) => QUICK.has(word))) return;
  warmUpTls();
  setUpTrust();
}

function writeLine(text: string, out: Pick<typeof Deno.stdout, "writeSync"> = Deno.stdout): void {
  let bytes = new TextEncoder().encode(`${text}\n`);
  while (bytes.length > 0) bytes = bytes.subarray(out.writeSync(bytes));
}
