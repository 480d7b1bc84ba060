/**
 * Who may do what, and in whose name. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { Authorizer, ClusterState, UserInfo } from "../server/context.ts";
import type { RequestInfo } from "../server/request_info.ts";
import { type Access, decide } from "./rules.ts";

const AUTHENTICATED = "system:authenticated";
const ANONYMOUS = "system:anonymous";
const SERVICE_ACCOUNT_REGEXP = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** Decides by the roles and bindings in the store. */
export const RBAC: Authorizer = { impersonate, check };

/** Who a request acts for. */
function impersonate(user: UserInfo, headers: Headers, cluster: ClusterState): UserInfo {
  const username = headers.get("impersonate-user");
  const groups = (headers.get("impersonate-group") ?? "").split(",").map((group) => group.trim())
    .filter((group) => group !== "");
  if (username === null) {
    if (groups.length === 0) return user;
    throw new Fault(
      500,
      "InternalError",
      "Internal error occurred: requested [{Group  system:masters  authentication.k8s.io/v1  }] without impersonating a user",
    );
  }
  const account = SERVICE_ACCOUNT_REGEXP.exec(username);
  const asked: Access[] = [
    account === null ? { verb: "impersonate", group: "", resource: "users", name: username } : {
      verb: "impersonate",
      group: "",
      resource: "serviceaccounts",
      namespace: account[1] ?? "",
      name: account[2] ?? "",
    },
    ...groups.map((name) => ({ verb: "impersonate", group: "", resource: "groups", name })),
  ];
  for (const access of asked) {
    const decision = decide(user, access, cluster);
    if (!decision.isAllowed) throw refuse(user, access, decision.reason);
  }
  const own = account === null || groups.length > 0
    ? []
    : ["system:serviceaccounts", `system:serviceaccounts:${account[1]}`];
  const all = [...groups, ...own];
  if (username !== ANONYMOUS && !all.includes(AUTHENTICATED)) all.push(AUTHENTICATED);
  return { username, groups: all };
}

function check(user: UserInfo, info: RequestInfo, cluster: ClusterState): void {
  const access = accessOf(info);
  const decision = decide(user, access, cluster);
  if (!decision.isAllowed) throw refuse(user, access, decision.reason);
}

/** What a request asks for, as rules speak of it. */
export function accessOf(info: RequestInfo): Access {
  if (!info.isResource) return { verb: info.verb, path: info.path };
  const { verb, group, resource, subresource, namespace, name } = info;
  return { verb, group, resource, subresource, namespace, name };
}

function refuse({ username }: UserInfo, access: Access, reason: string): Fault {
  const why = reason === "" ? "" : `: ${reason}`;
  const who = `User ${JSON.stringify(username)} cannot ${access.verb}`;
  if (access.path !== undefined) {
    return new Fault(
      403,
      "Forbidden",
      `forbidden: ${who} path ${JSON.stringify(access.path)}${why}`,
      {},
    );
  }
  const { group = "", resource = "", subresource = "", namespace = "", name = "" } = access;
  const whole = subresource === "" ? resource : `${resource}/${subresource}`;
  const where = namespace === ""
    ? "at the cluster scope"
    : `in the namespace ${JSON.stringify(namespace)}`;
  const kind = group === "" ? resource : `${resource}.${group}`;
  const what = name === "" ? kind : `${kind} ${JSON.stringify(name)}`;
  return new Fault(
    403,
    "Forbidden",
    `${what} is forbidden: ${who} resource ${JSON.stringify(whole)} in API group ${
      JSON.stringify(group)
    } ${where}${why}`,
    { name, group, kind: resource },
  );
}
