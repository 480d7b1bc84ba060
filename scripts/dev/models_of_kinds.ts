/**
 * Which model class of client-node and which type name a built-in kind has; shared by the generators.
 *
 * @module
 */
import type { BuiltinKind } from "../../lib/kinds/builtin_row.ts";

/** Models whose class is not called version + kind. */
const CLASS_OF: Readonly<Record<string, string>> = {
  "v1/Event": "CoreV1Event",
  "events.k8s.io/v1/Event": "EventsV1Event",
  "resource.k8s.io/v1/ResourceClaim": "ResourceV1ResourceClaim",
};

/** Type names that are not the kind's: the core group's event has the plain name. */
const TYPE_OF: Readonly<Record<string, string>> = { "events.k8s.io/v1/Event": "EventsV1Event" };

/** Spells a kind with its group and version: `v1/Pod`, `apps/v1/Deployment`. */
export function formatKind({ group, version, kind }: BuiltinKind): string {
  return group === "" ? `${version}/${kind}` : `${group}/${version}/${kind}`;
}

/** The name of the class in client-node. */
export function modelClassOf(kind: BuiltinKind): string {
  return CLASS_OF[formatKind(kind)] ?? `${kind.version.toUpperCase()}${kind.kind}`;
}

/** The name of the object type in lib/kinds/types.ts. */
export function typeNameOf(kind: BuiltinKind): string {
  return TYPE_OF[formatKind(kind)] ?? kind.kind;
}
