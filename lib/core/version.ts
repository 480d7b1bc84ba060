/**
 * The version of Skiff, and the versions of Kubernetes it is tested with. Layer 0: pure.
 *
 * @module
 */

/** The version of this release, as in deno.json. */
export const VERSION = "0.1.0";

/** The minor versions of Kubernetes 1 that this release is tested with, the oldest and the newest. */
export const TESTED_MINORS = { first: 34, last: 36 } as const;

/** The tested versions in words. */
export const TESTED_RANGE = `1.${TESTED_MINORS.first} to 1.${TESTED_MINORS.last}`;

/**
 * Tells on which side of the tested versions a server lies.
 *
 * @param gitVersion What the server says, e.g. `v1.36.3` or `v1.35.2-gke.100`.
 * @returns `undefined` where that is no version.
 */
export function compareTested(gitVersion: string): "tested" | "older" | "newer" | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const [first, second] = [Number(major), Number(minor)];
  if (first !== 1) return first < 1 ? "older" : "newer";
  if (second < TESTED_MINORS.first) return "older";
  return second > TESTED_MINORS.last ? "newer" : "tested";
}

/**
 * Says that a server is outside the tested versions.
 *
 * @param gitVersion What the server says.
 * @returns One line without an end, or `undefined` for a tested version.
 */
export function untestedWarning(gitVersion: string): string | undefined {
  const side = compareTested(gitVersion);
  if (side === "tested") return undefined;
  return side === undefined
    ? `the server says "${gitVersion}", which is no version`
    : `${gitVersion} is ${side} than the tested ${TESTED_RANGE}`;
}
