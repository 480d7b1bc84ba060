/**
 * `skiff compile SCRIPT -o FILE`: one executable file. Layer 8.
 *
 * @module
 */
import { compileScript } from "../compile/compile.ts";
import { COMPILED_KINDS, type CompiledPermissions, parseEntries } from "../compile/permissions.ts";
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { STDOUT } from "../process/output.ts";
import type { CompileFlags } from "./command_flags.ts";
import { kubePolicy } from "./kube_policy.ts";

/**
 * Compiles a script and says what was made.
 *
 * @param flags The options of the command.
 * @param script Path of the script.
 * @returns The exit code.
 */
export async function runCompile(flags: CompileFlags, script: string): Promise<number> {
  const { output, target } = flags;
  if (output === "") throw new QueryError("Cannot use --output: its value is empty");
  const made = await compileScript({
    script,
    output,
    target,
    selfExtracting: flags["self-extracting"],
    compressed: flags["no-compress"] !== true,
    permissions: permissionsOf(flags),
    policy: kubePolicy(flags),
  });
  const size = `${(made.bytes / 1_000_000).toFixed(1)} MB`;
  const lines = [`wrote ${safeLine(made.path)}, ${size}, ${made.form}`, ...made.permissions];
  if (made.reason !== undefined) {
    lines.splice(1, 0, `not by deno compile: ${safeLine(made.reason)}`);
  }
  await STDOUT.write(`${lines.join("\n")}\n`);
  return EXIT_CODES.done;
}

function permissionsOf(flags: CompileFlags): CompiledPermissions {
  return {
    all: flags["allow-all"] === true,
    allow: entriesOf(flags, "allow"),
    deny: entriesOf(flags, "deny"),
  };
}

function entriesOf(flags: CompileFlags, word: "allow" | "deny"): CompiledPermissions["allow"] {
  const found = COMPILED_KINDS.flatMap((kind) => {
    const name = `${word}-${kind}` as const;
    const values = flags[name];
    if (values === undefined) return [];
    const all = values.map((value) => parseEntries(`--${name}`, value));
    return [[kind, all.includes("all") ? "all" as const : all.flat()] as const];
  });
  return Object.fromEntries(found);
}
