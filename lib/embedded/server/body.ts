/**
 * Reading the body of a write. Layer 3.
 *
 * @module
 */
import { badRequest, Fault } from "../fault.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { ApiObject } from "../json.ts";
import type { DecodeResult, Resource } from "../resources/resource.ts";
import { DecodeFault } from "../schema/decode.ts";
import { builtinKind } from "../../kinds/builtin.ts";
import { QueryError } from "../../core/errors.ts";
import { parseYaml } from "../../core/yaml.ts";
import { invalid, invalidObject } from "../validation/field_fault.ts";
import type { Call } from "./context.ts";
import { describeJsonFault, findDuplicateFields } from "./json_text.ts";

/** A body as it came. */
export interface Body {
  readonly text: string;
  /** Media type without parameters, in lower case. */
  readonly type: string;
}

/** Types of bodies that hold an object. */
const OBJECT_TYPES: ReadonlySet<string> = new Set(["application/json", "application/yaml", ""]);
const NAMED_TYPES = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/**
 * Reads the object of a body as its resource does.
 *
 * @param call Where warnings are noted.
 * @param resource What it is to be.
 * @param body The body.
 * @param fieldValidation What to do with fields that the kind does not have, or that come twice.
 * @throws {Fault} when it is no such object.
 */
export function readObject(
  call: Call,
  resource: Resource,
  body: Body,
  fieldValidation: "Strict" | "Warn" | "Ignore",
): ApiObject {
  if (!OBJECT_TYPES.has(body.type)) throw unsupportedMediaType();
  const parsed = parseBody(body, resource.kind.kind);
  checkType(resource, parsed, body.text);
  const { object, unknown } = decode(resource, parsed);
  if (fieldValidation !== "Ignore") {
    const twice = body.type === "application/yaml" ? [] : findDuplicateFields(body.text);
    reportFields(call, resource, fieldValidation, [
      ...unknown.map((path) => `unknown field "${path}"`),
      ...twice.map((path) => `duplicate field "${path}"`),
    ]);
  }
  return object;
}

/**
 * Reads an object that a patch has made.
 *
 * @param call Where warnings are noted.
 * @param resource What it is still to be.
 * @param patched The object.
 * @param options What to do with unknown fields, and how refusals show the patch.
 * @throws {Fault} when it is no object of the kind any longer.
 */
export function decodePatched(
  call: Call,
  resource: Resource,
  patched: JsonObject,
  options: { readonly fieldValidation: "Strict" | "Warn" | "Ignore"; readonly shown: () => string },
): ApiObject {
  const { fieldValidation } = options;
  let result: DecodeResult;
  try {
    checkType(resource, patched, JSON.stringify(patched));
    result = resource.decode(patched);
  } catch (error) {
    if (!(error instanceof DecodeFault) && !(error instanceof Fault)) throw error;
    throw badPatch(options.shown(), error.message);
  }
  const faults = result.unknown.map((path) => `unknown field "${path}"`);
  if (fieldValidation === "Strict" && faults.length > 0) {
    throw badPatch(options.shown(), `strict decoding error: ${faults.join(", ")}`);
  }
  if (fieldValidation === "Warn") call.warnings.push(...faults);
  return result.object;
}

function badPatch(shown: string, fault: string): Fault {
  return invalidObject({ kind: "", group: "" }, "", [invalid("patch", shown, fault)]);
}

function decode(resource: Resource, parsed: JsonObject): DecodeResult {
  try {
    return resource.decode(parsed);
  } catch (error) {
    if (!(error instanceof DecodeFault)) throw error;
    throw cannotHandle(resource, error.message);
  }
}

function cannotHandle({ kind: { kind, version } }: Resource, fault: string): Fault {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${fault}`);
}

function reportFields(
  call: Call,
  resource: Resource,
  fieldValidation: "Strict" | "Warn",
  faults: readonly string[],
): void {
  if (faults.length === 0) return;
  if (fieldValidation === "Strict") {
    throw cannotHandle(resource, `strict decoding error: ${faults.join(", ")}`);
  }
  call.warnings.push(...faults);
}

/** What is refused because of its content type. */
function unsupportedMediaType(): Fault {
  return new Fault(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${
      NAMED_TYPES.join(", ")
    }`,
  );
}

