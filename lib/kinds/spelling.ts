/**
 * The ways to spell a kind that kubectl and manifests know, taken apart. Layer 1: pure.
 *
 * @module
 */

/** A spelling taken apart; what it does not name is `undefined`. */
export interface KindSpelling {
  /** Plural, singular, short name or kind, in lower case. */
  readonly name: string;
  /** The group, `""` for the core group, or the beginning of one. */
  readonly group: string | undefined;
  /** The version. */
  readonly version: string | undefined;
}

const VERSION_REGEXP = /^v\d+(?:(?:alpha|beta)\d+)?$/;

/**
 * Takes a spelling of a kind apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseKindSpelling("deploy.v1.apps"), {
 *   name: "deploy",
 *   group: "apps",
 *   version: "v1",
 * });
 * assert.deepEqual(parseKindSpelling("v1/Pod"), { name: "pod", group: "", version: "v1" });
 * ```
 *
 * @param spelling `po`, `pods`, `Pod`, `deployments.apps`, `deployments.v1.apps`, `apps/v1/Deployment`,
 *   `v1/Pod`, `apps/Deployment`.
 * @returns The parts.
 */
export function parseKindSpelling(spelling: string): KindSpelling {
  const text = spelling.trim();
  return text.includes("/") ? parsePath(text) : parseDots(text);
}

/** `v1/Pod`, `apps/v1/deployments`, `apps/Deployment`. */
function parsePath(text: string): KindSpelling {
  const parts = text.split("/");
  const name = (parts.pop() ?? "").toLowerCase();
  const last = parts.at(-1) ?? "";
  const version = VERSION_REGEXP.test(last) ? last : undefined;
  if (version !== undefined) parts.pop();
  return { name, group: parts.join("/").toLowerCase(), version };
}

/** `pods`, `deployments.apps`, `deployments.v1.apps`, `pods.v1`. */
function parseDots(text: string): KindSpelling {
  const [name = "", ...rest] = text.toLowerCase().split(".");
  if (rest.length === 0) return { name, group: undefined, version: undefined };
  const [first = "", ...others] = rest;
  if (VERSION_REGEXP.test(first)) return { name, group: others.join("."), version: first };
  return { name, group: rest.join("."), version: undefined };
}
