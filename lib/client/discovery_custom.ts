/**
 * The schema and the selectable fields of a custom kind. Layer 2.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { errorFromResponse } from "../core/status.ts";
import type { Kind, SelectableField } from "../kinds/kind.ts";
import { schemaFromOpenApi } from "../kinds/openapi_schema.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import { isRecord, type JsonRecord, recordsOf, textOf } from "./discovery_json.ts";

/** A custom kind with all that its definition says of its objects. */
export interface CustomResource {
  /** The kind with its selectable fields. */
  readonly kind: Kind;
  /** The fields of its objects. */
  readonly schema: FieldSchema;
  /** The columns that its definition asks for in tables, as the definition holds them. */
  readonly printerColumns: readonly JsonRecord[];
}

const TIMEOUT_MS = 32_000;

/** Thousands of custom kinds take a few megabytes; their OpenAPI documents more. */
const LIMIT_BYTES = 128 * 1024 * 1024;

/**
 * Reads what the definition of a custom kind says: one GET of the definition or, where that is forbidden,
 * one of the OpenAPI document of its group, which every user may read.
 *
 * @param transport The connection.
 * @param kind The kind.
 * @param signal Ends the requests.
 * @returns What is known, or `undefined` where there is neither.
 * @throws {ApiError} or a subclass when the server fails otherwise.
 */
export async function readCustomResource(
  transport: Transport,
  kind: Kind,
  signal: AbortSignal | undefined,
): Promise<CustomResource | undefined> {
  const name = `${kind.plural}.${kind.group}`;
  const definition = await fetchIfAllowed(
    transport,
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${encodeURIComponent(name)}`,
    kind,
    signal,
  );
  if (definition !== undefined) return fromDefinition(kind, definition);
  const group = encodeURIComponent(kind.group);
  const path = `/openapi/v3/apis/${group}/${encodeURIComponent(kind.version)}`;
  const document = await fetchIfAllowed(transport, path, kind, signal);
  return document === undefined ? undefined : fromOpenApi(kind, document);
}

/** The parsed body, or `undefined` where the server has nothing there or does not let us see it. */
async function fetchIfAllowed(
  transport: Transport,
  path: string,
  kind: Kind,
  signal: AbortSignal | undefined,
): Promise<JsonRecord | undefined> {
  const response = await transport.send(path, {
    headers: { accept: "application/json" },
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  const text = await readText(response, { limitBytes: LIMIT_BYTES });
  if (response.status === 403 || response.status === 404) return undefined;
  if (!response.ok) {
    throw errorFromResponse(response.status, parse(text), {
      verb: "read the schema of",
      resource: `${kind.plural}.${kind.group}`,
    });
  }
  const body = parse(text);
  return isRecord(body) ? body : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function fromDefinition(kind: Kind, definition: JsonRecord): CustomResource | undefined {
  const spec = isRecord(definition["spec"]) ? definition["spec"] : {};
  const version = recordsOf(spec["versions"]).find(({ name }) => name === kind.version);
  if (version === undefined) return undefined;
  // Definitions from the time of v1beta1 may keep what their schema does not name.
  const open = spec["preserveUnknownFields"] === true;
  const { schema: described } = version;
  const schema = isRecord(described) && !open ? described["openAPIV3Schema"] : undefined;
  return {
    ...complete(kind, schema, version["selectableFields"]),
    printerColumns: recordsOf(version["additionalPrinterColumns"]),
  };
}

function fromOpenApi(kind: Kind, document: JsonRecord): CustomResource | undefined {
  const components = isRecord(document["components"]) ? document["components"] : {};
  const schemas = isRecord(components["schemas"]) ? components["schemas"] : {};
  const schema = Object.values(schemas).filter(isRecord).find((candidate) =>
    recordsOf(candidate["x-kubernetes-group-version-kind"]).some((type) =>
      type["group"] === kind.group && type["version"] === kind.version &&
      type["kind"] === kind.kind
    )
  );
  if (schema === undefined) return undefined;
  return complete(kind, schema, schema["x-kubernetes-selectable-fields"]);
}

function complete(kind: Kind, schema: unknown, selectable: unknown): CustomResource {
  return {
    kind: { ...kind, fields: readFields(selectable) },
    schema: schemaFromOpenApi(schema),
    printerColumns: [],
  };
}

/** Reads entries such as `{ jsonPath: ".spec.color" }`; the selector is the path without its first dot. */
function readFields(selectable: unknown): readonly SelectableField[] {
  return recordsOf(selectable).flatMap((entry) => {
    const selector = textOf(entry["jsonPath"] ?? entry["fieldPath"]).replace(/^\./, "");
    return selector === "" ? [] : [{ selector }];
  });
}