/**
 * Parses a body that holds an object.
 *
 * @throws {Fault} when it holds something else.
 */
export function parseBody({ text, type }: Body, kind: string): JsonObject {
  let value: JsonValue;
  if (type === "application/yaml") {
    try {
      value = parseYaml(text) as JsonValue;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      throw unrecognizedYaml(kind, describeYamlFault(error), text);
    }
  } else {
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw unrecognized(kind, `json parse error: ${describeJsonFault(text)}`, text);
    }
  }
  if (isObject(value)) return value;
  if (value === null) return {};
  throw unrecognized(
    kind,
    `json parse error: json: cannot unmarshal ${
      Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value
    } into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    text,
  );
}

function unrecognized(kind: string, fault: string, text: string): Fault {
  // Options of a delete are read without a word of what was expected.
  if (kind === "DeleteOptions") return badRequest(`couldn't get version/kind; ${fault}`);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; ${fault} (${
      excerpt(text)
    })`,
  );
}

function unrecognizedYaml(kind: string, fault: string, text: string): Fault {
  if (kind === "DeleteOptions") return badRequest(`couldn't get version/kind; ${fault}`);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${fault} (${excerpt(text)})`,
  );
}

/** The server's parser says where, and in words of its own what; the words are ours here. */
function describeYamlFault({ message }: QueryError): string {
  const [, fault = message] = /^Cannot parse YAML: (.*)$/s.exec(message) ?? [];
  return `yaml: ${fault}`;
}

const EXCERPT_BYTES = 30;

/** How a body appears in a refusal: as text where it looks like JSON, else as hexadecimal digits. */
function excerpt(text: string): string {
  if (text === "") return "<empty>";
  const bytes = new TextEncoder().encode(text);
  if (text.trimStart().startsWith("{")) {
    return bytes.length <= EXCERPT_BYTES
      ? text
      : `${new TextDecoder().decode(bytes.slice(0, EXCERPT_BYTES))} ...`;
  }
  const hex = bytes.slice(0, EXCERPT_BYTES).toHex();
  return bytes.length <= EXCERPT_BYTES ? hex : `${hex} ...`;
}

/** An object that says what it is must be what its path serves. */
function checkType(resource: Resource, value: JsonObject, text: string): void {
  if (resource.isCustom) return checkCustomType(resource, value, text);
  const { kind, version } = resource.kind;
  const said = typeof value["kind"] === "string" ? value["kind"] : "";
  const apiVersion = typeof value["apiVersion"] === "string" ? value["apiVersion"] : "";
  if ((said === "" || said === kind) && (apiVersion === "" || apiVersion === resource.apiVersion)) {
    return;
  }
  // Another kind is known, but no way leads from it to this one.
  const known = apiVersion === "" ? resource.apiVersion : apiVersion;
  if (said !== "" && builtinKind(known, said) !== undefined) {
    const from = `${known.slice(known.indexOf("/") + 1)}.${said}`;
    throw badRequest(
      `${said} in version "${version}" cannot be handled as a ${kind}: converting (${from}) to (${
        internalName(resource)
      }): unknown conversion`,
    );
  }
  const wanted = said === "" ? kind : said;
  const at = apiVersion === "" ? resource.apiVersion : apiVersion;
  const saidVersion = at.slice(at.indexOf("/") + 1);
  throw badRequest(
    `${wanted} in version "${
      apiVersion === "" ? version : saidVersion
    }" cannot be handled as a ${kind}: no kind "${wanted}" is registered for version "${at}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** Custom objects have to say what they are. */
function checkCustomType(resource: Resource, value: JsonObject, text: string): void {
  const { kind, apiVersion } = resource;
  if (!value["kind"]) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): Object 'Kind' is missing in '${text}' (${
        excerpt(text)
      })`,
    );
  }
  if (value["apiVersion"] !== apiVersion) {
    throw badRequest(
      `the API version in the data (${
        String(value["apiVersion"] ?? "")
      }) does not match the expected API version (${apiVersion})`,
    );
  }
}

/** The name of a type inside the real server, which appears in its refusals. */
export function internalName({ kind, isCustom }: Resource): string {
  if (isCustom) return "unstructured.Unstructured";
  const group = kind.group === "" ? "core" : kind.group.split(".")[0] ?? "";
  return `${group}.${kind.kind}`;
}
