/**
 * Answers in the form that a client asked for: whole objects, their metadata, or tables. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { ApiObject, JsonObject, JsonValue } from "../json.ts";
import type { ListPage } from "../objects/read.ts";
import { asListItem } from "../objects/read.ts";
import type { Resource } from "../resources/resource.ts";
import { renderTable } from "../tables/table.ts";
import { formatYaml } from "../../core/yaml.ts";
import { type Answer, JSON_TYPE } from "./answer.ts";
import { internalName } from "./body.ts";
import type { Call } from "./context.ts";
import type { Accepted } from "./negotiate.ts";

/** An answer in the format that was asked for. */
export function formatAnswer(value: JsonValue, accepted: Accepted, status = 200): Answer {
  return accepted.format === "yaml"
    ? { status, body: formatYaml(value), contentType: "application/yaml" }
    : { status, body: `${JSON.stringify(value)}\n`, contentType: JSON_TYPE };
}

/**
 * Represents one object.
 *
 * @throws {Fault} when it cannot be given in the form asked for.
 */
export function representObject(
  call: Call,
  resource: Resource,
  object: ApiObject,
  accepted: Accepted,
): JsonObject {
  switch (accepted.as) {
    case "table":
      return renderTable(call, resource, [object], {
        version: accepted.version,
        metadata: { resourceVersion: object.metadata.resourceVersion ?? "" },
      });
    case "metadata":
      return metadataOf(object, accepted.version);
    case "metadataList":
      throw new Fault(
        406,
        "NotAcceptable",
        `you requested PartialObjectMetadataList, but the requested object is not a list (*${
          internalName(resource)
        })`,
      );
    default:
      return object;
  }
}

/**
 * Represents a list.
 *
 * @throws {Fault} when it cannot be given in the form asked for.
 */
export function representList(
  call: Call,
  resource: Resource,
  page: ListPage,
  accepted: Accepted,
): JsonObject {
  const { kind } = resource;
  switch (accepted.as) {
    case "table":
      return renderTable(call, resource, page.items, {
        version: accepted.version,
        metadata: page.metadata,
      });
    case "metadataList":
      return {
        kind: "PartialObjectMetadataList",
        apiVersion: `meta.k8s.io/${accepted.version}`,
        metadata: page.metadata,
        items: page.items.map((item) => metadataOf(item, accepted.version)),
      };
    case "metadata":
      throw new Fault(
        406,
        "NotAcceptable",
        `you requested PartialObjectMetadata, but the requested object is a list (*${
          internalName(resource)
        }List)`,
      );
    default:
      return {
        kind: resource.listKind ?? `${kind.kind}List`,
        apiVersion: resource.apiVersion,
        metadata: resource.isCustom ? { continue: "", ...page.metadata } : page.metadata,
        items: resource.isCustom ? [...page.items] : page.items.map(asListItem),
      };
  }
}

function metadataOf(object: ApiObject, version: string): JsonObject {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  };
}
