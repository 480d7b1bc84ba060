/**
 * What there is to take back of a run: its writes, object by object. Layer 6.
 *
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { isSecret } from "../policy/decision.ts";
import { isObjectState } from "../policy/object_state.ts";
import type { Change } from "../policy/undo.ts";
import type { JournaledWrite } from "./run_lines.ts";

/** What takes back one write of one object. */
export interface UndoTask {
  readonly change: Change;
  readonly attributes: ResourceAttributes;
  readonly namespace: string;
  readonly name: string;
  /** Why it cannot be taken back, whatever is there. */
  readonly hopeless?: string;
}

/**
 * Every state in which a run left an object.
 *
 * @param writes Its writes.
 */
export function statesOf(writes: readonly JournaledWrite[]): readonly JsonObject[] {
  return writes.flatMap(({ outcome }) => outcome?.after === undefined ? [] : [outcome.after]);
}

/**
 * Gathers every state in which a run left an object.
 *
 * @param writes Its writes.
 * @param takenBack Those of later runs that were taken back since: what they say of its objects counts, too.
 * @returns By the object's uid.
 */
export function statesByUid(
  writes: readonly JournaledWrite[],
  takenBack: readonly JsonObject[] = [],
): ReadonlyMap<unknown, readonly JsonObject[]> {
  const states = statesOf(writes);
  const own = new Set(states.map(uidOf));
  return Map.groupBy([...states, ...takenBack.filter((state) => own.has(uidOf(state)))], uidOf);
}

function uidOf(object: JsonObject): unknown {
  return metadataOf(object)["uid"];
}

/**
 * Finds what one write takes to be taken back.
 *
 * @param write The write.
 * @param states What {@link statesByUid} gives.
 * @returns A task for each object that it was about; none where it was refused.
 */
export function tasksOf(
  { attributes, before, outcome, name = attributes.name }: JournaledWrite,
  states: ReadonlyMap<unknown, readonly JsonObject[]>,
): UndoTask[] {
  const { namespace, subresource } = attributes;
  const base = { attributes, namespace, name };
  if (outcome !== undefined && outcome.status >= 300) return [];
  if (before === undefined) {
    const change = { before: undefined, after: undefined, secret: false, subresource, states: [] };
    const isAction = !isObjectState(subresource);
    return [{
      ...base,
      change,
      hopeless: isAction ? "it cannot be taken back" : "what was there could not be read",
    }];
  }
  const secret = isSecret(attributes);
  if (outcome === undefined) {
    const change = { before: before[0], after: undefined, secret, subresource, states: [] };
    return [{ ...base, change, hopeless: "no answer came: it may have been done or not" }];
  }
  const { after } = outcome;
  const isDelete = attributes.verb === "delete" || attributes.verb === "deletecollection";
  const befores = before.length === 0 && !isDelete ? [undefined] : before;
  return befores.map((state) => {
    const at = metadataOf(state ?? after ?? {});
    return {
      attributes,
      namespace: textOf(at["namespace"]) ?? namespace,
      name: textOf(at["name"]) ?? name,
      change: {
        before: state,
        after: isDelete ? undefined : after,
        secret,
        subresource,
        states: states.get(at["uid"]) ?? [],
      },
    };
  });
}

/**
 * The path of the object that a task is about, with the escapes that the gate itself writes.
 *
 * @param task The task.
 * @param subresource Its part; empty: the object itself.
 */
export function objectPath(
  { attributes, namespace, name }: UndoTask,
  subresource: string,
): string {
  const { group, version, resource } = attributes;
  const parts = [
    ...(group === "" ? ["api"] : ["apis", group]),
    version,
    // The namespace of a namespace is itself.
    ...(namespace === "" || resource === "namespaces" ? [] : ["namespaces", namespace]),
    resource,
    name,
    ...(subresource === "" ? [] : [subresource]),
  ];
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

/**
 * Says what a task is about.
 *
 * @param task The task.
 * @returns E.g. `configmaps "shop/one"`.
 */
export function describeTask({ attributes, namespace, name }: UndoTask): string {
  const { group, resource, subresource } = attributes;
  const kind = `${resource}${group === "" ? "" : `.${group}`}`;
  const part = subresource === "" ? "" : `/${subresource}`;
  const isNamed = namespace === "" || resource === "namespaces";
  return `${kind}${part} ${JSON.stringify(isNamed ? name : `${namespace}/${name}`)}`;
}

/**
 * The metadata of an object; empty where it has none.
 *
 * @param object The object.
 */
export function metadataOf(object: JsonObject): JsonObject {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
