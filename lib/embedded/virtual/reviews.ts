/**
 * Reviews: who am I, may I, what may I. Layer 3.
 *
 * @module
 */
import { type ApiObject, isObject, type JsonObject, listOf, objectOf, textOf } from "../json.ts";
import { formatTime } from "../clock.ts";
import { badRequest, methodNotAllowed, unknownPath } from "../fault.ts";
import { ownerOf } from "../managed/owner.ts";
import { type Access, decide, listRules } from "../rbac/rules.ts";
import type { Resource } from "../resources/resource.ts";
import type { Answer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call, UserInfo } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { readWriteOptions } from "../server/options.ts";
import { formatAnswer } from "../server/represent.ts";
import { type FieldFault, invalid, invalidObject } from "../validation/field_fault.ts";

/** Gives the status of a review. */
type Reviewer = (call: Call, object: ApiObject) => JsonObject;

/** Answers a review. */
export function answerReview(call: Call, resource: Resource, body: Body): Answer {
  const reviewer = REVIEWERS[resource.collection];
  if (reviewer === undefined) throw unknownPath();
  if (call.info.verb !== "create") throw methodNotAllowed();
  const accepted = negotiate(call.headers.get("accept"), "object");
  const options = readWriteOptions(call, "CreateOptions");
  const object = readObject(call, resource, body, options.fieldValidation);
  if (resource.kind.namespaced && object.metadata.namespace === undefined) {
    object.metadata.namespace = call.info.namespace;
  }
  const status = reviewer(call, object);
  const target = { resource, namespace: undefined, name: "", subresource: "" };
  // Reviews are owned as objects are, though nobody keeps them.
  const owned = resource.kind.group === "authorization.k8s.io"
    ? ownerOf(call, target, options)(object, undefined)
    : object;
  return formatAnswer({ ...owned, status }, accepted, 201);
}

/** Whether a resource is a review. */
export function isReview(resource: Resource): boolean {
  return Object.hasOwn(REVIEWERS, resource.collection);
}

function accessOfSpec(spec: JsonObject): Access {
  const path = spec["nonResourceAttributes"];
  if (isObject(path)) return { verb: textOf(path["verb"]), path: textOf(path["path"]) };
  const attributes = objectOf(spec["resourceAttributes"]);
  return {
    verb: textOf(attributes["verb"]),
    group: textOf(attributes["group"]),
    resource: textOf(attributes["resource"]),
    subresource: textOf(attributes["subresource"]),
    namespace: textOf(attributes["namespace"]),
    name: textOf(attributes["name"]),
  };
}

/** Attributes as the real server prints them. */
function internalPath({ path, verb }: JsonObject): JsonObject {
  return { Path: textOf(path), Verb: textOf(verb) };
}

function attributeFaults(object: ApiObject): FieldFault[] {
  const spec = objectOf(object["spec"]);
  const hasResource = isObject(spec["resourceAttributes"]);
  const hasPath = isObject(spec["nonResourceAttributes"]);
  if (hasResource && hasPath) {
    return [
      invalid(
        "spec.nonResourceAttributes",
        internalPath(objectOf(spec["nonResourceAttributes"])),
        "cannot be specified in combination with resourceAttributes",
      ),
    ];
  }
  return hasResource || hasPath ? [] : [
    invalid(
      "spec.resourceAttributes",
      null,
      "exactly one of nonResourceAttributes or resourceAttributes must be specified",
    ),
  ];
}

function check(faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  throw invalidObject({ kind: "", group: "authorization.k8s.io" }, "", faults);
}

function decided(user: UserInfo, object: ApiObject, { cluster }: Call): JsonObject {
  const { isAllowed, reason } = decide(user, accessOfSpec(objectOf(object["spec"])), cluster);
  return { allowed: isAllowed, ...(reason === "" ? {} : { reason }) };
}

function subjectOf(object: ApiObject): UserInfo {
  const spec = objectOf(object["spec"]);
  return { username: textOf(spec["user"]), groups: listOf(spec["groups"]).map(textOf) };
}

function reviewSubject(call: Call, object: ApiObject): JsonObject {
  const spec = objectOf(object["spec"]);
  const faults = attributeFaults(object);
  if (textOf(spec["user"]) === "" && listOf(spec["groups"]).length === 0) {
    faults.push(invalid("spec.user", "", "at least one of user or group must be specified"));
  }
  check(faults);
  return decided(subjectOf(object), object, call);
}

function rulesStatus(call: Call, object: ApiObject): JsonObject {
  const namespace = textOf(objectOf(object["spec"])["namespace"]);
  if (namespace === "") throw badRequest("no namespace on request");
  const rules = listRules(call.user, namespace, call.cluster);
  return {
    resourceRules: rules.filter((rule) => rule["nonResourceURLs"] === undefined),
    nonResourceRules: rules.filter((rule) => rule["nonResourceURLs"] !== undefined),
    incomplete: false,
  };
}

function userJson({ username, groups, uid, extra }: UserInfo): JsonObject {
  return {
    username,
    ...(uid === undefined ? {} : { uid }),
    groups: [...groups],
    ...(extra === undefined
      ? {}
      : { extra: Object.fromEntries(Object.entries(extra).map(([key, of]) => [key, [...of]])) }),
  };
}

const REVIEWERS: Readonly<Record<string, Reviewer>> = {
  "authorization.k8s.io/selfsubjectaccessreviews"(call, object) {
    check(attributeFaults(object));
    return decided(call.user, object, call);
  },
  "authorization.k8s.io/subjectaccessreviews": reviewSubject,
  "authorization.k8s.io/localsubjectaccessreviews": reviewSubject,
  "authorization.k8s.io/selfsubjectrulesreviews": rulesStatus,
  "authentication.k8s.io/selfsubjectreviews"(call, object) {
    object.metadata.creationTimestamp = formatTime(call.cluster.clock.now());
    return { userInfo: userJson(call.user) };
  },
  "authentication.k8s.io/tokenreviews"(call, object) {
    const token = textOf(objectOf(object["spec"])["token"]);
    const user = call.cluster.userOf(token);
    return user === undefined
      ? { user: {}, error: "[invalid bearer token]" }
      : { authenticated: true, user: userJson(user) };
  },
};
