/**
 * What a request asks for, as the API server's RequestInfo and its authorizer see it. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { parseFieldSelector } from "../core/fields.ts";
import { parseLabelSelector } from "../core/labels.ts";
import type { RequestTarget } from "./target.ts";

/** A request to a resource. */
export interface ResourceAttributes {
  readonly isResource: true;
  /** The verb that RBAC checks: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, … */
  readonly verb: string;
  /** The API group, `""` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** `""` where there is none. */
  readonly subresource: string;
  /** `""` for cluster-scoped objects and for lists over all namespaces. */
  readonly namespace: string;
  /** `""` where the request names no object. */
  readonly name: string;
  /** Whether it opens a connection over which anything may go: neither a watch nor a log. */
  readonly opens?: true;
}

/** A request to a path that is no resource, such as `/version`. */
export interface PathAttributes {
  readonly isResource: false;
  /** The method in lower case. */
  readonly verb: string;
  /** The path without its query. */
  readonly path: string;
}

/** What a request asks for. */
export type RequestAttributes = ResourceAttributes | PathAttributes;

const METHOD_VERBS: ReadonlyMap<string, string> = new Map([
  ["POST", "create"],
  ["GET", "get"],
  ["HEAD", "get"],
  ["PUT", "update"],
  ["PATCH", "patch"],
  ["DELETE", "delete"],
]);
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

/**
 * Works out what a request asks for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseTarget } from "./target.ts";
 * const target = parseTarget("/apis/apps/v1/namespaces/shop/deployments/web/scale");
 * const attributes = attributesOf("PATCH", target);
 * assert.equal(describeAttributes(attributes), 'patch deployments.apps/scale "web" in "shop"');
 * ```
 *
 * @param method The HTTP method.
 * @param target The target.
 * @throws {QueryError} when the server would not know either.
 * @see apiserver `pkg/endpoints/request/requestinfo.go` NewRequestInfo
 */
export function attributesOf(method: string, target: RequestTarget): RequestAttributes {
  // The server splits the path with its slashes at both ends taken away.
  const segments = target.segments.at(-1) === "" ? target.segments.slice(0, -1) : target.segments;
  const [prefix] = segments;
  const isCore = prefix === "api";
  const short = segments.length < 3 || (!isCore && segments.length < 4);
  if (short || (!isCore && prefix !== "apis")) {
    const path = `/${target.segments.join("/")}`;
    checkPart(path, "*", target);
    return { isResource: false, verb: method.toLowerCase(), path };
  }
  const [group, rest] = isCore ? ["", segments.slice(1)] : [segments[1]!, segments.slice(2)];
  const [version = "", ...parts] = rest;
  const found = resourceParts(method, parts, target);
  for (const part of [group, found.resource, found.subresource, found.namespace]) {
    checkPart(part, RULE_SIGNS, target);
  }
  checkPart(found.name, "*", target);
  return { isResource: true, group, version, ...found };
}

/** What has a meaning in a rule, and is in no name of a group, a kind, a part or a namespace. */
const RULE_SIGNS = "*#@:,";

/** A right is written down, shown and given as a rule, in which a part with such a sign would mean more. */
function checkPart(part: string, signs: string, { path }: RequestTarget): void {
  const sign = [...signs].find((sign) => part.includes(sign));
  if (sign === undefined) return;
  throw new QueryError(
    `Cannot tell what "${path}" asks for: "${sign}" is in no name that a cluster has there`,
  );
}

function resourceParts(
  method: string,
  segments: readonly string[],
  target: RequestTarget,
): Omit<ResourceAttributes, "isResource" | "group" | "version"> {
  const special = segments[0] === "watch" || segments[0] === "proxy" ? segments[0] : undefined;
  let parts = special === undefined ? segments : segments.slice(1);
  if (parts.length === 0) {
    throw new QueryError(`Cannot tell what "${target.path}" asks for: it names no resource`);
  }
  const namespace = parts[0] === "namespaces" ? parts[1] ?? "" : "";
  if (parts[0] === "namespaces" && parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2]!)) {
    parts = parts.slice(2);
  }
  const [resource = "", name = ""] = parts;
  const subresource = special === "proxy" ? "" : parts[2] ?? "";
  const verb = special ?? METHOD_VERBS.get(method) ?? "";
  const at = { resource, subresource, namespace, name };
  if (name !== "" || (verb !== "get" && verb !== "delete")) return { verb, ...at };
  if (verb === "delete") return { verb: "deletecollection", ...at };
  return {
    verb: asksToWatch(target) ? "watch" : "list",
    ...at,
    name: selectedName(target),
  };
}

