/**
 * Roles of RBAC that give what rules allow, and no more. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { quote } from "../core/message.ts";
import type { ResourceRule, Rule } from "./rule.ts";

/** Who a role is bound to. */
export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a service account. */
  readonly namespace?: string;
}

/** What roles are called, and who gets them. */
export interface RoleOptions {
  readonly name: string;
  /** None: roles without bindings. */
  readonly subjects: readonly Subject[];
}

/** A rule of a Role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** A Role, a ClusterRole, or a binding of one. */
export interface RoleObject extends KubeObject {
  readonly rules?: readonly PolicyRule[];
}

/** One verb on one resource. */
interface Atom {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  /** `""`: any. */
  readonly name: string;
}

const API_GROUP = "rbac.authorization.k8s.io";
const API_VERSION = `${API_GROUP}/v1`;
/** Servers before 1.35 check the verb of the method, GET; later ones check create, too. */
const STREAMED_REGEXP = /\/(?:exec|attach|portforward)$/;

/**
 * Makes the roles: a Role for each namespace, a ClusterRole for what lies in none or in all.
 *
 * @param rules What is to be allowed.
 * @param options Names and subjects.
 * @returns The objects, each role followed by its binding.
 * @throws {QueryError} when a rule says what RBAC cannot say.
 */
export function rolesOf(rules: readonly Rule[], options: RoleOptions): RoleObject[] {
  const places = new Map<string, Atom[]>();
  const urls: PolicyRule[] = [];
  for (const rule of rules) {
    if (!rule.isResource) {
      urls.push({ verbs: [...rule.verbs].sort(), nonResourceURLs: [rule.path] });
      continue;
    }
    const place = plainText(rule, rule.namespace);
    places.set(place, [...places.get(place) ?? [], ...atomsOf(rule)]);
  }
  const everywhere = places.get("") ?? [];
  const objects: RoleObject[] = [];
  for (const [namespace, atoms] of [...places].sort(([a], [b]) => a < b ? -1 : 1)) {
    if (namespace === "") continue;
    const needed = atoms.filter((atom) => !everywhere.some((wide) => covers(wide, atom)));
    if (needed.length > 0) objects.push(...role("Role", namespace, policyRules(needed), options));
  }
  const wide = [...policyRules(everywhere), ...urls];
  return wide.length === 0 ? objects : [...objects, ...role("ClusterRole", "", wide, options)];
}

function plainText(rule: ResourceRule, text: string | undefined): string {
  if (text === undefined) return "";
  if (!text.includes("*")) return text;
  throw new QueryError(
    `Cannot make a role of ${quote(rule.text)}: RBAC knows no patterns: name what ${
      quote(text)
    } stands for`,
  );
}

function atomsOf(rule: ResourceRule): Atom[] {
  const { subresource, resource } = rule;
  if (subresource === "*" && resource !== "*") {
    throw new QueryError(
      `Cannot make a role of ${quote(rule.text)}: RBAC has no ${resource}/*: name the parts`,
    );
  }
  const part = subresource === undefined || subresource === "" ? "" : `/${subresource}`;
  const name = plainText(rule, rule.name);
  const verbs = STREAMED_REGEXP.test(part) ? new Set([...rule.verbs, "get"]) : rule.verbs;
  return [...verbs].flatMap((verb) =>
    rule.groups.map((group) => ({ verb, group, resource: `${resource}${part}`, name }))
  );
}

function covers(wide: Atom, atom: Atom): boolean {
  return wide.verb === atom.verb && wide.group === atom.group && wide.resource === atom.resource &&
    (wide.name === "" || wide.name === atom.name);
}

/** As few rules as say the same: what differs in one part only is written together. */
function policyRules(atoms: readonly Atom[]): PolicyRule[] {
  const needed = atoms.filter((atom) =>
    atom.name === "" || !atoms.some((wide) => wide.name === "" && covers(wide, atom))
  );
  const verbs = gather(
    needed,
    (atom) => [atom.group, atom.resource, atom.name, isNameless(atom) ? "nameless" : ""],
    ({ verb }) => verb,
  );
  const names = gather(
    verbs,
    (
      { of: { group, resource, name }, values },
    ) => [group, resource, name === "" ? "" : "named", ...values],
    ({ of }) => of.name,
  );
  const resources = gather(
    names,
    ({ of: { of, values: verbs }, values }) => [of.group, verbs.join(), ...values],
    ({ of: { of } }) => of.resource,
  );
  return resources.map(({ of: { of: { of, values: verbs }, values: named }, values }) => ({
    apiGroups: [of.group],
    resources: values,
    ...(named.join() === "" ? {} : { resourceNames: named }),
    verbs,
  })).sort((a, b) => ruleKey(a) < ruleKey(b) ? -1 : 1);
}

/** These stand in rules of their own, in which names would mean nothing. */
function isNameless({ verb, name, resource }: Atom): boolean {
  return name === "" && !resource.includes("/") &&
    (verb === "create" || verb === "deletecollection");
}

function ruleKey({ apiGroups = [], resources = [], verbs }: PolicyRule): string {
  return [...apiGroups, ...resources, ...verbs].join();
}

/** Puts together what has the same key; of each the values, sorted, each once. */
function gather<T>(
  items: readonly T[],
  keyOf: (item: T) => readonly string[],
  valueOf: (item: T) => string,
): { readonly of: T; readonly values: readonly string[] }[] {
  const groups = Map.groupBy(items, (item) => JSON.stringify(keyOf(item)));
  return [...groups.values()].map((group) => ({
    of: group[0]!,
    values: [...new Set(group.map(valueOf))].sort(),
  }));
}

function role(
  kind: "Role" | "ClusterRole",
  namespace: string,
  rules: readonly PolicyRule[],
  { name, subjects }: RoleOptions,
): RoleObject[] {
  const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
  const made: RoleObject = { apiVersion: API_VERSION, kind, metadata, rules };
  if (subjects.length === 0) return [made];
  return [made, {
    apiVersion: API_VERSION,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: API_GROUP, kind, name },
    subjects: subjects.map((subject) =>
      subject.kind === "ServiceAccount" ? subject : { apiGroup: API_GROUP, ...subject }
    ),
  } as RoleObject];
}
