/**
 * The subresource `scale`: how many replicas, whatever the kind calls them. Layer 3.
 *
 * @module
 */
import type { Answer } from "../server/answer.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Body } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { unknownPath } from "../fault.ts";

/** Answers for `scale`. */
export function answerScale(_call: Call, _target: WriteTarget, _body: Body): Answer {
  throw unknownPath();
}
