/**
 * Server-side apply. Layer 3.
 *
 * @module
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
import { formatTime } from "../clock.ts";
import { QueryError } from "../../core/errors.ts";
import { parseYaml } from "../../core/yaml.ts";
import { badRequest, Fault } from "../fault.ts";
import {
  type ApiObject,
  isObject,
  type JsonObject,
  type JsonValue,
  textOf,
  textsOf,
} from "../json.ts";
import { allowedByLastApplied, LAST_APPLIED, lastAppliedOf } from "../managed/last_applied.ts";
import { describeConflicts } from "../managed/conflicts.ts";
import { type Managers, readManagers } from "../managed/managers.ts";
import { withManagers, withoutManagers, writerOf } from "../managed/owner.ts";
import { ApplyConflicts, ownApply, ownUpdate } from "../managed/update.ts";
import { typeFaults } from "../managed/type_faults.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Call, WriteOptions } from "../server/context.ts";

/**
 * Parses a configuration.
 *
 * @throws {Fault} when it is no YAML object.
 */
export function parseConfiguration(text: string): JsonObject {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw badRequest(`error decoding YAML: ${error.message}`);
  }
  if (isObject(value)) return value;
  if (value === null || value === undefined) return {};
  const type = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
  );
}

/**
 * Applies a configuration.
 *
 * @param call The call.
 * @param target The object.
 * @param live The object as it is; `undefined` where it is to be made.
 * @param configuration What was sent.
 * @param options The manager, and whether it takes what others own.
 * @returns The new object with its managers.
 * @throws {Fault} when it does not fit the kind, or others own its fields.
 */
export function applyConfiguration(
  call: Call,
  target: WriteTarget,
  live: ApiObject | undefined,
  configuration: JsonObject,
  options: WriteOptions,
): ApiObject {
  const { resource } = target;
  checkConfiguration(target, configuration);
  const before = withoutManagers(live ?? resource.empty());
  const managers = readManagers(live?.metadata["managedFields"]) ?? new Map();
  const time = formatTime(call.cluster.clock.now());
  if (live !== undefined && managers.size === 0) ownBefore(target, before, managers, time);
  const writer = writerOf(target, options.fieldManager, "Apply");
  const transition = { schema: resource.schema, live: before, fresh: configuration };
  const merged = resolve(
    before,
    resource.schema,
    options,
    (force) => ownApply(transition, managers, writer, { time, force }),
  );
  if (merged === undefined) return withManagers(before, managers);
  const decoded = resource.decode(merged as JsonObject).object;
  if (options.fieldManager === "kubectl" && lastAppliedOf(decoded) !== "") {
    setLastApplied(decoded, configuration);
  }
  return withManagers(decoded, managers);
}

/** Who owns what was there before anybody applied. */
function ownBefore(
  target: WriteTarget,
  live: ApiObject,
  managers: Managers,
  time: string,
): void {
  const { resource } = target;
  const writer = writerOf(target, "before-first-apply", "Update");
  const empty = withoutManagers(resource.empty());
  ownUpdate({ schema: resource.schema, live: empty, fresh: live }, managers, writer, time);
}

/** Tries; what only kubectl itself had set by an older way of applying is no conflict. */
function resolve(
  live: ApiObject,
  schema: Parameters<typeof allowedByLastApplied>[0],
  options: WriteOptions,
  attempt: (force: boolean) => JsonValue | undefined,
): JsonValue | undefined {
  try {
    return attempt(options.force);
  } catch (error) {
    if (!(error instanceof ApplyConflicts)) throw error;
    const allowed = options.fieldManager === "kubectl"
      ? allowedByLastApplied(schema, live)
      : undefined;
    const left = allowed === undefined
      ? error.conflicts
      : error.conflicts.filter(({ path }) => !allowed.has(path));
    if (left.length > 0) throw describeConflicts(left);
    return attempt(true);
  }
}

function checkConfiguration({ resource, name, namespace }: WriteTarget, value: JsonObject): void {
  const { kind, apiVersion } = resource;
  const said = { apiVersion: textOf(value["apiVersion"]), kind: textOf(value["kind"]) };
  if (said.apiVersion !== apiVersion || said.kind !== kind.kind) {
    const version = said.apiVersion === "" ? "" : said.apiVersion;
    throw badRequest(
      `invalid object type: ${version.includes("/") ? version : `/${version}`}, Kind=${said.kind}`,
    );
  }
  const metadata = isObject(value["metadata"]) ? value["metadata"] : {};
  if (metadata["managedFields"] !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const faults = typeFaults(resource.schema, value);
  if (faults.length > 0) {
    const said = faults.length === 1
      ? faults[0]
      : `errors:\n${faults.map((fault) => `  ${fault}`).join("\n")}`;
    const group = kind.group === "" ? `/${kind.version}` : apiVersion;
    const where = `${textOf(metadata["namespace"])}/${textOf(metadata["name"])}`;
    void name;
    void namespace;
    throw new Fault(
      500,
      undefined,
      `failed to create typed patch object (${where}; ${group}, Kind=${kind.kind}): ${said}`,
    );
  }
}

function setLastApplied(object: ApiObject, configuration: JsonObject): void {
  const metadata = isObject(configuration["metadata"]) ? configuration["metadata"] : {};
  const { [LAST_APPLIED]: _last, ...annotations } = textsOf(metadata["annotations"]);
  const sent: JsonObject = { ...configuration, metadata: { ...metadata, annotations } };
  if (Object.keys(annotations).length === 0) {
    const { annotations: _annotations, ...rest } = metadata;
    sent["metadata"] = rest;
  }
  object.metadata["annotations"] = {
    ...textsOf(object.metadata["annotations"]),
    [LAST_APPLIED]: `${JSON.stringify(sortKeys(sent))}\n`,
  };
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value).sort().map((key) => [key, sortKeys(value[key] ?? null)]),
  );
}
