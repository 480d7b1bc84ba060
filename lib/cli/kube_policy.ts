/**
 * The rules of `--allow-kube` and `--deny-kube`. Layer 8.
 *
 * @module
 */
import type { ConnectPolicy } from "../api/connection.ts";
import { makePolicy } from "../client/policy.ts";
import { QueryError } from "../core/errors.ts";

/** The options that hold rules, as they were given. */
export interface KubeRuleFlags {
  readonly "allow-kube"?: readonly string[];
  readonly "deny-kube"?: readonly string[];
}

/**
 * Checks the rules before anything else happens.
 *
 * @param flags The options of the command.
 * @param help What does without a rule, for messages.
 * @returns The rules; `undefined` where none were given.
 * @throws {QueryError} when one of them is no rule.
 */
export function kubePolicy(
  flags: KubeRuleFlags,
  help = {
    "allow-kube": "--allow-kube='*:*' allows every verb",
    "deny-kube": "--deny-kube='*:*' denies every verb",
  },
): ConnectPolicy | undefined {
  const { "allow-kube": allow, "deny-kube": deny } = flags;
  for (const name of ["allow-kube", "deny-kube"] as const) {
    if (!flags[name]?.includes("")) continue;
    throw new QueryError(
      `Cannot use --${name} without a rule, --${name}=delete:pods@shop: ${help[name]}`,
    );
  }
  makePolicy({ allow, deny });
  if (allow === undefined && deny === undefined) return undefined;
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}
