/**
 * From a request to its answer: who calls, what is asked, may it be, and which part of the server does it.
 * Layer 3.
 *
 * @module
 */
import { badRequest, Fault, methodNotAllowed, methodNotSupported, unknownPath } from "../fault.ts";
import { answerDelete, answerDeleteCollection } from "../verbs/delete.ts";
import { answerGet, answerList, answerWatch } from "../verbs/read.ts";
import { answerCreate, answerPatch, answerUpdate } from "../verbs/write.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Resource } from "../resources/resource.ts";
import { answerSubresource } from "../subresources/subresources.ts";
import { answerVirtual, isVirtual } from "../virtual/virtual.ts";
import { type Answer, faultAnswer, noSuchPage } from "./answer.ts";
import type { Body } from "./body.ts";
import type { Call, UserInfo } from "./context.ts";
import { findTooDeep } from "./json_text.ts";
import { answerNonResource } from "./non_resource.ts";
import { readRequestInfo } from "./request_info.ts";

/** A request as the server works with it. */
export interface ApiRequest {
  readonly method: string;
  /** Path, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly user: UserInfo;
  readonly signal: AbortSignal | undefined;
  /** Reads the body; called once at most. */
  body(): Promise<string | Uint8Array>;
}

/** What the cluster gives to each call. */
export type CallBase = Pick<Call, "cluster" | "onWatch">;

/**
 * Answers a request.
 *
 * @param base The cluster.
 * @param request The request.
 * @returns The answer; refusals are answers, too.
 */
export async function answerRequest(base: CallBase, request: ApiRequest): Promise<Answer> {
  const warnings: string[] = [];
  let answer: Answer;
  try {
    answer = await route(base, request, warnings);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    answer = faultAnswer(error);
  }
  return warnings.length === 0 ? answer : withWarnings(answer, warnings);
}

async function route(base: CallBase, request: ApiRequest, warnings: string[]): Promise<Answer> {
  const { method, query, headers, signal } = request;
  const info = readRequestInfo(method, decodePath(request.path), query);
  const { cluster } = base;
  const user = cluster.authorizer.impersonate(request.user, headers, cluster);
  cluster.authorizer.check(user, info, cluster);
  const call: Call = { ...base, info, user, query, headers, method, warnings, signal };
  if (!info.isResource) return await answerNonResource(call);
  const { group, version, resource: plural } = info;
  const resource = cluster.resources.find(group, version, plural);
  if (resource === undefined) {
    if (group !== "" && !cluster.resources.hasBuiltinVersion(group)) return noSuchPage();
    throw unknownPath();
  }
  const target: WriteTarget = {
    resource,
    namespace: resource.kind.namespaced && info.namespace !== "" ? info.namespace : undefined,
    name: info.name,
    subresource: info.subresource,
  };
  const isCluster = !resource.kind.namespaced;
  if (isCluster && info.namespace !== "" && resource.collection !== "namespaces") {
    throw unknownPath();
  }
  if (isVirtual(resource)) return await answerVirtual(call, resource, await readBody(request));
  if (info.subresource !== "") {
    if (!isCluster && info.namespace === "") throw unknownPath();
    return await answerSubresource(call, target, await readBody(request));
  }
  const deprecation = DEPRECATED[resource.collection];
  if (deprecation !== undefined) warnings.push(deprecation);
  const path = pathName(info.path);
  if (path !== "" && !isCluster && info.namespace === "") throw unknownPath();
  return await answerVerb(call, { ...target, name: path }, request);
}

/** What the server warns of on every call. */
const DEPRECATED: Readonly<Record<string, string>> = {
  endpoints: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  componentstatuses: "v1 ComponentStatus is deprecated in v1.19+",
};

/** The name in the path: a field selector may have given another one to the rights. */
function pathName(path: string): string {
  const info = readRequestInfo("PUT", path, new URLSearchParams());
  return info.name;
}

async function answerVerb(call: Call, target: WriteTarget, request: ApiRequest): Promise<Answer> {
  const { resource, name } = target;
  const { verb } = call.info;
  checkServed(call, resource, target);
  switch (verb) {
    case "get":
      return answerGet(call, target);
    case "list":
      return answerList(call, target);
    case "watch":
      return name === ""
        ? answerWatch(call, target)
        : answerWatch({ ...call, query: withName(call.query, name) }, target);
    case "create":
      return answerCreate(call, target, await readBody(request));
    case "update":
      return answerUpdate(call, target, await readBody(request));
    case "patch":
      return answerPatch(call, target, await readBody(request));
    case "delete":
      return answerDelete(call, target, await readBody(request));
    case "deletecollection":
      return answerDeleteCollection(call, target, await readBody(request));
    default:
      throw methodNotAllowed();
  }
}

function withName(query: URLSearchParams, name: string): URLSearchParams {
  const copy = new URLSearchParams(query);
  copy.set("fieldSelector", `metadata.name=${name}`);
  return copy;
}

const COLLECTION_METHODS: ReadonlySet<string> = new Set([
  "list",
  "watch",
  "create",
  "deletecollection",
]);

function checkServed(call: Call, resource: Resource, target: WriteTarget): void {
  const { verb } = call.info;
  const isOnCollection = target.name === "";
  const fits = verb === "watch" || COLLECTION_METHODS.has(verb) === isOnCollection;
  const isWrite = verb === "create" || verb === "deletecollection";
  if (!fits) throw methodNotAllowed();
  if (isWrite && resource.kind.namespaced && target.namespace === undefined) {
    throw verb === "create" ? methodNotAllowed() : methodNotAllowed();
  }
  if (!resource.kind.verbs.includes(verb)) {
    throw resource.isCustom ? methodNotSupported(resource.kind, verb) : methodNotAllowed();
  }
}

const PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";

async function readBody(request: ApiRequest): Promise<Body> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const body = await request.body();
  if (type === PROTOBUF_TYPE && body.length > 0) {
    const { readProtobuf } = await import("./protobuf_body.ts");
    return readProtobuf(body);
  }
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  const opener = findTooDeep(text);
  if (opener !== undefined) {
    throw badRequest(
      `couldn't get version/kind; json parse error: invalid character '${opener}' exceeded max depth`,
    );
  }
  return { text, type: type ?? "" };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  const unique = [...new Set(warnings)];
  const value = unique.map((text) =>
    `299 - "${text.replace(/[\\"]/g, "\\$&").replace(/[\r\n]/g, " ")}"`
  ).join(", ");
  return { ...answer, headers: { ...answer.headers, warning: value } };
}
