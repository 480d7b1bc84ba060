/**
 * Refusals that controllers tell apart. Layer 3.
 *
 * @module
 */
import type { Fault } from "../../fault.ts";

/** Whether something is refused because its namespace is to go: no use to tell or to try again. */
export function isNamespaceEnding({ details }: Fault): boolean {
  return details?.causes?.some(({ reason }) => reason === "NamespaceTerminating") ?? false;
}

/** Whether something is refused because there is one of that name. */
export function isTaken({ reason }: Fault): boolean {
  return reason === "AlreadyExists";
}
