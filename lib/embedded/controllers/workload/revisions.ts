/**
 * The history of a template in controller revisions: for stateful sets and daemon sets. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/history/controller_history.go
 */
import { Fault } from "../../fault.ts";
import {
  type ApiObject,
  cloneJson,
  equalJson,
  type JsonObject,
  objectOf,
  textsOf,
} from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import { hashOf } from "./hash.ts";
import { referenceTo } from "./owners.ts";
import { annotationsOf, byAge, numberOr, specOf } from "./reading.ts";
import { isTaken } from "./refusals.ts";

const MAX_NAME_LENGTH = 223;

/** The resource of controller revisions. */
export function revisionResource({ cluster }: ControllerContext): Resource {
  return cluster.resources.get("apps", "v1", "controllerrevisions");
}

/** The number of a revision. */
export function numberOf(revision: ApiObject): number {
  return numberOr(revision["revision"], 0);
}

/** The older of two revisions first. */
export function byNumber(left: ApiObject, right: ApiObject): number {
  return numberOf(left) - numberOf(right) || byAge(left, right);
}

/** What a revision keeps: a patch that brings the owner's template back. */
export function templatePatch(owner: ApiObject): JsonObject {
  const template = cloneJson(objectOf(specOf(owner)["template"]));
  return { spec: { template: { ...template, $patch: "replace" } } };
}

/** The owner as it was at a revision. */
export function ownerAt(owner: ApiObject, revision: ApiObject): ApiObject {
  const kept = objectOf(objectOf(objectOf(revision["data"])["spec"])["template"]);
  const { $patch: _directive, ...template } = cloneJson(kept);
  return { ...owner, spec: { ...specOf(owner), template } };
}

/** Whether a revision keeps the owner's template as it is now. */
export function keepsTemplate(revision: ApiObject, owner: ApiObject): boolean {
  return equalJson(revision["data"], templatePatch(owner));
}

/** What is to be written as a revision. */
export interface NewRevision {
  readonly owner: ApiObject;
  readonly number: number;
  /** The label that the hash of the template goes into. */
  readonly hashLabel: string;
  /** How often a hash was taken by another template; `undefined` where that was never. */
  readonly collisions: number | undefined;
}

/**
 * Writes the owner's template down.
 *
 * @returns The revision, or `undefined` where another template has the same hash.
 * @throws {Fault} when it may not be written.
 */
export function writeRevision(
  context: ControllerContext,
  { owner, number, hashLabel, collisions }: NewRevision,
): ApiObject | undefined {
  const { namespace = "", name: parent = "" } = owner.metadata;
  const data = templatePatch(owner);
  const hash = hashOf(data, collisions);
  const name = `${parent.slice(0, MAX_NAME_LENGTH)}-${hash}`;
  const template = objectOf(specOf(owner)["template"]);
  const annotations = annotationsOf(owner);
  const resource = revisionResource(context);
  try {
    return context.client.create(resource, {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name,
        namespace,
        labels: { ...textsOf(objectOf(template["metadata"])["labels"]), [hashLabel]: hash },
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
        ownerReferences: [referenceTo(owner)],
      },
      data,
      revision: number,
    });
  } catch (error) {
    if (!(error instanceof Fault) || !isTaken(error)) throw error;
    const found = context.client.find(resource, { namespace, name });
    return found !== undefined && keepsTemplate(found, owner) ? found : undefined;
  }
}

/** Gives a revision another number, as one that is rolled out again. */
export function renumber(
  context: ControllerContext,
  revision: ApiObject,
  number: number,
): ApiObject {
  const { namespace, name = "" } = revision.metadata;
  const changed = context.client.change(
    revisionResource(context),
    { namespace, name },
    (live) => ({ ...live, revision: number }),
  );
  return changed ?? revision;
}

/** Deletes revisions. */
export function deleteRevisions(
  context: ControllerContext,
  revisions: readonly ApiObject[],
): void {
  for (const { metadata } of revisions) {
    const { namespace, name = "" } = metadata;
    context.client.delete(revisionResource(context), { namespace, name });
  }
}
