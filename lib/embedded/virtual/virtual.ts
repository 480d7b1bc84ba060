/**
 * Resources that are answered and not stored: reviews of rights and identity. Layer 3.
 *
 * @module
 */
import { unknownPath } from "../fault.ts";
import type { Resource } from "../resources/resource.ts";
import type { Answer } from "../server/answer.ts";
import type { Body } from "../server/body.ts";
import type { Call } from "../server/context.ts";

/** Answers a request for a resource that is not stored. */
export type VirtualHandler = (call: Call, resource: Resource, body: Body) => Answer;

const HANDLERS: Readonly<Record<string, VirtualHandler>> = {};

/** Whether a resource is answered and not stored. */
export function isVirtual(resource: Resource): boolean {
  return Object.hasOwn(HANDLERS, resource.collection);
}

/** Answers a request for a resource that is not stored. */
export function answerVirtual(call: Call, resource: Resource, body: Body): Answer {
  const handler = HANDLERS[resource.collection];
  if (handler === undefined) throw unknownPath();
  return handler(call, resource, body);
}
