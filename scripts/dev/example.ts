/**
 * `deno task example NAME [ARGS]`: runs one of the examples with the permissions that all of them share.
 *
 * @module
 */

import { type CommandResult, ROOT, runDeno } from "./deno_command.ts";
import { listFiles } from "./config.ts";

/** How an example is run. */
export interface ExampleOptions {
  /** Further flags of Deno. */
  readonly flags?: readonly string[];
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

const FLAGS = ["run", "--permission-set=example", "--no-prompt"];
const TIMEOUT_MS = 300_000;

/** Runs an example to its end and keeps what it prints. */
export async function runExample(
  file: string,
  options: ExampleOptions = {},
): Promise<CommandResult> {
  const args = [...FLAGS, ...options.flags ?? [], file];
  return await runDeno(args, { env: options.env ?? {}, timeoutMs: TIMEOUT_MS });
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const names = (await listFiles("examples", ".ts")).map((file) => file.slice(9, -3));
  if (name === undefined || !names.includes(name)) {
    if (name !== undefined) console.error(`Cannot run example "${name}": there is no such example`);
    console.error(`Usage: deno task example NAME [ARGS]\n\n  ${names.join("\n  ")}`);
    return 2;
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: [...FLAGS, "--quiet", `examples/${name}.ts`, ...rest],
    cwd: ROOT,
  }).spawn();
  return (await child.status).code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
