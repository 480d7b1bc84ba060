/**
 * Cells of nodes and quotas. Layer 3.
 *
 * @module
 */
import { type ApiObject, objectOf, objectsOf, textOf, textsOf } from "../json.ts";
import { spec, status } from "./cells.ts";

/** Whether a node is ready, and whether pods may be put there. */
export function nodeStatus(object: ApiObject): string {
  const ready = objectsOf(status(object)["conditions"])
    .find((condition) => condition["type"] === "Ready");
  const words = [
    ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady",
  ];
  if (spec(object)["unschedulable"] === true) words.push("SchedulingDisabled");
  return words.join(",");
}

const ROLE_PREFIX = "node-role.kubernetes.io/";

/** The roles of a node. */
export function nodeRole({ metadata }: ApiObject): string {
  const roles = Object.entries(textsOf(metadata["labels"])).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === "kubernetes.io/role" && value !== "" ? [value] : [];
  }).filter((role) => role !== "");
  return [...new Set(roles)].sort().join(",") || "<none>";
}

/** The address of a node of one sort. */
export function rolesAddress(object: ApiObject, type: string): string {
  const found = objectsOf(status(object)["addresses"])
    .find((address) => address["type"] === type);
  return found === undefined ? "<none>" : textOf(found["address"]);
}

/** What of a quota is used. */
export function quotaText(object: ApiObject, isWanted: (name: string) => boolean): string {
  const used = objectOf(status(object)["used"]);
  const hard = objectOf(status(object)["hard"]);
  return Object.keys(hard).filter(isWanted).sort()
    .map((name) => `${name}: ${textOf(used[name]) || "0"}/${textOf(hard[name])}`).join(", ");
}
