/**
 * A rule of the sandbox, `verbs:resource[.group][/subresource][#name][@namespace]`: which requests it is
 * about. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import type { RequestAttributes, ResourceAttributes } from "./attributes.ts";
import { formatName, formatPart, readName, readPart } from "./rule_part.ts";

/** What the rules have to know of kinds. */
export interface KindNames {
  /** The groups in which a plural name is built in; none: it is not. */
  groupsOf(plural: string): readonly string[];
  /** Whether a kind that is built in lies in no namespace. */
  isClusterScoped(group: string, plural: string): boolean;
  /** Every plural name that is built in, for "did you mean", with the other names of its kind. */
  names(): Iterable<readonly [name: string, plural: string]>;
}

/** A rule about objects. */
export interface ResourceRule {
  readonly isResource: true;
  /** The rule as it was written. */
  readonly text: string;
  readonly verbs: ReadonlySet<string>;
  /** The plural name; `*`: any. */
  readonly resource: string;
  /** The API groups; `*` among them: any. */
  readonly groups: readonly string[];
  /** `""`: the object itself; `*`: any part of it; `undefined`: itself and any part. */
  readonly subresource: string | undefined;
  /** The object's name, `*` in it for any text; `undefined`: any. */
  readonly name: string | undefined;
  /** The namespace, likewise. */
  readonly namespace: string | undefined;
}

/** A rule about a path that is no resource. */
export interface PathRule {
  readonly isResource: false;
  /** The rule as it was written. */
  readonly text: string;
  readonly verbs: ReadonlySet<string>;
  /** The path; `*` at its end: whatever begins so. */
  readonly path: string;
}

/** A rule. */
export type Rule = ResourceRule | PathRule;

/** Which requests are meant: those that may pass, or those that must not. */
export type RuleUse = "allow" | "deny";

