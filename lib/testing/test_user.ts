/**
 * Users of a test's cluster and what they may. Layer 6.
 *
 * @module
 */
import type { UserInfo } from "../embedded/server/context.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { quote } from "../core/message.ts";
import type { OptionTypes } from "../core/options.ts";
import { suggest } from "../core/suggest.ts";

/** Rights, as a rule of a Role says them. */
export interface TestRule {
  /** API groups; default the core group. */
  readonly apiGroups?: readonly string[];
  /** Plurals, e.g. `pods`, `deployments/scale`. */
  readonly resources?: readonly string[];
  /** Only objects of these names. */
  readonly resourceNames?: readonly string[];
  /** Paths that are none of the API's, e.g. `/metrics`. */
  readonly nonResourceURLs?: readonly string[];
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, … */
  readonly verbs: readonly string[];
  /** The namespace that the rule holds in; default: all, and what is in none. */
  readonly namespace?: string;
}

/** A user: with no rights but those named here, those of its groups, and what everybody may ask. */
export interface TestUser {
  /** Groups beside `system:authenticated`. */
  readonly groups?: readonly string[];
  /** Names of cluster roles that hold everywhere, e.g. `view`. */
  readonly clusterRoles?: readonly string[];
  /** Names of cluster roles by the namespace that they hold in, e.g. `{ shop: ["edit"] }`. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** Rights of its own. */
  readonly rules?: readonly TestRule[];
}

/** What a rule has. */
export const TEST_RULE: OptionTypes<TestRule> = {
  apiGroups: "any",
  resources: "any",
  resourceNames: "any",
  nonResourceURLs: "any",
  verbs: "any",
  namespace: "string",
};

/** What a user has. */
export const TEST_USER: OptionTypes<TestUser> = {
  groups: "any",
  clusterRoles: "any",
  roles: "any",
  rules: "any",
};

const RBAC_GROUP = "rbac.authorization.k8s.io";
const RBAC = `${RBAC_GROUP}/v1`;

/** Who a user is to the server. */
export function userInfoOf(name: string, { groups = [] }: TestUser): UserInfo {
  return { username: name, groups: [...groups, "system:authenticated"] };
}

/**
 * The roles and bindings that give users their rights.
 *
 * @param users Users by their names.
 */
export function rightsOf(users: Readonly<Record<string, TestUser>>): KubeObject[] {
  return Object.entries(users).flatMap(([user, { clusterRoles = [], roles = {}, rules = [] }]) => {
    const give = giveTo(user);
    return [
      ...clusterRoles.flatMap((role) => give({ kind: "ClusterRole", name: role })),
      ...Object.entries(roles).flatMap(([namespace, names]) =>
        names.flatMap((role) => give({ kind: "ClusterRole", name: role }, namespace))
      ),
      ...rules.flatMap(({ namespace, ...rule }, index) => {
        const apiGroups = rule.resources === undefined ? undefined : rule.apiGroups ?? [""];
        const kind = namespace === undefined ? "ClusterRole" : "Role";
        const name = `test:${user}:${index}`;
        const role = {
          apiVersion: RBAC,
          kind,
          metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
          rules: [{ ...rule, ...(apiGroups === undefined ? {} : { apiGroups }) }],
        };
        return [role, ...give({ kind, name }, namespace)];
      }),
    ];
  });
}

/**
 * Refuses roles that nobody defines: their users would have no rights, for a reason that nothing names.
 *
 * @param users Users by their names.
 * @param known The names of the cluster roles that there are.
 * @throws {QueryError} when there is no such cluster role.
 */
export function checkRoles(
  users: Readonly<Record<string, TestUser>>,
  known: readonly string[],
): void {
  for (const [user, { clusterRoles = [], roles = {} }] of Object.entries(users)) {
    for (const role of [...clusterRoles, ...Object.values(roles).flat()]) {
      if (known.includes(role)) continue;
      const near = suggest(role, known);
      const help = near === undefined ? "put it among the objects" : `did you mean ${quote(near)}`;
      throw new QueryError(
        `Cannot give user ${quote(user)} the role ${quote(role)}: ` +
          `there is no such cluster role: ${help}`,
      );
    }
  }
}

function giveTo(user: string) {
  return ({ kind, name }: { kind: string; name: string }, namespace?: string): KubeObject[] => {
    const binding = {
      apiVersion: RBAC,
      kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
      metadata: {
        name: `test:${user}:${name}`,
        ...(namespace === undefined ? {} : { namespace }),
      },
      roleRef: { apiGroup: RBAC_GROUP, kind, name },
      subjects: [{ kind: "User", apiGroup: RBAC_GROUP, name: user }],
    };
    return [binding];
  };
}
