/**
 * Refuses to start a script whose user lacks a right that it is granted: half of its work would be done.
 * Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import type { Transport } from "../connect/transport.ts";
import { GrantError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { formatYaml } from "../core/yaml.ts";
import type { Grants } from "../policy/recording.ts";
import { rolesOf } from "../policy/roles.ts";
import type { Rule } from "../policy/rule.ts";
import { undoRights } from "../policy/undo_rights.ts";
import { type ExtraRights, extraRights, missingRights } from "./preflight.ts";

const MAX_NAMED = 3;

/** Who hears of rights, and how much. */
export interface RightsOptions {
  /** List each right that is more than needed; default: say how many there are. */
  readonly verbose: boolean;
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
 * @param options Who hears what is more than needed, and the role that gives what is missing.
 * @throws {GrantError} when a right is missing; its message is followed by the role that gives it.
 */
export async function checkRights(
  transport: Transport,
  grants: Grants & { readonly rules: readonly Rule[] },
  { verbose, onWarning, onText }: RightsOptions,
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
  // Looking at what it changes is what a run does for its undo.
  const { looks } = undoRights(grants.rules, BUILTIN_NAMES);
  const extra = await extraRights(transport, [...grants.rules, ...looks]);
  if (extra.length === 0) return;
  const isCounted = extra.some(({ rights }) => rights !== undefined);
  const more = isCounted && !verbose ? ": --verbose lists them" : "";
  onWarning(`your user may do more than the script needs: ${countExtra(extra)}${more}`);
  if (!verbose) return;
  const lines = extra.flatMap(({ namespace, rights = ["everything"] }) =>
    rights.map((right) => `  ${namespace}: ${right}\n`)
  );
  onText(sanitize(lines.join("")));
}

function countExtra(extra: readonly ExtraRights[]): string {
  const [all, some] = [
    extra.filter(({ rights }) => rights === undefined),
    extra.flatMap(({ namespace, rights }) => rights === undefined ? [] : { namespace, rights }),
  ];
  const count = some.reduce((sum, { rights }) => sum + rights.length, 0);
  return [
    ...(all.length === 0 ? [] : [`everything in ${places(all)}`]),
    ...(count === 0 ? [] : [`${count} ${count === 1 ? "right" : "rights"} in ${places(some)}`]),
  ].join(", ");
}

function places(extra: readonly Pick<ExtraRights, "namespace">[]): string {
  if (extra.length > MAX_NAMED) return `${extra.length} namespaces`;
  return extra.map(({ namespace }) => quote(namespace)).join(", ");
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
