/**
 * Which part of the server answers for which subresource. Layer 3.
 *
 * @module
 */
import { methodNotAllowed, unknownPath } from "../fault.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Answer } from "../server/answer.ts";
import type { Body } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { answerGet } from "../verbs/read.ts";
import { answerPatch, answerUpdate } from "../verbs/write.ts";
import { answerBinding } from "./binding.ts";
import { answerEviction } from "./eviction.ts";
import { answerLog } from "./log.ts";
import { answerScale } from "./scale.ts";
import { answerAttach, answerExec, answerPortForward } from "./stream.ts";
import { answerToken } from "./token.ts";
import { subresourceVerbs } from "./served.ts";

/** Answers for one subresource. */
export type SubresourceHandler = (
  call: Call,
  target: WriteTarget,
  body: Body,
) => Answer | Promise<Answer>;

/** Subresources that are more than another way to write the object. */
const HANDLERS: Readonly<Record<string, SubresourceHandler>> = {
  attach: answerAttach,
  binding: answerBinding,
  eviction: answerEviction,
  exec: answerExec,
  log: answerLog,
  portforward: answerPortForward,
  scale: answerScale,
  token: answerToken,
};

/** Subresources that are the object itself, with writes that change a part of it only. */
const WHOLE: ReadonlySet<string> = new Set([
  "status",
  "ephemeralcontainers",
  "resize",
  "approval",
  "finalize",
]);

/** Answers a request for a subresource. */
export async function answerSubresource(
  call: Call,
  target: WriteTarget,
  body: Body,
): Promise<Answer> {
  const { resource, subresource } = target;
  if (!resource.kind.subresources.includes(subresource)) throw unknownPath();
  const { verb } = call.info;
  if (!subresourceVerbs(subresource).includes(verb)) throw methodNotAllowed();
  const handler = HANDLERS[subresource];
  if (handler !== undefined) return await handler(call, target, body);
  if (!WHOLE.has(subresource)) throw unknownPath();
  switch (verb) {
    case "get":
      return answerGet(call, target);
    case "update":
      return answerUpdate(call, target, body);
    default:
      return answerPatch(call, target, body);
  }
}
