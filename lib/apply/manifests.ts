/**
 * Manifests as they are written: read from text, taken out of lists, and checked before anything is sent.
 * Layer 4: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { checkPathSegment } from "../core/path.ts";
import { YamlTemplate } from "../core/yaml_template.ts";

/** Text of YAML or JSON with any number of documents, what `yaml` gives, an object, or a list of these. */
export type Manifests = string | object | readonly (string | object)[];

/** One object to be applied, and where it was found. */
export interface ManifestObject {
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  /** The kind in CamelCase. */
  readonly kind: string;
  /** The object's name. */
  readonly name: string;
  /** The namespace that it says itself. */
  readonly namespace: string | undefined;
  /** The whole object. */
  readonly object: JsonObject;
  /** Where it stands, for messages: `document 2`. */
  readonly place: string;
}

/**
 * Reads manifests. Items of a `List` are taken out of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const [map] = await readManifests("{ apiVersion: v1, kind: ConfigMap, metadata: { name: app } }");
 * assert.equal(map?.name, "app");
 * await assert.rejects(readManifests("kind: ConfigMap"), /the document has no apiVersion/);
 * ```
 *
 * @param input Text, objects, or both.
 * @returns The objects in the order in which they were given.
 * @throws {QueryError} that names everything that is wrong, each with its place.
 */
export async function readManifests(input: Manifests): Promise<ManifestObject[]> {
  const faults: string[] = [];
  const manifests: ManifestObject[] = [];
  for (const { value, place } of await placed(input)) {
    for (const item of itemsOf(value, place)) {
      const manifest = manifestOf(item.value, item.place, faults);
      if (manifest !== undefined) manifests.push(manifest);
    }
  }
  if (faults.length === 0 && manifests.length === 0) faults.push("there are none");
  if (faults.length > 0) {
    throw new QueryError(`Cannot apply manifests: ${faults.join("; ")}`, { verb: "apply" });
  }
  return manifests;
}

interface Placed {
  readonly value: unknown;
  readonly place: string;
}

async function placed(input: unknown): Promise<Placed[]> {
  const parts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const values: unknown[] = [];
  for (const part of parts) {
    if (part instanceof YamlTemplate) values.push(...await part.documents());
    else if (typeof part !== "string") values.push(part);
    else {
      const { parseYamlDocuments } = await import("../core/yaml.ts");
      values.push(...parseYamlDocuments(part));
    }
  }
  if (values.length === 1) return [{ value: values[0], place: "the document" }];
  return values.map((value, index) => ({ value, place: `document ${index + 1}` }));
}

/** The items of a list as kubectl prints it, or the value itself. */
function itemsOf(value: unknown, place: string): readonly Placed[] {
  if (!isObject(value) || !Array.isArray(value["items"])) return [{ value, place }];
  if (typeof value["kind"] !== "string" || !value["kind"].endsWith("List")) {
    return [{ value, place }];
  }
  return value["items"].flatMap((item, index) => itemsOf(item, `item ${index + 1} of ${place}`));
}

function manifestOf(
  value: unknown,
  place: string,
  faults: string[],
): ManifestObject | undefined {
  if (!isObject(value)) {
    faults.push(`${place} is no object`);
    return undefined;
  }
  const metadata = isObject(value["metadata"]) ? value["metadata"] : {};
  const { apiVersion, kind } = value;
  const { name, namespace } = metadata;
  const missing = Object.entries({ apiVersion, kind, "metadata.name": name })
    .filter(([, part]) => typeof part !== "string" || part === "").map(([field]) => field);
  if (missing.length > 0) {
    const hint = "generateName" in metadata && missing.includes("metadata.name")
      ? " (what has a generateName is made by create())"
      : "";
    faults.push(`${place} has no ${missing.join(" and no ")}${hint}`);
    return undefined;
  }
  if (namespace !== undefined && typeof namespace !== "string") {
    faults.push(`${place} has a metadata.namespace that is no text`);
    return undefined;
  }
  for (const [what, segment] of [["name", String(name)], ["namespace", namespace]] as const) {
    const fault = segment === undefined ? undefined : segmentFault(what, segment);
    if (fault !== undefined) {
      faults.push(`${place}: ${fault}`);
      return undefined;
    }
  }
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    name: String(name),
    namespace,
    object: value,
    place,
  };
}

function segmentFault(what: string, segment: string): string | undefined {
  try {
    checkPathSegment(what, segment);
    return undefined;
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
}
