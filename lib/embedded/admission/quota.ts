/**
 * Quotas: what a namespace may use, counted on every write. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/admission/plugin/resourcequota
 */
import { addAmounts, compareAmounts, subtractAmounts } from "../schema/quantities.ts";
import { Fault } from "../fault.ts";
import { type ApiObject, objectOf, objectsOf, textOf, textsOf } from "../json.ts";
import type { AdmissionAttributes, AdmissionPlugin, ClusterState } from "../server/context.ts";

const QUOTAS = "resourcequotas";

/** What an object counts as, by the names that quotas use. */
export type Usage = Record<string, string>;

/** What an object of a collection uses. */
export function usageOf(collection: string, object: ApiObject): Usage {
  const slash = collection.lastIndexOf("/");
  const group = slash < 0 ? "" : collection.slice(0, slash);
  const plural = collection.slice(slash + 1);
  const usage: Usage = { [`count/${group === "" ? plural : `${plural}.${group}`}`]: "1" };
  if (COUNTED.has(collection)) usage[plural] = "1";
  if (collection === "services") Object.assign(usage, serviceUsage(object));
  if (collection === "persistentvolumeclaims") {
    const requests = textsOf(objectOf(objectOf(object["spec"])["resources"])["requests"]);
    if (requests["storage"] !== undefined) usage["requests.storage"] = requests["storage"];
  }
  return collection === "pods" ? { ...usage, ...podUsage(object) } : usage;
}

const COUNTED: ReadonlySet<string> = new Set([
  "configmaps",
  "persistentvolumeclaims",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "services",
]);

function serviceUsage(object: ApiObject): Usage {
  const type = textOf(objectOf(object["spec"])["type"]);
  const ports = String(objectsOf(objectOf(object["spec"])["ports"]).length);
  if (type === "NodePort") return { "services.nodeports": ports };
  return type === "LoadBalancer"
    ? { "services.loadbalancers": "1", "services.nodeports": ports }
    : {};
}

/** A pod that has ended counts as an object only. */
function podUsage(object: ApiObject): Usage {
  const phase = textOf(objectOf(object["status"])["phase"]);
  if (phase === "Succeeded" || phase === "Failed") return {};
  const usage: Usage = { pods: "1" };
  const add = (name: string, amount: string) => {
    usage[name] = addAmounts(usage[name] ?? "0", amount);
  };
  for (const container of objectsOf(objectOf(object["spec"])["containers"])) {
    const resources = objectOf(container["resources"]);
    for (const [name, amount] of Object.entries(textsOf(resources["requests"]))) {
      add(`requests.${name}`, amount);
      if (name === "cpu" || name === "memory") add(name, amount);
    }
    for (const [name, amount] of Object.entries(textsOf(resources["limits"]))) {
      add(`limits.${name}`, amount);
    }
  }
  return usage;
}

function format(usage: Usage, names: readonly string[]): string {
  return [...names].sort().map((name) => `${name}=${usage[name] ?? "0"}`).join(",");
}

/** Resources of containers that have to be named where a quota limits them. */
const COMPUTE: Readonly<Record<string, readonly [list: string, name: string]>> = {
  cpu: ["requests", "cpu"],
  memory: ["requests", "memory"],
  "requests.cpu": ["requests", "cpu"],
  "requests.memory": ["requests", "memory"],
  "limits.cpu": ["limits", "cpu"],
  "limits.memory": ["limits", "memory"],
};

function unnamed(object: ApiObject, hard: Usage): string {
  const faults: string[] = [];
  for (const name of Object.keys(hard).sort()) {
    const place = COMPUTE[name];
    if (place === undefined) continue;
    const without = objectsOf(objectOf(object["spec"])["containers"]).filter((container) => {
      const values = textsOf(objectOf(container["resources"])[place[0]]);
      return values[place[1]] === undefined;
    }).map((container) => textOf(container["name"]));
    if (without.length > 0) faults.push(`${name} for: ${without.sort().join(",")}`);
  }
  return faults.join("; ");
}

/** Refuses what would use more than a quota allows, and counts what it lets pass. */
export const RESOURCE_QUOTA: AdmissionPlugin = {
  name: "ResourceQuota",
  validate(attributes, cluster) {
    const { operation, resource, namespace, object, old, subresource } = attributes;
    if (operation === "DELETE" || namespace === "" || subresource !== "") return;
    if (object === undefined || resource.collection === QUOTAS) return;
    const quotas = cluster.store.list(QUOTAS, namespace);
    if (quotas.length === 0) return;
    const usage = usageOf(resource.collection, object);
    const before = old === undefined ? {} : usageOf(resource.collection, old);
    const changes = quotas.flatMap((quota) => {
      const change = changeOf(attributes, quota, usage, before);
      return change === undefined ? [] : [change];
    });
    if (attributes.isDryRun) return;
    for (const { quota, used } of changes) count(cluster, quota, used);
  },
};

function changeOf(
  { operation, resource, object, name }: AdmissionAttributes,
  quota: ApiObject,
  usage: Usage,
  before: Usage,
): { quota: ApiObject; used: Usage } | undefined {
  const hard = textsOf(objectOf(quota["status"])["hard"]);
  const used = textsOf(objectOf(quota["status"])["used"]);
  const refuse = (state: string) => {
    const own = name === "" ? object?.metadata.name ?? "" : name;
    const { kind } = resource;
    const qualified = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
    return new Fault(
      403,
      "Forbidden",
      `${qualified} ${JSON.stringify(own)} is forbidden: ${state}`,
      {
        name: own,
        group: kind.group,
        kind: kind.plural,
      },
    );
  };
  const quotaName = quota.metadata.name ?? "";
  const names = Object.keys(usage).filter((key) => Object.hasOwn(hard, key));
  if (resource.collection === "pods" && operation === "CREATE" && object !== undefined) {
    const missing = unnamed(object, hard);
    if (missing !== "") throw refuse(`failed quota: ${quotaName}: must specify ${missing}`);
  }
  if (names.length === 0) return undefined;
  const after: Usage = { ...used };
  const requested: Usage = {};
  const exceeded: string[] = [];
  for (const key of names) {
    const amount = subtractAmounts(usage[key] ?? "0", before[key] ?? "0");
    requested[key] = amount;
    after[key] = addAmounts(used[key] ?? "0", amount);
    const isMore = compareAmounts(amount, "0") > 0;
    if (isMore && compareAmounts(after[key] ?? "0", hard[key] ?? "0") > 0) exceeded.push(key);
  }
  if (exceeded.length > 0) {
    throw refuse(
      `exceeded quota: ${quotaName}, requested: ${format(requested, exceeded)}, used: ${
        format(used, exceeded)
      }, limited: ${format(hard, exceeded)}`,
    );
  }
  return { quota, used: after };
}

function count(cluster: ClusterState, quota: ApiObject, used: Usage): void {
  const { namespace, name = "" } = quota.metadata;
  const resource = cluster.resources.get("", "v1", QUOTAS);
  cluster.changeStatus(resource, { namespace, name }, (live) => ({
    ...live,
    status: { ...objectOf(live["status"]), used },
  }));
}
