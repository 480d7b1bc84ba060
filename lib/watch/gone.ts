/**
 * Waiting until deleted objects are gone. Layer 3.
 *
 * @module
 */
import type { CallOptions } from "../client/call.ts";
import type { Session } from "../client/session.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { Kind } from "../kinds/kind.ts";
import { deleted } from "../query/wait_condition.ts";
import { waitForAll } from "./wait.ts";

/** Which objects are to be gone. */
export interface GoneTarget {
  /** Their kind. */
  readonly kind: Kind;
  /** Their namespace; left out: all namespaces, or a kind without namespaces. */
  readonly namespace?: string | undefined;
  /** Their uids: what is made again under the same name is another object. */
  readonly uids: ReadonlySet<string>;
}

/**
 * Waits until objects are gone: one watch.
 *
 * @throws {TimeoutError} that names what is still there, and the finalizers that hold it.
 */
export async function waitUntilGone(
  session: Session,
  { kind, namespace, uids }: GoneTarget,
  options: CallOptions,
): Promise<void> {
  function isMeant({ metadata }: KubeObject): boolean {
    return metadata?.uid !== undefined && uids.has(metadata.uid);
  }
  const target = { kind, namespace, matches: isMeant };
  await waitForAll(session, target, deleted(), { ...options, verb: "delete" });
}
