/**
 * Recorded rights whose objects have other names the next time: a controller or the server has named them.
 * Layer 1: pure.
 *
 * @module
 */
import type { ResourceRule, Rule } from "./rule.ts";
import { formatName } from "./rule_part.ts";

/** A right, and the wider one in its place. */
export interface WidenedRight {
  readonly right: string;
  /** For every object that is named so: `delete:pods#web-*@shop`. */
  readonly pattern: string;
  /** For every object of the kind, for RBAC, which knows no patterns: `delete:pods@shop`. */
  readonly unnamed: string;
  /** Whether both are the right as it is: no name gives other Secrets, or tokens. */
  readonly isKept?: true;
}

/** The signs that Kubernetes makes names up of: no vowels, and nothing that looks like another sign. */
const SIGN = "[bcdfghjklmnpqrstvwxz2456789]";
/**
 * `web-5cd57cb4f9-ln97k` of a Deployment's pods, `agent-x7k2p` of a DaemonSet's, a Job's or of `generateName`,
 * `backup-29123456` of a CronJob's Jobs (minutes since 1970, and no date) and `backup-29123456-x7k2p` of their
 * pods.
 */
const MADE_UP_REGEXP = new RegExp(
  `^(.+?)(?:-${SIGN}{6,10}-${SIGN}{5}|-(?!19|20)[0-9]{8}(?:-${SIGN}{5})?|-${SIGN}{5})$`,
);

/**
 * Finds what a name was made up from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(madeUpFrom("web-5cd57cb4f9-ln97k"), "web");
 * assert.equal(madeUpFrom("db-0"), undefined);
 * ```
 *
 * @param name The name.
 * @returns `undefined`: it does not look made up.
 */
export function madeUpFrom(name: string): string | undefined {
  return MADE_UP_REGEXP.exec(name)?.[1];
}

/**
 * Finds those of recorded rights that name an object whose name was made up.
 *
 * @param rules The rights.
 */
export function widenedRights(rules: readonly Rule[]): readonly WidenedRight[] {
  return rules.flatMap((rule) => {
    if (!rule.isResource || rule.name === undefined) return [];
    const base = madeUpFrom(rule.name);
    if (base === undefined || base.includes("*")) return [];
    const called = `#${formatName(rule.name)}`;
    const { text } = rule;
    if (coversSecrets(rule)) return [{ right: text, pattern: text, unnamed: text, isKept: true }];
    return [{
      right: text,
      pattern: text.replace(called, () => `#${formatName(base)}-*`),
      unnamed: text.replace(called, ""),
    }];
  });
}

/** Whether a right could show the data of Secrets, or give tokens. */
function coversSecrets({ resource, groups, subresource }: ResourceRule): boolean {
  const isToken = resource === "serviceaccounts" && ["token", "*", undefined].includes(subresource);
  if (!isToken && resource !== "secrets" && resource !== "*") return false;
  return groups.includes("") || groups.includes("*");
}
