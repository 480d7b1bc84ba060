/**
 * Takes out of kubectl's output what two servers make up: times, uids, addresses, random suffixes, versions.
 *
 * @module
 */

/** The letters of generated names. */
const SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]";

const RULES: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>"],
  // Hashes of pod templates, with the suffix of a pod where there is one.
  [new RegExp(`-(?:${SUFFIX}{8,10}|[0-9a-f]{8,10})-${SUFFIX}{5}\\b`, "g"), "-<hash>-<suffix>"],
  [new RegExp(`(?<=[-=:"]|hash: )(?:${SUFFIX}{8,10})\\b(?=[^-]|$)`, "gm"), "<hash>"],
  [new RegExp(`kube-api-access-${SUFFIX}{5}`, "g"), "kube-api-access-<suffix>"],
  [/"nodeName":"node-\d"/g, '"nodeName":"<node>"'],
  [/zone(?:":"|=)test-[a-c]/g, "zone=<zone>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, "<time>"],
  [/((?:resourceVersion\\*"?|Resource Version): ?\s*)\\*"?\d+\\*"?/g, "$1<version>"],
  [/\b10\.\d+\.\d+\.\d+\b|\b192\.168\.\d+\.\d+\b|\b172\.\d+\.\d+\.\d+\b/g, "<address>"],
  [/https?:\/\/(?:127\.0\.0\.1|localhost):\d+/g, "<server>"],
  [/127\.0\.0\.1:\d+/g, "<server>"],
  // Ages, and durations of jobs.
  [/(?<=^|\s|\()(?:\d+[dhms]){1,2}(?=\s|$|\))/gm, "<age>"],
  [/<age>(?: ago)? \((?:x\d+ over )?<age>\)/g, "<age>"],
  [/(?<=[a-z0-9]\.)[0-9a-f]{16}\b/g, "<event>"],
];

/**
 * Makes output comparable.
 *
 * @param text What kubectl wrote.
 * @param names What stands for itself on each server, e.g. the folder of files.
 */
export function normalizeOutput(text: string, names: ReadonlyMap<string, string>): string {
  let normal = text;
  for (const [name, shown] of names) normal = normal.replaceAll(name, shown);
  for (const [pattern, shown] of RULES) normal = normal.replace(pattern, shown);
  // Columns are as wide as what stood in them.
  return normal.split("\n").map((line) =>
    /\S {2,}\S/.test(line) ? line.replace(/(?<=\S) {2,}/g, "  ").trimEnd() : line.trimEnd()
  ).join("\n");
}
