/**
 * Reading single objects: one GET each. Layer 2.
 *
 * @module
 */
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { acceptObjects } from "../core/media.ts";
import { resourcePath } from "../core/path.ts";
import type { OptionTypes } from "../core/options.ts";
import type { CallDescription } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { expectObject } from "./answer.ts";
import { CALL_OPTIONS, type CallOptions, sendForJson, startDeadline } from "./call.ts";
import type { Session } from "./session.ts";

/** How objects are read. */
export interface ReadOptions extends CallOptions {
  /** Whether `metadata.managedFields` is kept; default `false`. */
  readonly managedFields?: boolean | undefined;
}

/** The options of reading. */
export const READ_OPTIONS: OptionTypes<ReadOptions> = { ...CALL_OPTIONS, managedFields: "boolean" };

/** Where one object is. */
export interface ObjectKey {
  readonly name: string;
  /** The namespace of a namespaced kind. */
  readonly namespace?: string | undefined;
}

/**
 * Reads one object: one GET, so the right `get` is enough.
 *
 * @throws {NotFoundError} when it does not exist.
 * @throws {ApiError} when the answer is something else than that object.
 */
export async function getObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  options: ReadOptions = {},
): Promise<KubeObject> {
  const call = describeObject("get", kind, key);
  const path = resourcePath({ resource: kind, ...key });
  const deadline = startDeadline(session, options, call);
  const answer = await sendForJson(session, call, path, deadline, {
    headers: { accept: acceptObjects(options.managedFields) },
  });
  return withType(kind, expectObject(answer, call, kind.kind), options);
}

/** Describes a call on one object, for messages. */
export function describeObject(verb: string, kind: Kind, key: ObjectKey): CallDescription {
  return {
    verb,
    resource: qualified(kind.singular, kind),
    namespace: key.namespace,
    name: key.name,
    since: kind.since,
  };
}

/** Describes a call on a collection, for messages. */
export function describeCollection(
  verb: string,
  kind: Kind,
  namespace: string | undefined,
): CallDescription {
  return { verb, resource: qualified(kind.plural, kind), namespace, since: kind.since };
}

/** Kinds outside the groups of Kubernetes itself are named with their group. */
function qualified(word: string, kind: Kind): string {
  return kind.group.includes(".") && !kind.group.endsWith(".k8s.io")
    ? `${word}.${kind.group}`
    : word;
}

/** An object with the type that list items leave out, and without managedFields unless asked for. */
export function withType(kind: Kind, object: KubeObject, options: ReadOptions): KubeObject {
  if (options.managedFields !== true) delete object.metadata?.managedFields;
  return { ...object, apiVersion: formatApiVersion(kind), kind: kind.kind };
}
