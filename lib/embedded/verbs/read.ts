/**
 * The verbs get, list and watch. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { ApiObject } from "../json.ts";
import { getObject, listObjects } from "../objects/read.ts";
import { readListOptions } from "../objects/list_options.ts";
import { readSelection } from "../objects/selection.ts";
import { openWatch } from "../objects/watch.ts";
import type { WriteTarget } from "../objects/target.ts";
import { type Answer, JSON_TYPE } from "../server/answer.ts";
import type { Call } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { formatAnswer, representList, representObject } from "../server/represent.ts";

/** Answers with one object. */
export function answerGet(call: Call, target: WriteTarget): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const version = call.query.get("resourceVersion") ?? "";
  if (version !== "" && !/^\d+$/.test(version)) {
    const shown = JSON.stringify(version);
    throw new Fault(
      500,
      undefined,
      `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`,
    );
  }
  const object = getObject(call.cluster, target);
  return formatAnswer(representObject(call, target.resource, object, accepted), accepted);
}

/** Answers with a list. */
export function answerList(call: Call, target: WriteTarget): Answer {
  const accepted = negotiate(call.headers.get("accept"), "list");
  const { resource, namespace } = target;
  const options = readListOptions(call.query, false);
  const selection = readSelection(resource, call.query);
  const page = listObjects(call.cluster, { resource, namespace, selection }, options);
  return formatAnswer(representList(call, resource, page, accepted), accepted);
}

/** Answers with a stream of changes. */
export function answerWatch(call: Call, target: WriteTarget): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const { resource, namespace } = target;
  const options = readListOptions(call.query, true);
  const selection = readSelection(resource, call.query);
  let isFirst = true;
  const represent = (object: ApiObject) => {
    const shown = representObject(call, resource, object, accepted);
    if (accepted.as !== "table") return shown;
    // The columns come once.
    const table = isFirst ? shown : { ...shown, columnDefinitions: null };
    isFirst = false;
    return table;
  };
  const body = openWatch(call, { resource, namespace, selection }, options, represent);
  return { status: 200, body, contentType: JSON_TYPE };
}
