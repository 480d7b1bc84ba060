/**
 * Tables as `kubectl get` prints them. Layer 3.
 *
 * @module
 */
import { type ApiObject, type JsonObject, type JsonValue, objectOf, textOf } from "../json.ts";
import { badRequest } from "../fault.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call } from "../server/context.ts";
import { columnsOf } from "./columns.ts";

/** How a table is made. */
export interface TableOptions {
  readonly version: string;
  readonly metadata: JsonObject;
}

/** Renders objects as a table. */
export function renderTable(
  call: Call,
  resource: Resource,
  objects: readonly ApiObject[],
  { version, metadata }: TableOptions,
): JsonObject {
  const columns = columnsOf(resource);
  const nowMs = call.cluster.clock.now();
  const include = call.query.get("includeObject") ?? "Metadata";
  if (!["Metadata", "Object", "None", ""].includes(include)) {
    throw badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${
        JSON.stringify(include)
      }: must be 'Metadata', 'Object', 'None', or empty`,
    );
  }
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: columns.map(({ name, type, format, priority }) => ({
      name,
      type,
      format: format ?? "",
      description: "",
      priority: priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, nowMs)),
      ...rowConditions(resource.collection, object),
      object: include === "None" ? null : include === "Object" ? object : partial(object, version),
    })),
  };
}

const ENDED: Readonly<Record<string, string>> = {
  Failed: "The pod failed.",
  Succeeded: "The pod has completed successfully.",
};

/** What a row says of an object that has ended: kubectl may leave it out. */
function rowConditions(collection: string, object: ApiObject): JsonObject {
  const phase = textOf(objectOf(object["status"])["phase"]);
  const message = collection === "pods" ? ENDED[phase] : undefined;
  return message === undefined
    ? {}
    : { conditions: [{ type: "Completed", status: "True", reason: phase, message }] };
}

function partial(object: ApiObject, version: string): JsonValue {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  };
}
