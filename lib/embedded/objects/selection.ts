/**
 * Which objects of a collection a list or a watch is about. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { type FieldRequirement, parseFieldSelector } from "../../core/fields.ts";
import { type LabelRequirement, matchLabels, parseLabelSelector } from "../../core/labels.ts";
import { Fault } from "../fault.ts";
import { type ApiObject, getPath, isObject, textsOf } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import { describeFieldFault, describeLabelFault } from "./selector_text.ts";

/** A condition on objects. */
export interface Selection {
  /** Whether every object meets it. */
  readonly isEverything: boolean;
  matches(object: ApiObject): boolean;
}

/**
 * Reads the selectors of a request.
 *
 * @throws {Fault} when one is no selector, or names a field that the kind is not selected by.
 */
export function readSelection(resource: Resource, query: URLSearchParams): Selection {
  const labels = readLabels(query.get("labelSelector") ?? "");
  const fields = readFields(resource, query.get("fieldSelector") ?? "");
  return {
    isEverything: labels.length === 0 && fields.length === 0,
    matches(object) {
      return (labels.length === 0 || matchLabels(labels, textsOf(object.metadata["labels"]))) &&
        fields.every(({ requirement, valueOf }) =>
          (valueOf(object) === requirement.value) === (requirement.operator === "=")
        );
    },
  };
}

function readLabels(text: string): readonly LabelRequirement[] {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new Fault(400, "BadRequest", describeLabelFault(text, error.message));
  }
}

interface FieldCondition {
  readonly requirement: FieldRequirement;
  readonly valueOf: (object: ApiObject) => string;
}

function readFields(resource: Resource, text: string): FieldCondition[] {
  let requirements: readonly FieldRequirement[];
  // The server reads a condition without a field, and then knows no such field.
  if (/(?:^|,)!?=/.test(text)) throw new Fault(400, "BadRequest", unknownField(resource, ""));
  try {
    requirements = parseFieldSelector(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new Fault(400, "BadRequest", describeFieldFault(text, error.message));
  }
  return requirements.map((requirement) => ({
    requirement,
    valueOf: readerOf(resource, requirement.field),
  }));
}

function readerOf(resource: Resource, field: string): (object: ApiObject) => string {
  const { kind } = resource;
  if (field === "metadata.name") return ({ metadata }) => metadata.name ?? "";
  if (field === "metadata.namespace" && (kind.namespaced || !resource.isCustom)) {
    return ({ metadata }) => metadata.namespace ?? "";
  }
  const found = kind.fields.find(({ selector }) => selector === field);
  if (found === undefined) {
    throw new Fault(400, "BadRequest", unknownField(resource, field));
  }
  const paths = (found.firstOf ?? [found.path ?? found.selector]).map((path) => path.split("."));
  return (object) => {
    for (const path of paths) {
      const value = getPath(object, path);
      if (value !== undefined && value !== null && value !== "" && !isObject(value)) {
        return String(value);
      }
    }
    return found.whenAbsent ?? "";
  };
}

/** Kinds with selectable fields of their own refuse others in one way, all the rest in another. */
const NAMED_KINDS: ReadonlySet<string> = new Set(["Job", "CertificateSigningRequest"]);

function unknownField({ kind, isCustom }: Resource, field: string): string {
  if (NAMED_KINDS.has(kind.kind)) {
    return `field label ${JSON.stringify(field)} not supported for ${kind.kind}`;
  }
  const isOwn = kind.fields.length > 0 && kind.plural !== "replicasets";
  return isCustom || isOwn
    ? `field label not supported: ${field}`
    : `${
      JSON.stringify(field)
    } is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