const VERBS: readonly string[] = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "proxy",
];
const PATH_VERBS: readonly string[] = ["get", "head", "post", "put", "patch", "delete"];
/** Asked for by GET, but a way to run something: servers from 1.35 check `create` whatever the method. */
const CREATING_SUBRESOURCES: ReadonlySet<string> = new Set(["exec", "attach", "portforward"]);
/** How the core group is written where a plural name is built in in another group, too. */
const CORE = "core";
/** With `*` for any text. */
const NAMESPACE_REGEXP = /^[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?$/;

/**
 * Reads a rule.
 *
 * @param flag Where it was given, for messages: `--allow-kube`.
 * @param text The rule.
 * @param kinds What is known of kinds.
 * @throws {QueryError} when it is none.
 */
export function parseRule(flag: string, text: string, kinds: KindNames): Rule {
  function fail(fault: string): never {
    throw new QueryError(`Cannot use ${flag} ${quote(text)}: ${fault}`);
  }
  const colon = text.indexOf(":");
  if (colon < 0) {
    const isVerb = text.split(",").every((word) => word === "*" || VERBS.includes(word));
    fail(`it has no ${isVerb ? "resource" : "verb"}: verbs:resource, as in get,list:pods@shop`);
  }
  const rest = text.slice(colon + 1);
  const known = rest.startsWith("/") ? PATH_VERBS : VERBS;
  const verbs = text.slice(0, colon).split(",");
  for (const verb of verbs) {
    if (verb === "*" || known.includes(verb)) continue;
    const near = suggest(verb, known);
    fail(
      verb === ""
        ? "a verb is missing: verbs:resource, as in get,list:pods@shop"
        : `there is no verb ${quote(verb)}: ${
          near === undefined ? `known are ${known.join(", ")} and *` : `did you mean ${quote(near)}`
        }`,
    );
  }
  if (rest.startsWith("/")) return parsePathRule(text, verbs, rest, fail);
  const rule = parseResourceRule(text, verbs, rest, kinds, fail);
  checkVerbs(rule, verbs, fail);
  return rule;
}

function parsePathRule(
  text: string,
  verbs: readonly string[],
  path: string,
  fail: (fault: string) => never,
): PathRule {
  if (path.slice(0, -1).includes("*")) fail("a path has * at its end only");
  return { isResource: false, text, verbs: new Set(verbs), path };
}

function parseResourceRule(
  text: string,
  verbs: readonly string[],
  rest: string,
  kinds: KindNames,
  fail: (fault: string) => never,
): ResourceRule {
  const at = rest.lastIndexOf("@");
  const [object, place] = at < 0 ? [rest, undefined] : [rest.slice(0, at), rest.slice(at + 1)];
  const namespace = place !== undefined && NAMESPACE_REGEXP.test(place)
    ? place
    : place && readPart("namespace", place);
  if (namespace === undefined && place !== undefined) fail("what is behind @ is no namespace");
  if (namespace === "") fail("the namespace behind @ is missing");
  const hash = object.indexOf("#");
  const [what, called] = hash < 0
    ? [object, undefined]
    : [object.slice(0, hash), object.slice(hash + 1)];
  if (called === "") fail("the name behind # is missing");
  const name = called && readName(called);
  if (called !== undefined && name === undefined) fail("what is behind # is no name");
  const slash = what.indexOf("/");
  const [kind, part] = slash < 0 ? [what, ""] : [what.slice(0, slash), what.slice(slash + 1)];
  const subresource = part === "*" || slash < 0 ? part : readPart("subresource", part);
  if (subresource === undefined) fail("what is behind / is no subresource");
  const dot = kind.indexOf(".");
  const [plural, groupText] = dot < 0
    ? [kind, undefined]
    : [kind.slice(0, dot), kind.slice(dot + 1)];
  if (plural === "") fail("the resource is missing: verbs:resource, as in get,list:pods@shop");
  const group = groupText === undefined || groupText === "*"
    ? groupText
    : groupText === CORE
    ? ""
    : readPart("group", groupText);
  if (groupText !== undefined && group === undefined) fail("what is behind . is no API group");
  const resource = plural === "*" ? "*" : readPart("resource", plural);
  const groups = group !== undefined ? [group] : resource === "*" ? ["*"] : kinds.groupsOf(plural);
  if (resource === undefined || groups.length === 0) fail(unknownResource(plural, part, kinds));
  return {
    isResource: true,
    text,
    verbs: new Set(verbs),
    resource,
    groups,
    // As in RBAC, * alone is every resource with every part of it.
    subresource: resource === "*" && slash < 0 ? undefined : subresource,
    name: name === "*" ? undefined : name,
    namespace: namespace === "*" ? undefined : namespace,
  };
}

function unknownResource(resource: string, part: string, kinds: KindNames): string {
  const names = new Map(kinds.names());
  // As an apiVersion has it: apps/deployments.
  if (kinds.groupsOf(part).includes(resource)) {
    return `no built-in resource is called ${quote(resource)}: did you mean ${
      quote(`${part}.${resource}`)
    }`;
  }
  const plural = names.get(resource.toLowerCase()) ??
    suggest(resource, new Set(names.values()));
  const help = plural === undefined
    ? `a kind that is not built in needs its group, ${resource}.example.com`
    : `did you mean ${quote(plural)}`;
  return `no built-in resource is called ${quote(resource)}: ${help}`;
}

/** What no request could ever match is a mistake. */
function checkVerbs(
  rule: ResourceRule,
  verbs: readonly string[],
  fail: (fault: string) => never,
): void {
  const { subresource, name } = rule;
  if (
    CREATING_SUBRESOURCES.has(subresource ?? "") && !verbs.includes("*") &&
    !verbs.includes("create")
  ) {
    fail(`it has to be create, whatever the method: create:${rule.text.split(":")[1]}`);
  }
  if (name === undefined || subresource !== "") return;
  const nameless = verbs.find((verb) => verb === "create" || verb === "deletecollection");
  if (nameless === undefined) return;
  fail(`a ${nameless} names no object: give it in a rule of its own, without #${name}`);
}

/** Who lists or watches has read each object, who deletes a collection has deleted each. */
const REACHED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ["list", ["get"]],
  ["watch", ["get"]],
  ["deletecollection", ["delete"]],
]);

