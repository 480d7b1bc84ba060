/**
 * What a write of a script is known by when it comes again. Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { isAmbiguous, writeKey } from "../policy/plan.ts";
import type { GateCall } from "./gate_call.ts";

/**
 * What a write of a script is known by.
 *
 * @param call The write.
 * @param attributes What it asks for.
 */
export function keyOf({ head, body }: GateCall, attributes: ResourceAttributes): string {
  const text = sentText({ body });
  // What is too long to be compared, or could be read in two ways, is like nothing else.
  if (body instanceof ReadableStream || isAmbiguous(text)) return crypto.randomUUID();
  const { group, resource, subresource, verb } = attributes;
  return writeKey({
    method: head.method,
    attributes,
    query: head.target.query,
    contentType: head.headers.get("content-type") ?? "",
    body: text,
    // A kind of a definition may have no such way, and a node is made with its status.
    ignoresStatus: subresource === "" && verb !== "create" &&
      BUILTIN_NAMES.groupsOf(resource).includes(group),
  });
}

/**
 * The text of a body.
 *
 * @param call The request; what is no text is written as bytes, and what streams as nothing.
 */
export function sentText({ body }: Pick<GateCall, "body">): string {
  return body instanceof Uint8Array ? textOf(body) : "";
}

/** A form that is no text is compared byte by byte. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return `bytes ${bytes.toHex()}`;
    throw error;
  }
}
