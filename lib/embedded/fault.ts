/**
 * What the server refuses, as the `Status` that it answers with. Layer 3.
 *
 * The sentences are those of the real server: clients and people match them.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/api/errors/errors.go
 */
import type { JsonObject } from "./json.ts";

/** One reason of several, mostly about one field. */
export interface FaultCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** What a refusal is about. */
export interface FaultDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  readonly causes?: readonly FaultCause[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A resource as refusals name it. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/** A refusal: thrown anywhere in the server, answered as a `Status`. */
export class Fault extends Error {
  /** HTTP status. */
  readonly code: number;
  /** E.g. `NotFound`; absent where the server gives none. */
  readonly reason: string | undefined;
  /** What it is about. */
  readonly details: FaultDetails | undefined;
  /** Further metadata of the `Status`, e.g. a token to go on with. */
  readonly metadata: JsonObject;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: FaultDetails,
    metadata: JsonObject = {},
  ) {
    super(message);
    this.name = "Fault";
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.metadata = metadata;
  }

  /** The `Status` object. */
  toStatus(): JsonObject {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: this.metadata,
      status: "Failure",
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: detailsToJson(this.details) }),
      code: this.code,
    };
  }
}

function detailsToJson(details: FaultDetails): JsonObject {
  const json: JsonObject = {};
  if (details.name) json["name"] = details.name;
  if (details.group) json["group"] = details.group;
  if (details.kind) json["kind"] = details.kind;
  if (details.uid) json["uid"] = details.uid;
  if (details.causes !== undefined && details.causes.length > 0) {
    json["causes"] = details.causes.map((cause) => ({ ...cause }));
  }
  if (details.retryAfterSeconds) json["retryAfterSeconds"] = details.retryAfterSeconds;
  return json;
}

/** `pods`, `deployments.apps`: as the server names a resource in sentences. */
export function qualify({ group, plural }: ResourceName): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function about(resource: ResourceName, name: string): FaultDetails {
  return { name, group: resource.group, kind: resource.plural };
}

/** There is no such object. */
export function notFound(resource: ResourceName, name: string): Fault {
  return new Fault(
    404,
    "NotFound",
    `${qualify(resource)} "${name}" not found`,
    about(resource, name),
  );
}

/** There is no such path. */
export function unknownPath(): Fault {
  return new Fault(404, "NotFound", "the server could not find the requested resource", {});
}

/** The name is taken. */
export function alreadyExists(resource: ResourceName, name: string): Fault {
  return new Fault(
    409,
    "AlreadyExists",
    `${qualify(resource)} "${name}" already exists`,
    about(resource, name),
  );
}

/** The object is in a state that the call does not fit. */
export function conflict(resource: ResourceName, name: string, state: string): Fault {
  return new Fault(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualify(resource)} "${name}": ${state}`,
    about(resource, name),
  );
}

/** Somebody else has changed the object meanwhile. */
export function modifiedMeanwhile(resource: ResourceName, name: string): Fault {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** The caller may not do that. */
export function forbidden(resource: ResourceName, name: string, state: string): Fault {
  const message = name === ""
    ? `${qualify(resource)} is forbidden: ${state}`
    : `${qualify(resource)} "${name}" is forbidden: ${state}`;
  return new Fault(403, "Forbidden", message, about(resource, name));
}

/** The request makes no sense. */
export function badRequest(message: string): Fault {
  return new Fault(400, "BadRequest", message);
}

/** The verb is not served here. */
export function methodNotSupported(resource: ResourceName, verb: string): Fault {
  return new Fault(
    405,
    "MethodNotAllowed",
    `${verb} is not supported on resources of kind "${qualify(resource)}"`,
    { group: resource.group, kind: resource.plural },
  );
}

/** The path is served, but not by this HTTP method. */
export function methodNotAllowed(): Fault {
  return new Fault(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

/** The version is too old. */
export function expired(message: string, metadata: JsonObject = {}): Fault {
  return new Fault(410, "Expired", message, undefined, metadata);
}

/** Try again later. */
export function tooManyRequests(message: string, details: FaultDetails): Fault {
  return new Fault(429, "TooManyRequests", message, details);
}

/** A fault of the server itself. */
export function internalError(message: string): Fault {
  return new Fault(500, "InternalError", `Internal error occurred: ${message}`, {
    causes: [{ message }],
  });
}
