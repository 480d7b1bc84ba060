/**
 * Recording who owns which fields on the way into the store. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";
import type { WriteTarget } from "../objects/write.ts";
import type { Call, WriteOptions } from "../server/context.ts";

/** Records the manager of a create or update. */
export function ownerOf(
  _call: Call,
  _target: WriteTarget,
  _options: WriteOptions,
): (object: ApiObject, live: ApiObject | undefined) => ApiObject {
  return (object) => object;
}