/**
 * Tells whether a rule is about a request. What a deny rule names is denied with whatever would reach it:
 * parts of the object, and lists in which it would be.
 *
 * @param rule The rule.
 * @param request What is asked for.
 * @param use What the rule is for.
 * @param kinds What is known of kinds.
 */
export function matches(
  rule: Rule,
  request: RequestAttributes,
  use: RuleUse,
  kinds: KindNames,
): boolean {
  if (!rule.isResource) return !request.isResource && matchesPath(rule, request);
  if (!request.isResource) return false;
  return verbsOf(request, use).some((verb) => rule.verbs.has(verb)) || rule.verbs.has("*")
    ? matchesObject(rule, request, use, kinds)
    : false;
}

function matchesPath({ verbs, path }: PathRule, request: { verb: string; path: string }): boolean {
  if (!verbs.has("*") && !verbs.has(request.verb)) return false;
  return path.endsWith("*") ? request.path.startsWith(path.slice(0, -1)) : request.path === path;
}

function verbsOf({ verb, subresource }: ResourceAttributes, use: RuleUse): readonly string[] {
  if (!CREATING_SUBRESOURCES.has(subresource)) {
    return use === "allow" ? [verb] : [verb, ...REACHED_BY.get(verb) ?? []];
  }
  return use === "allow" ? ["create"] : ["create", verb];
}

function matchesObject(
  rule: ResourceRule,
  request: ResourceAttributes,
  use: RuleUse,
  kinds: KindNames,
): boolean {
  const { group, resource, subresource, name, namespace } = request;
  if (rule.resource !== "*" && rule.resource !== resource) return false;
  if (!rule.groups.includes("*") && !rule.groups.includes(group)) return false;
  if (!matchesPart(rule.subresource, subresource, use)) return false;
  const reachesAll = use === "deny" && name === "" && request.verb !== "create";
  if (!reachesAll && !matchesText(rule.name, name)) return false;
  if (reachesAll && namespace === "" && !kinds.isClusterScoped(group, resource)) return true;
  return matchesText(rule.namespace, namespace);
}

function matchesPart(wanted: string | undefined, part: string, use: RuleUse): boolean {
  if (wanted === undefined || wanted === part) return true;
  // What is denied is denied with its parts.
  return wanted === "*" ? part !== "" : wanted === "" && use === "deny";
}

/**
 * Compares with a text in which `*` stands for any text.
 *
 * @param pattern The text; `undefined`: any.
 * @param text What it may stand for.
 */
export function matchesText(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  if (!isPattern(pattern)) return pattern === text;
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= end;
}

/**
 * Tells whether a name stands for more than one.
 *
 * @param text The name.
 */
export function isPattern(text: string): boolean {
  return text.includes("*");
}

/**
 * The right that a request needs, as one rule.
 *
 * @param request What is asked for.
 * @param anyName Leave its name out.
 * @param kinds To tell groups apart that share a plural name.
 * @returns E.g. `patch:deployments.apps/scale#web@shop`.
 */
export function formatRule(
  request: RequestAttributes,
  anyName = false,
  kinds?: KindNames,
): string {
  if (!request.isResource) return `${request.verb}:${request.path}`;
  const { resource, subresource, name, namespace } = request;
  // Without a group, each group is meant that has it built in.
  const builtin = kinds?.groupsOf(resource) ?? [""];
  const isShared = request.group === "" && (builtin.length !== 1 || builtin[0] !== "");
  const group = isShared ? CORE : request.group === "" ? "" : formatPart("group", request.group);
  // No rule gives a create by name.
  const isNamed = name !== "" && !anyName && (request.verb !== "create" || subresource !== "");
  return [
    `${verbsOf(request, "allow")[0]}:${formatPart("resource", resource)}`,
    group === "" ? "" : `.${group}`,
    subresource === "" ? "" : `/${formatPart("subresource", subresource)}`,
    isNamed ? `#${formatName(name)}` : "",
    namespace !== ""
      ? `@${formatPart("namespace", namespace)}`
      : isNamed && name.includes("@")
      ? "@*"
      : "",
  ].join("");
}
