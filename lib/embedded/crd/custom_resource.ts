/**
 * A custom kind at one of its versions. Layer 3.
 *
 * @module
 */
import type { Kind, SelectableField } from "../../kinds/kind.ts";
import {
  type ApiObject,
  cloneJson,
  getPath,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import type { DecodeResult, Resource, Strategy } from "../resources/resource.ts";
import { decodeObject } from "../schema/decode.ts";
import { structType } from "../schema/types.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import type { Column } from "../tables/cells.ts";
import { type FieldFault, invalid } from "../validation/field_fault.ts";
import { printerColumns } from "./columns.ts";
import { customSchema } from "./custom_schema.ts";
import { applyDefaults, prune } from "./structural.ts";
import { duplicateFaults, validateValue } from "./validate.ts";

const VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

/** The paths of a scale subresource in the object. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly selector: readonly string[] | undefined;
}

function pathOf(text: JsonValue | undefined): string[] {
  return textOf(text).replace(/^\./, "").split(".");
}

/** The resources that a definition serves, one for each version. */
export function resourcesOf(definition: ApiObject): CustomResource[] {
  const versions = objectsOf(objectOf(definition["spec"])["versions"]);
  return versions.filter((version) => version["served"] === true)
    .map((version) => new CustomResource(definition, version));
}

/** A custom kind at one version. */
export class CustomResource implements Resource {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly collection: string;
  readonly strategy: Strategy;
  readonly schema: ValueSchema;
  readonly isCustom = true;
  readonly columns: readonly Column[] | undefined;
  readonly listKind: string;
  /** Where replicas are, if the kind can be scaled. */
  readonly scale: ScalePaths | undefined;
  readonly openApi: JsonObject;
  readonly #schema: JsonObject;
  readonly #storageVersion: string;

  constructor(definition: ApiObject, version: JsonObject) {
    const spec = objectOf(definition["spec"]);
    const names = objectOf(objectOf(definition["status"])["acceptedNames"]);
    const group = textOf(spec["group"]);
    const subresources = objectOf(version["subresources"]);
    const hasStatus = isObject(subresources["status"]);
    const scale = subresources["scale"];
    this.kind = {
      group,
      version: textOf(version["name"]),
      plural: textOf(names["plural"]),
      singular: textOf(names["singular"]),
      kind: textOf(names["kind"]),
      namespaced: spec["scope"] === "Namespaced",
      shortNames: listOf(names["shortNames"]).map(textOf),
      categories: listOf(names["categories"]).map(textOf),
      verbs: VERBS,
      subresources: [...(hasStatus ? ["status"] : []), ...(isObject(scale) ? ["scale"] : [])],
      fields: objectsOf(version["selectableFields"]).map(selectableField),
      traits: [],
    };
    this.listKind = textOf(names["listKind"]);
    this.apiVersion = `${group}/${this.kind.version}`;
    this.collection = `${group}/${this.kind.plural}`;
    this.#schema = objectOf(objectOf(version["schema"])["openAPIV3Schema"]);
    this.openApi = this.#schema;
    this.schema = customSchema(this.#schema);
    this.columns = printerColumns(objectsOf(version["additionalPrinterColumns"]));
    this.scale = isObject(scale)
      ? {
        specReplicas: pathOf(scale["specReplicasPath"]),
        statusReplicas: pathOf(scale["statusReplicasPath"]),
        selector: scale["labelSelectorPath"] ? pathOf(scale["labelSelectorPath"]) : undefined,
      }
      : undefined;
    const storage = objectsOf(spec["versions"]).find((other) => other["storage"] === true);
    this.#storageVersion = `${group}/${textOf(storage?.["name"]) || this.kind.version}`;
    this.strategy = {
      hasGeneration: true,
      unconditionalUpdate: false,
      revalidates: true,
      resetFields: hasStatus ? [["status"]] : [],
      countsStatus: !hasStatus,
      statusResetFields: [["metadata"], ["spec"]],
      prepareStatusUpdate: keepAllButStatus,
      validate: (object) => this.#faults(object),
      validateStatusUpdate: (object) => this.#statusFaults(object),
    };
  }

  decode(value: JsonObject): DecodeResult {
    const unknown: string[] = [];
    const { metadata, ...rest } = cloneJson(value);
    const notes = { unknown: [] as string[] };
    const decoded = decodeObject(structType("ObjectMeta"), objectOf(metadata), notes);
    const object: ApiObject = {
      ...rest,
      apiVersion: textOf(value["apiVersion"]) || this.apiVersion,
      kind: textOf(value["kind"]) || this.kind.kind,
      metadata: decoded,
    };
    prune(this.#schema, object, unknown, { isResource: true });
    applyDefaults(this.#schema, object);
    unknown.push(...notes.unknown.map((path) => `metadata.${path}`));
    return { object, unknown };
  }

  empty(): ApiObject {
    return { apiVersion: this.apiVersion, kind: this.kind.kind, metadata: {} };
  }

  toVersion(object: ApiObject): ApiObject {
    return object.apiVersion === this.apiVersion
      ? object
      : { ...object, apiVersion: this.apiVersion };
  }

  toStorage(object: ApiObject): ApiObject {
    return object.apiVersion === this.#storageVersion
      ? object
      : { ...object, apiVersion: this.#storageVersion };
  }

  #faults(object: ApiObject): FieldFault[] {
    if (object.kind !== this.kind.kind) {
      return [invalid("kind", object.kind, `must be ${this.kind.kind}`)];
    }
    const { metadata: _metadata, apiVersion: _apiVersion, kind: _kind, ...rest } = object;
    return [
      ...validateValue(this.#schema, rest, { field: "", said: "" }),
      ...duplicateFaults(this.schema, rest, ""),
      ...this.#scaleFaults(object),
    ];
  }

  #scaleFaults(object: ApiObject): FieldFault[] {
    if (this.scale === undefined) return [];
    const path = this.scale.specReplicas;
    const parent = getPath(object, path.slice(0, -1));
    const field = `.${path.join(".")}`;
    if (isObject(parent)) {
      const replicas = getPath(object, path);
      if (replicas === undefined || typeof replicas === "number") return [];
      return [
        invalid(
          field,
          0,
          `${field} accessor error: ${String(replicas)} is of the type ${typeOf(replicas)}, ` +
            "expected int64",
        ),
      ];
    }
    if (parent === undefined) return [];
    return [
      invalid(
        field,
        0,
        `${field} accessor error: ${
          String(parent)
        } is of the type ${typeof parent}, expected map[string]interface{}`,
      ),
    ];
  }

  #statusFaults(object: ApiObject): FieldFault[] {
    const status = object["status"];
    const properties = objectOf(this.#schema["properties"]);
    const schema = properties["status"];
    return status === undefined || !isObject(schema)
      ? []
      : validateValue(schema, status, { field: "status", said: "" });
  }
}

/** The type of a value as Go names it. */
function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return value === null ? "<nil>" : typeof value === "boolean" ? "bool" : typeof value;
}

function selectableField({ jsonPath }: JsonObject): SelectableField {
  return { selector: textOf(jsonPath).replace(/^\./, "") };
}

/** A write of the status changes nothing else, but for who owns it. */
function keepAllButStatus(object: ApiObject, old: ApiObject): void {
  const { managedFields } = object.metadata;
  const { resourceVersion } = object.metadata;
  for (const key of Object.keys(object)) {
    if (key !== "status" && key !== "metadata") delete object[key];
  }
  for (const [key, value] of Object.entries(old)) {
    if (key !== "status" && key !== "metadata") object[key] = value;
  }
  const { managedFields: _before, ...metadata } = old.metadata;
  object.metadata = managedFields === undefined ? metadata : { ...metadata, managedFields };
  if (resourceVersion !== undefined) object.metadata.resourceVersion = resourceVersion;
}
