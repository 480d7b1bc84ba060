/**
 * Which object a request would make, for the question about it. Loaded only where somebody is asked. Layer 6.
 *
 * @module
 */
import { parseJson } from "../core/json.ts";
import { isObject } from "../core/merge_patch.ts";
import type { RequestAttributes } from "../policy/attributes.ts";
import { isAmbiguous } from "../policy/plan.ts";
import type { RequestBody } from "./request_body.ts";

/**
 * Reads the name of the object in the body of a create.
 *
 * @param request What is asked for.
 * @param body The body that will be sent.
 * @returns The name, with `*` at its end where the server makes the rest of it up; `undefined` where the request
 * makes no object, or the body is no JSON or could be read in two ways.
 */
export function madeName(
  request: RequestAttributes,
  body: RequestBody | undefined,
): string | undefined {
  if (!request.isResource || request.verb !== "create" || request.subresource !== "") {
    return undefined;
  }
  const text = body instanceof Uint8Array ? readText(body) : undefined;
  if (text === undefined || isAmbiguous(text)) return undefined;
  const object = parseJson(text);
  const metadata = isObject(object) ? object["metadata"] : undefined;
  if (!isObject(metadata)) return undefined;
  const { name, generateName } = metadata;
  if (typeof name === "string" && name !== "") return name;
  return typeof generateName === "string" && generateName !== "" ? `${generateName}*` : undefined;
}

function readText(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    // Other forms than text name nothing that can be shown.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
