/**
 * Tables as `kubectl get` prints them. Layer 3.
 *
 * @module
 */
import type { ApiObject, JsonObject, JsonValue } from "../json.ts";
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
      object: include === "None" ? null : include === "Object" ? object : partial(object, version),
    })),
  };
}

function partial(object: ApiObject, version: string): JsonValue {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  };
}
