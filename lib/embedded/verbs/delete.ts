/**
 * The verbs delete and deletecollection. Layer 3.
 *
 * @module
 */
import { badRequest, Fault, notFound } from "../fault.ts";
import { isObject, type JsonObject, listOf, textOf } from "../json.ts";
import { deleteObject, type DeleteOptions } from "../objects/delete.ts";
import { readListOptions } from "../objects/list_options.ts";
import { listObjects } from "../objects/read.ts";
import { readSelection } from "../objects/selection.ts";
import type { WriteTarget } from "../objects/target.ts";
import { type Answer, successStatus } from "../server/answer.ts";
import { type Body, parseBody } from "../server/body.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { formatAnswer, representList, representObject } from "../server/represent.ts";
import {
  type FieldFault,
  invalid,
  invalidObject,
  notSupported,
} from "../validation/field_fault.ts";

const POLICIES = ["Foreground", "Background", "Orphan"] as const;

/** Deletes one object and answers with it, or with a `Status` where it is gone already. */
export function answerDelete(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const options = readDeleteOptions(call, body);
  const { resource, name } = target;
  const { object, isGone } = deleteObject(call, target, options);
  if (isGone && !resource.strategy.returnsDeleted) {
    const { group, plural } = resource.kind;
    return formatAnswer(
      successStatus({
        name,
        ...(group === "" ? {} : { group }),
        kind: plural,
        ...(object.metadata.uid ? { uid: object.metadata.uid } : {}),
      }),
      accepted,
    );
  }
  return formatAnswer(representObject(call, resource, object, accepted), accepted);
}

/** Deletes what a selection matches and answers with the list of it. */
export function answerDeleteCollection(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "list");
  const { resource, namespace } = target;
  const options = readDeleteOptions(call, body);
  const page = listObjects(call.cluster, {
    resource,
    namespace,
    selection: readSelection(resource, call.query),
  }, readListOptions(call.query, false));
  for (const { metadata } of page.items) {
    const one = { ...target, namespace: metadata.namespace, name: metadata.name ?? "" };
    try {
      deleteObject(call, one, options);
    } catch (error) {
      if (!(error instanceof Fault) || error.reason !== notFound(resource.kind, "").reason) {
        throw error;
      }
    }
  }
  return formatAnswer(representList(call, resource, page, accepted), accepted);
}

/**
 * Reads what a delete asks for, from its body or its parameters.
 *
 * @throws {Fault} when that makes no sense.
 */
export function readDeleteOptions(call: Call, body: Body): DeleteOptions & WriteOptions {
  const asked = body.text.trim() === "" ? fromQuery(call.query) : fromBody(body);
  const dryRun = listOf(asked["dryRun"]).map(textOf);
  const policy = asked["propagationPolicy"];
  const orphan = asked["orphanDependents"];
  const faults: FieldFault[] = [];
  if (orphan !== undefined && orphan !== null && policy) {
    faults.push(invalid(
      "propagationPolicy",
      policy,
      "orphanDependents and deletionPropagation cannot be both set",
    ));
  }
  const known = POLICIES.find((name) => name === policy);
  if (policy && known === undefined) {
    faults.push(notSupported("propagationPolicy", policy, [...POLICIES, "nil"]));
  }
  if (dryRun.some((value) => value !== "All")) {
    faults.push(notSupported("dryRun", dryRun, ["All"]));
  }
  if (faults.length > 0) {
    throw invalidObject({ kind: "DeleteOptions", group: "meta.k8s.io" }, "", faults);
  }
  const preconditions = isObject(asked["preconditions"]) ? asked["preconditions"] : {};
  const { gracePeriodSeconds } = asked;
  return {
    isDryRun: dryRun.length > 0,
    fieldManager: "",
    fieldValidation: "Ignore",
    force: false,
    gracePeriodSeconds: typeof gracePeriodSeconds === "number" ? gracePeriodSeconds : undefined,
    propagationPolicy: typeof orphan === "boolean" ? orphan ? "Orphan" : "Background" : known,
    uid: textOf(preconditions["uid"]) || undefined,
    resourceVersion: textOf(preconditions["resourceVersion"]) || undefined,
  };
}

function fromBody(body: Body): JsonObject {
  const parsed = parseBody(body, "DeleteOptions");
  const kind = textOf(parsed["kind"]);
  if (kind !== "" && kind !== "DeleteOptions") {
    const version = textOf(parsed["apiVersion"]) || "v1";
    throw badRequest(
      `no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  return parsed;
}

function fromQuery(query: URLSearchParams): JsonObject {
  const asked: JsonObject = {};
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && grace !== "") {
    if (!/^[-+]?\d+$/.test(grace)) {
      throw badRequest(
        `strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`,
      );
    }
    asked["gracePeriodSeconds"] = Number(grace);
  }
  const policy = query.get("propagationPolicy");
  if (policy) asked["propagationPolicy"] = policy;
  const orphan = query.get("orphanDependents");
  if (orphan !== null && orphan !== "") {
    asked["orphanDependents"] = orphan !== "false" && orphan !== "0";
  }
  const dryRun = query.getAll("dryRun").filter((value) => value !== "");
  if (dryRun.length > 0) asked["dryRun"] = dryRun;
  return asked;
}
