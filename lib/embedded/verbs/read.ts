/**
 * The verbs get, list and watch. Layer 3.
 *
 * @module
 */
import { getObject, listObjects } from "../objects/read.ts";
import { readListOptions } from "../objects/list_options.ts";
import { readSelection } from "../objects/selection.ts";
import { openWatch } from "../objects/watch.ts";
import type { WriteTarget } from "../objects/write.ts";
import { type Answer, JSON_TYPE } from "../server/answer.ts";
import type { Call } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { formatAnswer, representList, representObject } from "../server/represent.ts";

/** Answers with one object. */
export function answerGet(call: Call, target: WriteTarget): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
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
  const body = openWatch(
    call,
    { resource, namespace, selection },
    options,
    (object) => representObject(call, resource, object, accepted),
  );
  return { status: 200, body, contentType: JSON_TYPE };
}
