/**
 * The verbs create, update and patch. Layer 3.
 *
 * @module
 */
import { badRequest } from "../fault.ts";
import type { ApiObject } from "../json.ts";
import { ownerOf } from "../managed/owner.ts";
import { createObject, updateObject } from "../objects/write.ts";
import type { WriteTarget } from "../objects/target.ts";
import { readPatch } from "../patch/patch.ts";
import type { Answer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { negotiate } from "../server/negotiate.ts";
import { readWriteOptions } from "../server/options.ts";
import { formatAnswer, representObject } from "../server/represent.ts";

/** Creates an object and answers with it. */
export function answerCreate(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const options = readWriteOptions(call, "CreateOptions");
  const object = readObject(call, target.resource, body, options.fieldValidation);
  const own = ownerOf(call, target, options);
  const created = createObject(call, target, object, { ...options, own });
  return formatAnswer(representObject(call, target.resource, created, accepted), accepted, 201);
}

/** Replaces an object and answers with it. */
export function answerUpdate(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const options = readWriteOptions(call, "UpdateOptions");
  const { resource, name } = target;
  const object = readObject(call, resource, body, options.fieldValidation);
  checkName(object, name);
  const own = ownerOf(call, target, options);
  const { object: updated, isCreated } = updateObject(call, target, () => object, {
    ...options,
    own,
    mayCreate: (resource.strategy.createOnUpdate ?? false) && target.subresource === "",
    ...(object.metadata.uid ? { uid: object.metadata.uid } : {}),
  });
  const shown = representObject(call, resource, updated, accepted);
  return formatAnswer(shown, accepted, isCreated ? 201 : 200);
}

/** Patches an object and answers with it. */
export function answerPatch(call: Call, target: WriteTarget, body: Body): Answer {
  const accepted = negotiate(call.headers.get("accept"), "object");
  const patch = readPatch(call, target, body);
  const { object, isCreated } = updateObject(call, target, patch.change, patch.options);
  const shown = representObject(call, target.resource, object, accepted);
  return formatAnswer(shown, accepted, isCreated ? 201 : 200);
}

/** An object that is put somewhere has the name of that place. */
function checkName(object: ApiObject, name: string): void {
  const said = object.metadata.name ?? "";
  if (said === name) return;
  throw badRequest(
    said === ""
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${said}) does not match the name on the URL (${name})`,
  );
}
