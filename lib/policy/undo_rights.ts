/**
 * The rights by which what a script does can be taken back. Layer 1: pure.
 *
 * @module
 */
import { isObjectState } from "./object_state.ts";
import { isSecret } from "./decision.ts";
import { formatRule, type KindNames, parseRule, type ResourceRule, type Rule } from "./rule.ts";

/** What undoing takes beyond what the script itself needs, one verb a rule. */
export interface UndoRights {
  /** To look at what is there, when it is changed and when it is taken back. */
  readonly looks: readonly ResourceRule[];
  /** To take it back. */
  readonly writes: readonly ResourceRule[];
}

/** By the verb of a write, the verb of the look before it. */
const LOOKS: ReadonlyMap<string, string> = new Map([
  ["create", "get"],
  ["update", "get"],
  ["patch", "get"],
  ["delete", "get"],
  ["deletecollection", "list"],
]);
/** By the verb of a write, the verb that takes it back. */
const REVERSES: ReadonlyMap<string, string> = new Map([
  ["create", "delete"],
  ["update", "patch"],
  ["patch", "patch"],
  ["delete", "create"],
  ["deletecollection", "create"],
]);

/**
 * Finds what undoing takes. Secrets are left out: they are not restored, and nobody is given their data for it.
 *
 * @param rules What the script is granted.
 * @param kinds What is known of kinds.
 */
export function undoRights(rules: readonly Rule[], kinds: KindNames): UndoRights {
  const looks = new Map<string, ResourceRule>();
  const writes = new Map<string, ResourceRule>();
  for (const rule of rules) {
    if (!rule.isResource || rule.resource === "*" || !isObjectState(rule.subresource ?? "*")) {
      continue;
    }
    for (const verb of rule.verbs) {
      for (const group of rule.groups) {
        add(looks, LOOKS.get(verb), group, rule, kinds);
        add(writes, REVERSES.get(verb), group, rule, kinds);
      }
    }
  }
  return { looks: beyond(rules, looks), writes: beyond(rules, writes) };
}

function add(
  found: Map<string, ResourceRule>,
  verb: string | undefined,
  group: string,
  { resource, subresource = "", name = "", namespace = "" }: ResourceRule,
  kinds: KindNames,
): void {
  if (verb === undefined || group === "*") return;
  const at = { group, version: "", resource, subresource, namespace, name };
  if (isSecret({ isResource: true, verb, ...at })) return;
  const text = formatRule({ isResource: true, verb, ...at }, false, kinds);
  const rule = parseRule("the right", text, kinds);
  if (rule.isResource) found.set(text, rule);
}

/** Those that no rule gives already, nor a wider one of their own. */
function beyond(
  rules: readonly Rule[],
  found: ReadonlyMap<string, ResourceRule>,
): readonly ResourceRule[] {
  const all = [...found.values()];
  return all.filter((right) =>
    !rules.some((rule) => rule.isResource && covers(rule, right)) &&
    !all.some((other) => other !== right && covers(other, right))
  ).sort((a, b) => a.text < b.text ? -1 : 1);
}

function covers(wide: ResourceRule, right: ResourceRule): boolean {
  return [...right.verbs].every((verb) => wide.verbs.has(verb) || wide.verbs.has("*")) &&
    right.groups.every((group) => wide.groups.includes(group)) &&
    wide.resource === right.resource && wide.subresource === right.subresource &&
    (wide.name === undefined || wide.name === right.name) &&
    (wide.namespace === undefined || wide.namespace === right.namespace);
}
