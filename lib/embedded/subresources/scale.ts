/**
 * The subresource `scale`: how many replicas, whatever the kind calls them. Layer 3.
 *
 * @module
 */
import { CustomResource } from "../crd/custom_resource.ts";
import { badRequest, Fault, notFound } from "../fault.ts";
import {
  type ApiObject,
  getPath,
  isObject,
  type JsonObject,
  objectOf,
  setPath,
  textOf,
  textsOf,
} from "../json.ts";
import { ownerOf } from "../managed/owner.ts";
import { getObject } from "../objects/read.ts";
import type { WriteTarget } from "../objects/target.ts";
import { updateObject } from "../objects/write.ts";
import { patchedValue } from "../patch/patch.ts";
import type { Resource } from "../resources/resource.ts";
import type { Answer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { readWriteOptions } from "../server/options.ts";
import { formatAnswer } from "../server/represent.ts";
import { selectorText } from "../tables/cells.ts";
import { invalid, invalidObject } from "../validation/field_fault.ts";
import { replicasPath } from "./replicas_path.ts";

/** Answers for `scale`. */
export function answerScale(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const { resource } = target;
  if (call.info.verb === "get") {
    return formatAnswer(scaleOf(resource, getObject(call.cluster, target)), accepted);
  }
  const isPatch = call.info.verb === "patch";
  const options = readWriteOptions(
    call,
    isPatch ? "PatchOptions" : "UpdateOptions",
    isPatch ? body.type : "",
  );
  const own = ownerOf(call, target, options);
  const { object } = updateObject(call, target, (live) => {
    if (live === undefined) throw notFound(resource.kind, target.name);
    const current = scaleOf(resource, live, false);
    const wanted = isPatch
      ? patchedValue(current, body)
      : readObject(call, scaleResource(call), body, options.fieldValidation);
    if (!isPatch) checkName(wanted, target.name);
    return withReplicas(resource, live, wanted, target.name);
  }, { ...options, own, mayCreate: false });
  return formatAnswer(scaleOf(resource, object), accepted);
}

function checkName(scale: JsonObject, name: string): void {
  const said = textOf(objectOf(scale["metadata"])["name"]);
  if (said === name) return;
  throw badRequest(
    said === ""
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${said}) does not match the name on the URL (${name})`,
  );
}

function scaleResource(call: Call): Resource {
  return call.cluster.resources.virtual("autoscaling", "v1", "Scale");
}

/** The scale of an object. */
export function scaleOf(resource: Resource, object: ApiObject, isStrict = true): JsonObject {
  const { metadata } = object;
  const meta: JsonObject = {
    name: metadata.name ?? "",
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    uid: metadata.uid ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    creationTimestamp: metadata.creationTimestamp ?? "",
  };
  const { replicas, current, selector } = resource instanceof CustomResource
    ? customScale(resource, object, isStrict)
    : builtinScale(object);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: meta,
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: current, ...(selector === "" ? {} : { selector }) },
  };
}

function builtinScale(object: ApiObject) {
  const spec = objectOf(object["spec"]);
  const { selector } = spec;
  // The selector of the oldest kind is a map of labels.
  const isPlain = isObject(selector) && selector["matchLabels"] === undefined &&
    selector["matchExpressions"] === undefined;
  const text = isPlain ? selectorText({ matchLabels: textsOf(selector) }) : selectorText(selector);
  return {
    replicas: Number(spec["replicas"] ?? 0),
    current: Number(objectOf(object["status"])["replicas"] ?? 0),
    selector: text === "<none>" ? "" : text,
  };
}

function customScale({ scale }: CustomResource, object: ApiObject, isStrict: boolean) {
  const path = scale?.specReplicas ?? [];
  const replicas = getPath(object, path);
  if (typeof replicas !== "number" && isStrict) {
    const message = `the spec replicas field ".${path.join(".")}" does not exist`;
    throw new Fault(500, "InternalError", `Internal error occurred: ${message}`, {
      causes: [{ message }],
    });
  }
  const current = getPath(object, scale?.statusReplicas ?? []);
  return {
    replicas: typeof replicas === "number" ? replicas : 0,
    current: typeof current === "number" ? current : 0,
    selector: scale?.selector === undefined ? "" : textOf(getPath(object, scale.selector)),
  };
}

function withReplicas(
  resource: Resource,
  live: ApiObject,
  scale: JsonObject,
  name: string,
): ApiObject {
  const replicas = objectOf(scale["spec"])["replicas"] ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    throw invalidObject({ kind: "Scale", group: "autoscaling" }, name, [
      invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
    ]);
  }
  const version = textOf(objectOf(scale["metadata"])["resourceVersion"]);
  const object = structuredClone(live);
  if (version !== "") object.metadata.resourceVersion = version;
  setPath(object, replicasPath(resource), replicas);
  return object;
}