/** The one name that a field selector allows, which the server then takes for the request's. */
function selectedName(target: RequestTarget): string {
  const fields = parameter(target, "fieldSelector");
  if (fields === undefined) return "";
  try {
    // Options that cannot be read are as good as none for the server, the field selector among them.
    parseLabelSelector(parameter(target, "labelSelector") ?? "");
    for (const number of ["limit", "timeoutSeconds"]) {
      if (!/^(?:-?\d{1,18})?$/.test(parameter(target, number) ?? "")) return "";
    }
    const name = parseFieldSelector(fields).find(({ field, operator }) =>
      field === "metadata.name" && operator === "="
    )?.value ?? "";
    return /^\.{1,2}$|[/%]/.test(name) ? "" : name;
  } catch (error) {
    if (error instanceof QueryError) return "";
    throw error;
  }
}

function asksToWatch(target: RequestTarget): boolean {
  const value = parameter(target, "watch");
  return value !== undefined && value !== "0" && value.toLowerCase() !== "false";
}

function parameter({ query }: RequestTarget, wanted: string): string | undefined {
  return query.find(([name]) => name === wanted)?.[1];
}

/**
 * Tells whether a request stays open or may stay silent for long: watches, followed logs, and whatever a
 * server behind the API server does.
 *
 * @param attributes What is asked for.
 * @param target Its target.
 */
export function isLongLived(attributes: RequestAttributes, target: RequestTarget): boolean {
  if (!attributes.isResource) return false;
  const { verb, subresource } = attributes;
  if (verb === "watch" || verb === "proxy" || subresource === "proxy") return true;
  return subresource === "log" && !["", "0", "false"].includes(parameter(target, "follow") ?? "");
}

const READ_VERBS: ReadonlySet<string> = new Set(["get", "list", "watch"]);
/** Reads by their method; what goes over them can do anything. */
const ACTING_SUBRESOURCES: ReadonlySet<string> = new Set([
  "exec",
  "attach",
  "portforward",
  "proxy",
]);
const REVIEW_GROUPS: ReadonlySet<string> = new Set([
  "authorization.k8s.io",
  "authentication.k8s.io",
]);

/**
 * Tells whether a request could change something: everything but get, list and watch, and of those what
 * opens a way into a container or to a server behind the API server. Asking for a review changes nothing.
 *
 * @param attributes What is asked for.
 */
export function isWrite(attributes: RequestAttributes): boolean {
  if (!attributes.isResource) return attributes.verb !== "get" && attributes.verb !== "head";
  const { verb, group, resource } = attributes;
  if (verb === "create" && REVIEW_GROUPS.has(group) && /reviews$/.test(resource)) return false;
  return !READ_VERBS.has(verb) || actsThrough(attributes);
}

/**
 * Tells whether a request opens a way into a container or to a server behind the API server.
 *
 * @param attributes What is asked for.
 */
export function actsThrough({ verb, subresource, opens }: ResourceAttributes): boolean {
  return opens === true || verb === "proxy" || ACTING_SUBRESOURCES.has(subresource);
}

/**
 * What a request asks for that changes the protocol. A watch and a log only come; over anything else goes
 * what the server behind it makes of it (the console of a virtual machine is such a GET).
 *
 * @param attributes What it asks for without that change.
 */
export function asUpgrade(attributes: RequestAttributes): RequestAttributes {
  if (!attributes.isResource || attributes.verb === "watch") return attributes;
  const isLog = attributes.group === "" && attributes.subresource === "log";
  return isLog ? attributes : { ...attributes, opens: true };
}

/**
 * Says what a request asks for, for messages.
 *
 * @param attributes What is asked for.
 * @returns E.g. `patch deployments.apps/scale "web" in "shop"`.
 */
export function describeAttributes(attributes: RequestAttributes): string {
  if (!attributes.isResource) return `${attributes.verb} ${attributes.path}`;
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const kind = `${resource}${group === "" ? "" : `.${group}`}`;
  return [
    verb,
    `${kind}${subresource === "" ? "" : `/${subresource}`}`,
    ...(name === "" ? [] : [JSON.stringify(name)]),
    ...(namespace === "" ? [] : [`in ${JSON.stringify(namespace)}`]),
  ].join(" ");
}
