/**
 * Refuses to start a script whose user lacks a right that it is granted: half of its work would be done.
 * Layer 6.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import { GrantError } from "../core/errors.ts";
import { formatYaml } from "../core/yaml.ts";
import type { Grants } from "../policy/recording.ts";
import { rolesOf } from "../policy/roles.ts";
import type { Rule } from "../policy/rule.ts";
import { extraRights, missingRights } from "./preflight.ts";

/** Who hears of rights. */
export interface Listeners {
  /** Hears one line. */
  readonly onWarning: (text: string) => void;
  /** Hears text of several lines, to be used as it is. */
  readonly onText: (text: string) => void;
}

/**
 * Asks the cluster, and says what is missing and what is more than needed.
 *
 * @param transport The way to the cluster.
 * @param grants What the script is granted.
 * @param listeners Hear what is more than needed, and the role that gives what is missing.
 * @throws {GrantError} when a right is missing; its message is followed by the role that gives it.
 */
export async function checkRights(
  transport: Transport,
  grants: Grants & { readonly rules: readonly Rule[] },
  { onWarning, onText }: Listeners,
): Promise<void> {
  const missing = await missingRights(transport, grants.rules);
  if (missing.length > 0) {
    onWarning(`your user lacks rights that ${grants.script} needs; this role has them:`);
    onText(roleText(grants.script, missing));
    const rights = missing.map(({ text }) => text).join(", ");
    throw new GrantError(
      `Cannot run ${JSON.stringify(grants.script)}: your user lacks ${rights}: nothing was started`,
    );
  }
  for (const line of await extraRights(transport, grants.rules)) onWarning(line);
}

function roleText(script: string, missing: readonly Rule[]): string {
  return rolesOf(missing, { name: roleName(script), subjects: [] }).map(formatYaml).join("---\n");
}

/**
 * What the roles of a script are called.
 *
 * @param script The script's name.
 */
export function roleName(script: string): string {
  const stem = script.replace(/\.[a-z]+$/, "").toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return stem.replace(/^-+|-+$/g, "") || "script";
}
