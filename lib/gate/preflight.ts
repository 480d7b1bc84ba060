/**
 * Asks the cluster, before a script starts, whether its user has the rights that the script is granted.
 * Layer 6.
 *
 * @module
 */
import { readJson } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { inParallel } from "../core/parallel.ts";
import { errorFromResponse } from "../core/status.ts";
import type { ResourceRule, Rule } from "../policy/rule.ts";

const REVIEWS = "/apis/authorization.k8s.io/v1";
const HEADERS = { "content-type": "application/json", accept: "application/json" };
const AT_A_TIME = 8;
/** What every user has, and what asks for rights itself. */
const COMMON_GROUPS: ReadonlySet<string> = new Set([
  "authorization.k8s.io",
  "authentication.k8s.io",
]);

/** A right as the cluster is asked for it. */
interface Question {
  readonly rule: Rule;
  readonly attributes: Record<string, Record<string, string>>;
}

/**
 * Finds the rights that the user lacks: a POST of a SelfSubjectAccessReview for each, which changes nothing.
 *
 * @param transport The way to the cluster.
 * @param rules What the script is granted.
 * @returns The rules that the user cannot fulfil.
 */
export async function missingRights(
  transport: Transport,
  rules: readonly Rule[],
): Promise<readonly Rule[]> {
  const questions = rules.flatMap(questionsOf);
  const missing = new Set<Rule>();
  await inParallel(questions, AT_A_TIME, async ({ rule, attributes }) => {
    const answer = await post(transport, "SelfSubjectAccessReview", attributes);
    if (at(answer, "status", "allowed") !== true) missing.add(rule);
  });
  return rules.filter((rule) => missing.has(rule));
}

function questionsOf(rule: Rule): Question[] {
  const verbs = [...rule.verbs];
  if (!rule.isResource) {
    return verbs.map((verb) => ({
      rule,
      attributes: { nonResourceAttributes: { verb, path: rule.path } },
    }));
  }
  return verbs.flatMap((verb) =>
    rule.groups.map((group) => ({
      rule,
      attributes: { resourceAttributes: { verb, group, ...placeOf(rule) } },
    }))
  );
}

function placeOf({ resource, subresource, name, namespace }: ResourceRule): Record<string, string> {
  return {
    resource,
    ...(subresource === undefined || subresource === "" ? {} : { subresource }),
    // With a pattern the cluster is asked for all that it could mean.
    ...(name === undefined || name.includes("*") ? {} : { name }),
    ...(namespace === undefined || namespace.includes("*") ? {} : { namespace }),
  };
}

/** What a user may do in one namespace beyond what a script is granted. */
export interface ExtraRights {
  readonly namespace: string;
  /** One verb on one resource each; `undefined`: everything. */
  readonly rights: readonly string[] | undefined;
}

/**
 * Lists what the user may do beyond what the script is granted, in the namespaces that the grants name: a
 * POST of a SelfSubjectRulesReview for each, which changes nothing.
 *
 * @param transport The way to the cluster.
 * @param rules What the script is granted.
 * @returns The namespaces in which there is more.
 */
export async function extraRights(
  transport: Transport,
  rules: readonly Rule[],
): Promise<readonly ExtraRights[]> {
  const namespaces = new Set(
    rules.flatMap((rule) => rule.isResource && rule.namespace !== undefined ? rule.namespace : []),
  );
  const found: ExtraRights[] = [];
  for (const namespace of [...namespaces].filter((name) => !name.includes("*")).sort()) {
    const answer = await post(transport, "SelfSubjectRulesReview", { namespace });
    const extra = extraOf(listAt(answer, "status", "resourceRules"), rules, namespace);
    if (extra.length === 0) continue;
    const isAll = extra.includes("*:*.*");
    found.push({ namespace, rights: isAll ? undefined : extra });
  }
  return found;
}

function extraOf(
  granted: readonly unknown[],
  rules: readonly Rule[],
  namespace: string,
): readonly string[] {
  const extra = new Set<string>();
  for (const rule of granted) {
    const verbs = textsAt(rule, "verbs");
    for (const group of textsAt(rule, "apiGroups")) {
      if (COMMON_GROUPS.has(group)) continue;
      for (const resource of textsAt(rule, "resources")) {
        const [plural = "", part] = resource.split("/");
        const kind = `${plural}${group === "" ? "" : `.${group}`}`;
        for (const verb of verbs) {
          if (!isNeeded(rules, { verb, group, resource, namespace })) {
            extra.add(`${verb}:${kind}${part === undefined ? "" : `/${part}`}`);
          }
        }
      }
    }
  }
  return [...extra].sort();
}

function isNeeded(
  rules: readonly Rule[],
  { verb, group, resource, namespace }: Record<"verb" | "group" | "resource" | "namespace", string>,
): boolean {
  const [plural = "", part = ""] = resource.split("/");
  const streams = part === "exec" || part === "attach" || part === "portforward";
  return rules.some((rule) =>
    rule.isResource && rule.resource === plural && (rule.subresource ?? "") === part &&
    rule.groups.includes(group) && (rule.namespace ?? namespace) === namespace &&
    (rule.verbs.has(verb) || (streams && verb === "get"))
  );
}

async function post(transport: Transport, kind: string, spec: unknown): Promise<unknown> {
  const response = await transport.send(`${REVIEWS}/${kind.toLowerCase()}s`, {
    method: "POST",
    headers: HEADERS,
    body: JSON.stringify({ apiVersion: "authorization.k8s.io/v1", kind, spec }),
  });
  const answer = await readJson(response);
  if (response.ok) return answer;
  throw errorFromResponse(response.status, answer, { verb: "create", resource: kind });
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, name) =>
      typeof part === "object" && part !== null
        ? (part as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

function textsAt(value: unknown, name: string): readonly string[] {
  return listAt(value, name).filter((item) => typeof item === "string");
}
