/**
 * Users of a test's cluster and what they may. Layer 6.
 *
 * @module
 */
import type { UserInfo } from "../embedded/server/context.ts";
import type { KubeObject } from "../core/gvk.ts";

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
