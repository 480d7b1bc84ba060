/**
 * `skiff run --print-flags`: the permissions that a script needs under plain `deno run`. Layer 8.
 *
 * @module
 */
import type { LoadAccessOptions } from "../connect/load_access_options.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { findDenoUses } from "../gate/check_script.ts";
import { denoFlags } from "../gate/deno_flags.ts";
import type { DenoUse } from "../gate/deno_uses.ts";
import type { ScriptPermissions } from "../gate/permissions.ts";
import type { Place } from "../gate/script_uses.ts";
import { quoteForShell } from "../policy/decision.ts";
import { STDERR, STDOUT } from "../process/output.ts";

/**
 * Prints the flags on one line; what cannot be known before the script runs is said on standard error.
 *
 * @param script Path of the script; it is looked through, and not run.
 * @param access Which cluster, as whom.
 * @param permissions What it is given besides.
 * @returns The exit code.
 */
export async function printFlags(
  script: string,
  access: LoadAccessOptions,
  permissions: ScriptPermissions,
): Promise<number> {
  const uses = await findDenoUses(script);
  const flags = await denoFlags({ ...access, front: "tool" }, permissions, uses);
  await STDOUT.write(`${flags.map(quoteForShell).join(" ")}\n`);
  for (const line of describeUnknown(uses, permissions)) await STDERR.write(`${line}\n`);
  return EXIT_CODES.done;
}

/** One line for each kind of permission that something is needed of which only the running script knows. */
function describeUnknown(
  uses: readonly (DenoUse & { readonly place: Place })[],
  { allow }: ScriptPermissions,
): string[] {
  const places = new Map<string, string[]>();
  for (const { kind, value, place: { file, line, column } } of uses) {
    // Whoever gave something of this kind has thought of it.
    if (value !== undefined || (kind !== "run" && kind !== "ffi" && allow[kind] !== undefined)) {
      continue;
    }
    const at = line === undefined ? file : `${file}:${line}:${column}`;
    places.set(kind, [...places.get(kind) ?? [], at]);
  }
  return [...places].map(([kind, at]) =>
    safeLine(
      `Note: --allow-${kind} is needed, too, for what only the running script knows: ${
        [...new Set(at)].join(", ")
      }`,
    )
  );
}
