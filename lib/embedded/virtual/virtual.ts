/**
 * Resources that are answered and not stored. Layer 3.
 *
 * @module
 */
import { unknownPath } from "../fault.ts";
import type { Resource } from "../resources/resource.ts";
import type { Answer } from "../server/answer.ts";
import type { Body } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { answerReview, isReview } from "./reviews.ts";

/** Whether a resource is answered and not stored. */
export function isVirtual(resource: Resource): boolean {
  return isReview(resource);
}

/** Answers a request for a resource that is not stored. */
export function answerVirtual(call: Call, resource: Resource, body: Body): Answer {
  if (!isReview(resource)) throw unknownPath();
  return answerReview(call, resource, body);
}
