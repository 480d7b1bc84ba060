/**
 * Waiting until deleted objects are gone. Layer 3.
 *
 * @module
 */
import type { CallOptions } from "../client/call.ts";
import type { Session } from "../client/session.ts";
import type { Kind } from "../kinds/kind.ts";
import { deleted } from "./conditions.ts";
import { waitForAll } from "./wait.ts";

/** Which objects are to be gone. */
export interface GoneTarget {
  /** Their kind. */
  readonly kind: Kind;
  /** Their namespace; left out: all namespaces, or a kind without namespaces. */
  readonly namespace?: string | undefined;
  /** Their name, where there is only one: then a right on that name is enough. */
  readonly name?: string | undefined;
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
  { kind, namespace, name, uids }: GoneTarget,
  options: CallOptions,
): Promise<void> {
  const target = {
    kind,
    namespace,
    fieldSelector: name === undefined ? undefined : `metadata.name=${name}`,
    matches: ({ metadata }: { readonly metadata?: { readonly uid?: string } }) =>
      metadata?.uid !== undefined && uids.has(metadata.uid),
  };
  await waitForAll(session, target, deleted(), options);
}
