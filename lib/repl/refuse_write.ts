/**
 * Refuses what could write. Layer 7.
 *
 * @module
 */
import { attributesOf, isWrite } from "../policy/attributes.ts";
import { grantError } from "../policy/decision.ts";
import { parseTarget } from "../policy/target.ts";

/**
 * Lets a read pass.
 *
 * @param why Why nothing may be written.
 * @throws {GrantError} when it could write.
 */
export function refuseWrite(method: string, path: string, why: string): void {
  const attributes = attributesOf(method, parseTarget(path));
  if (isWrite(attributes)) throw grantError(attributes, why);
}
