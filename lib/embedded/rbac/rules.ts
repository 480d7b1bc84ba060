/**
 * Which rules hold for whom. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac
 */
import { type ApiObject, type JsonObject, listOf, objectOf, objectsOf, textOf } from "../json.ts";
import type { ClusterState, UserInfo } from "../server/context.ts";

const GROUP = "rbac.authorization.k8s.io";

/** What is asked for. */
export interface Access {
  readonly verb: string;
  /** Absent for paths that are no resources. */
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

/** What an authorizer thinks of it. */
export interface Decision {
  readonly isAllowed: boolean;
  /** Why, as reviews say it. */
  readonly reason: string;
}

/** A rule that holds for a user, and what gives it. */
interface BoundRule {
  readonly rule: JsonObject;
  readonly source: string;
}

/** Decides what RBAC says. */
export function decide(user: UserInfo, access: Access, cluster: ClusterState): Decision {
  if (user.groups.includes("system:masters")) return { isAllowed: true, reason: "" };
  const problems: string[] = [];
  for (const { rule, source } of rulesFor(user, access.namespace ?? "", cluster, problems)) {
    if (covers(rule, access)) return { isAllowed: true, reason: `RBAC: allowed by ${source}` };
  }
  return { isAllowed: false, reason: problems.length === 0 ? "" : `RBAC: ${listText(problems)}` };
}

function listText(problems: readonly string[]): string {
  const unique = [...new Set(problems)];
  return unique.length === 1 ? unique[0] ?? "" : `[${unique.join(", ")}]`;
}

/** The rules of a user in a namespace, as reviews list them. */
export function listRules(user: UserInfo, namespace: string, cluster: ClusterState): JsonObject[] {
  const all = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
  const everything = [all, { nonResourceURLs: ["*"], verbs: ["*"] }];
  const own = [...rulesFor(user, namespace, cluster, [])].map(({ rule }) => rule);
  return user.groups.includes("system:masters") ? [...everything, ...own] : own;
}

function* rulesFor(
  user: UserInfo,
  namespace: string,
  { store }: ClusterState,
  problems: string[],
): Generator<BoundRule> {
  const clusterRole = (name: string) => store.get({ collection: `${GROUP}/clusterroles`, name });
  for (const binding of store.list(`${GROUP}/clusterrolebindings`)) {
    const subject = subjectFor(binding, user, "");
    if (subject === undefined) continue;
    const name = textOf(objectOf(binding["roleRef"])["name"]);
    const role = clusterRole(name);
    if (role === undefined) problems.push(missing("clusterrole", name));
    const source =
      `ClusterRoleBinding "${binding.metadata.name}" of ClusterRole "${name}" to ${subject}`;
    for (const rule of objectsOf(role?.["rules"])) yield { rule, source };
  }
  if (namespace === "") return;
  for (const binding of store.list(`${GROUP}/rolebindings`, namespace)) {
    const subject = subjectFor(binding, user, namespace);
    if (subject === undefined) continue;
    const reference = objectOf(binding["roleRef"]);
    const name = textOf(reference["name"]);
    const kind = textOf(reference["kind"]);
    const role = kind === "Role"
      ? store.get({ collection: `${GROUP}/roles`, namespace, name })
      : clusterRole(name);
    if (role === undefined) problems.push(missing(kind.toLowerCase(), name));
    const where = `${binding.metadata.name}/${namespace}`;
    const source = `RoleBinding "${where}" of ${kind} "${name}" to ${subject}`;
    for (const rule of objectsOf(role?.["rules"])) yield { rule, source };
  }
}

function missing(kind: string, name: string): string {
  return `${kind}.${GROUP} "${name}" not found`;
}

/** The subject of a binding that a user is, in the words of reviews. */
function subjectFor(binding: ApiObject, user: UserInfo, namespace: string): string | undefined {
  for (const subject of objectsOf(binding["subjects"])) {
    const name = textOf(subject["name"]);
    switch (subject["kind"]) {
      case "User":
        if (name === user.username) return `User "${name}"`;
        break;
      case "Group":
        if (user.groups.includes(name)) return `Group "${name}"`;
        break;
      case "ServiceAccount": {
        const space = textOf(subject["namespace"]) || namespace;
        if (user.username === `system:serviceaccount:${space}:${name}`) {
          return `ServiceAccount "${name}/${space}"`;
        }
      }
    }
  }
  return undefined;
}

function has(rule: JsonObject, field: string, value: string): boolean {
  const values = listOf(rule[field]);
  return values.includes(value) || values.includes("*");
}

/** Whether a rule allows an access. */
export function covers(rule: JsonObject, access: Access): boolean {
  if (!has(rule, "verbs", access.verb)) return false;
  if (access.path !== undefined) {
    const { path } = access;
    return listOf(rule["nonResourceURLs"]).map(textOf).some((pattern) =>
      pattern === path || pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1))
    );
  }
  const { group = "", resource = "", subresource = "", name = "" } = access;
  const wanted = subresource === "" ? resource : `${resource}/${subresource}`;
  const names = listOf(rule["resourceNames"]);
  return has(rule, "apiGroups", group) &&
    (has(rule, "resources", wanted) ||
      subresource !== "" && listOf(rule["resources"]).includes(`*/${subresource}`)) &&
    (names.length === 0 || names.includes(name));
}
