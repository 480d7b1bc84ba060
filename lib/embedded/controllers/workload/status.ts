/**
 * Writing the status of objects. Layer 3.
 *
 * @module
 */
import { type ApiObject, equalJson, type JsonObject } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import { statusOf } from "./reading.ts";

/**
 * Writes the status of an object, where it is another than before.
 *
 * @param object As it was read; where another of its name has come since, nothing is written.
 * @param status The whole status.
 */
export function writeStatus(
  { client }: ControllerContext,
  resource: Resource,
  object: ApiObject,
  status: JsonObject,
): void {
  if (equalJson(status, statusOf(object))) return;
  const { namespace, name = "", uid } = object.metadata;
  client.change(
    resource,
    { namespace, name, subresource: "status" },
    (live) => live.metadata.uid === uid ? { ...live, status } : live,
  );
}
