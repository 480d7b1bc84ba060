/**
 * A policy from rules as they are written, with the built-in kinds' names. Layer 2.
 *
 * @module
 */
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { Policy } from "../policy/decision.ts";
import { type KindNames, parseRule } from "../policy/rule.ts";

/** The names of built-in kinds. */
export const BUILTIN_NAMES: KindNames = {
  groupsOf: (plural) =>
    BUILTIN_KINDS.filter((kind) => kind.plural === plural).map(({ group }) => group),
  isClusterScoped: (group, plural) =>
    BUILTIN_KINDS.some((kind) =>
      kind.group === group && kind.plural === plural && !kind.namespaced
    ),
  *names() {
    for (const { plural, singular, shortNames } of BUILTIN_KINDS) {
      for (const name of [plural, singular, ...shortNames]) yield [name, plural];
    }
  },
};

/** What a policy is made of. */
export interface PolicyRules {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
  readonly readOnly?: boolean | undefined;
  readonly allowAll?: boolean | undefined;
  readonly defaultReads?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Makes a policy.
 *
 * @param rules The rules as they are written.
 * @param flags Where they were given, for messages.
 * @throws {QueryError} when one of them is no rule.
 */
export function makePolicy(
  rules: PolicyRules,
  flags: { readonly allow: string; readonly deny: string } = {
    allow: "--allow-kube",
    deny: "--deny-kube",
  },
): Policy {
  const { allow = [], deny = [], readOnly = false, allowAll = false } = rules;
  const { defaultReads = true, dryRun = false } = rules;
  return {
    allow: allow.map((text) => parseRule(flags.allow, text, BUILTIN_NAMES)),
    deny: deny.map((text) => parseRule(flags.deny, text, BUILTIN_NAMES)),
    readOnly,
    allowAll,
    defaultReads,
    dryRun,
    kinds: BUILTIN_NAMES,
  };
}
