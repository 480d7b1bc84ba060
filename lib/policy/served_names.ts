/**
 * Whether what rules name is there at all. Layer 1: pure.
 *
 * @module
 */
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import type { Rule } from "./rule.ts";

/** What a cluster serves, as far as rules name it. */
export interface ServedKind {
  readonly group: string;
  readonly plural: string;
  readonly subresources: readonly string[];
}

/**
 * Finds what a rule names that is not served.
 *
 * @param rule The rule.
 * @param kinds What is served.
 * @returns What to say, e.g. `no "widget.example.com": did you mean "widgets.example.com"`; `undefined` where
 * all of it is served, or the rule names nothing.
 */
export function unservedName(rule: Rule, kinds: readonly ServedKind[]): string | undefined {
  if (!rule.isResource) return undefined;
  const { resource, groups, subresource } = rule;
  const inGroups = kinds.filter(({ group }) => groups.includes("*") || groups.includes(group));
  const [group = ""] = groups;
  if (resource === "*") {
    if (inGroups.length > 0) return undefined;
    return missing(`group ${quote(group)}`, group, kinds.map((kind) => kind.group));
  }
  const named = inGroups.filter(({ plural }) => plural === resource);
  if (named.length === 0) {
    const name = groupedName(resource, group);
    return missing(
      quote(name),
      name,
      kinds.map((kind) => groupedName(kind.plural, kind.group)),
    );
  }
  const parts = named.flatMap(({ subresources }) => subresources);
  if (subresource === undefined || ["", "*"].includes(subresource) || parts.includes(subresource)) {
    return undefined;
  }
  const whole = groupedName(resource, group);
  return missing(
    quote(`${whole}/${subresource}`),
    subresource,
    parts,
    (part) => `${whole}/${part}`,
  );
}

function groupedName(plural: string, group: string): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function missing(
  what: string,
  name: string,
  known: readonly string[],
  write = (near: string) => near,
): string {
  const near = suggest(name, new Set(known));
  return near === undefined ? `no ${what}` : `no ${what}: did you mean ${quote(write(near))}`;
}
