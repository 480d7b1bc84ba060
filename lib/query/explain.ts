/**
 * What a query would send, do here and need as rights: data, and the text of it. Layer 2: pure.
 *
 * @module
 */
import { formatPath } from "../core/field_path.ts";
import { safeLine } from "../core/message.ts";
import { type QueryParameters, resourcePath } from "../core/path.ts";
import { isNothing, walk } from "./ast.ts";
import { formatFilter } from "./format.ts";
import { parametersOf, type QueryPlan } from "./plan.ts";
import { serverFieldOf } from "./server_field.ts";

/** Where and how a query would run. */
export interface ExplainContext {
  /** The kubeconfig context's name. */
  readonly contextName?: string | undefined;
  /** The server's address, e.g. `https://10.0.0.1:6443`; without it no network flag is given. */
  readonly server?: string | undefined;
  /** How many objects a page holds; default 500. */
  readonly pageSize?: number | undefined;
  /** What is to be explained: reading the objects (default), watching or counting them. */
  readonly verb?: "list" | "watch" | "count" | undefined;
}

/** The first request of a query. */
export interface ExplainedRequest {
  /** Reading is always a GET. */
  readonly method: "GET";
  /** Path and query as they are sent, percent-encoded. */
  readonly path: string;
  /** The same for people, not encoded. */
  readonly shown: string;
  /** The query parameters. */
  readonly parameters: QueryParameters;
}

/** A condition that is evaluated here. */
export interface ExplainedCondition {
  /** The condition as text. */
  readonly condition: string;
  /** Why the server does not carry it out. */
  readonly reason: string;
}

/** A right that is needed, as RBAC names it. */
export interface NeededRight {
  /** What may be done. */
  readonly verb: "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";
  /** The API group, `""` for the core group. */
  readonly group: string;
  /** The plural name. */
  readonly resource: string;
  /** The part of the object, e.g. `scale`; `undefined` for the object itself. */
  readonly subresource?: string | undefined;
  /** `undefined`: all namespaces, or the resource has none. */
  readonly namespace: string | undefined;
  /** The only object, where a selector names it: then a right on that name is enough. */
  readonly name: string | undefined;
}

/** What a query would do. */
export interface Explanation {
  /** The plural name of the kind. */
  readonly resource: string;
  /** Whether its objects live in namespaces. */
  readonly namespaced: boolean;
  /** `undefined`: all namespaces, or the kind has none. */
  readonly namespace: string | undefined;
  /** The kubeconfig context's name, where it is known. */
  readonly contextName: string | undefined;
  /** What is to be explained. */
  readonly verb: "list" | "watch" | "count";
  /** The first request; further pages only add `continue`. */
  readonly request: ExplainedRequest;
  /** What is evaluated here, object by object. */
  readonly client: readonly ExplainedCondition[];
  /** What is sorted by here, e.g. `metadata.name desc`. */
  readonly order: readonly string[];
  /** How many results are wanted. */
  readonly limit: number | undefined;
  /** What counting the results costs. */
  readonly count: string;
  /** The filter lets every object pass. */
  readonly unfiltered: boolean;
  /** No object can pass the filter. */
  readonly empty: boolean;
  /** Deno's flag for the network, or `undefined` where the server is not known. */
  readonly netFlag: string | undefined;
  /** The rights in the cluster. */
  readonly rights: readonly NeededRight[];
}

const DEFAULT_PAGE_SIZE = 500;

/**
 * Says what a planned query would do. Sends nothing.
 *
 * @param plan The plan.
 * @param context Where and how the query would run.
 */
export function explain(plan: QueryPlan, context: ExplainContext = {}): Explanation {
  const { kind, namespace, limit, orderBy = [] } = plan.spec;
  const verb = context.verb ?? "list";
  const sorted = orderBy.map(({ path, direction }) => `${formatPath(path)} ${direction}`);
  return {
    resource: kind.plural,
    namespaced: kind.namespaced,
    namespace: kind.namespaced ? namespace : undefined,
    contextName: context.contextName,
    verb,
    request: requestOf(plan, pageLimit(plan, verb, context.pageSize ?? DEFAULT_PAGE_SIZE)),
    client: plan.reasons.map(({ node, reason }) => ({ condition: formatFilter(node), reason })),
    order: sorted,
    limit,
    count: countCost(plan),
    unfiltered: plan.unfiltered,
    empty: isNothing(plan.residual),
    netFlag: context.server === undefined ? undefined : netFlagFor(context.server),
    rights: rightsOf(plan, verb === "watch" ? ["list", "watch"] : ["list"]),
  };
}

/**
 * Prints an explanation, one line for the request, one for each condition evaluated here, and one for
 * the rights.
 *
 * @param explanation What {@link explain} gave.
 * @returns Lines without a line break at the end.
 */
export function formatExplanation(explanation: Explanation): string {
  const { resource, contextName, request, client, order, limit, verb, count } = explanation;
  const context = contextName === undefined ? "" : `  (context ${contextName})`;
  const width = Math.max(0, ...client.map(({ condition }) => condition.length));
  const lines = [`${resource}${placeOf(explanation)}${context}`];
  lines.push(line("request", `${request.method} ${request.shown}`));
  for (const { condition, reason } of client) {
    lines.push(line("client", `${condition.padEnd(width)}  ${reason}`));
  }
  if (order.length > 0) lines.push(line("order", `${order.join(", ")}  sorted here`));
  if (limit !== undefined) {
    const after = client.length > 0 || order.length > 0 ? "  counted here" : "";
    lines.push(line("limit", `${limit}${after}`));
  }
  if (verb === "count") lines.push(line("count", count));
  lines.push(line("grants", grantsOf(explanation)));
  return lines.join("\n");
}

/**
 * Gives Deno's flag for connecting to a server.
 *
 * @param server The server's address, e.g. `https://10.0.0.1:6443`.
 * @returns E.g. `--allow-net=10.0.0.1:6443`.
 */
export function netFlagFor(server: string): string {
  const { hostname, port, protocol } = new URL(server);
  return `--allow-net=${hostname}:${port !== "" ? port : protocol === "http:" ? "80" : "443"}`;
}

/** Says a right in words, e.g. `list deployments.apps in "shop"`. */
function formatRight(right: NeededRight, namespaced: boolean): string {
  const { verb, group, resource, subresource, namespace, name } = right;
  const part = subresource === undefined ? "" : `/${subresource}`;
  const full = `${group === "" ? resource : `${resource}.${group}`}${part}`;
  const named = name === undefined ? "" : ` ${JSON.stringify(name)}`;
  return `${verb} ${full}${named}${placeOf({ namespaced, namespace })}`;
}

function pageLimit(plan: QueryPlan, verb: "list" | "watch" | "count", pageSize: number): number {
  const { limit, orderBy = [] } = plan.spec;
  if (verb === "count") return plan.unfiltered ? 1 : pageSize;
  const exact = plan.residual.type === "true" && orderBy.length === 0;
  return exact && limit !== undefined ? Math.min(limit, pageSize) : pageSize;
}

function countCost(plan: QueryPlan): string {
  return plan.unfiltered
    ? "one request: the server tells how many there are"
    : "reads every page: with a filter the server does not tell how many there are";
}

function requestOf(plan: QueryPlan, limit: number): ExplainedRequest {
  const { kind, namespace } = plan.spec;
  const parameters = { ...parametersOf(plan), limit };
  const target = { resource: kind, namespace: kind.namespaced ? namespace : undefined };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return {
    method: "GET",
    path: resourcePath(target, parameters),
    shown: safeLine(`${decodeURIComponent(resourcePath(target))}?${query.join("&")}`),
    parameters,
  };
}

function rightsOf(plan: QueryPlan, verbs: readonly ("list" | "watch")[]): readonly NeededRight[] {
  const { kind, namespace } = plan.spec;
  const name = onlyName(plan);
  return verbs.map((verb) => ({
    verb,
    group: kind.group,
    resource: kind.plural,
    namespace: kind.namespaced ? namespace : undefined,
    name,
  }));
}

/** The name in `metadata.name=…` of the field selector: the server grants such a list by that name. */
function onlyName({ pushed, spec }: QueryPlan): string | undefined {
  const names = new Set<string>();
  for (const node of pushed) {
    walk(node, (part) => {
      if (part.type !== "compare" || (part.operator !== "=" && part.operator !== "in")) return;
      if (serverFieldOf(spec.kind, part)?.selector !== "metadata.name") return;
      for (const value of part.values) names.add(String(value));
    });
  }
  const [name] = names;
  return names.size === 1 && name !== "" ? name : undefined;
}

function grantsOf({ netFlag, rights, namespaced }: Explanation): string {
  const rbac = rights.map((right) => formatRight(right, namespaced)).join(", ");
  return netFlag === undefined ? `rbac: ${rbac}` : `${netFlag}   rbac: ${rbac}`;
}

function placeOf(
  { namespaced, namespace }: {
    readonly namespaced: boolean;
    readonly namespace?: string | undefined;
  },
): string {
  if (!namespaced) return "";
  return namespace === undefined ? " in all namespaces" : ` in ${JSON.stringify(namespace)}`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(9)}${text}`;
}
