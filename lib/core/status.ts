/**
 * From a failed response to the error that explains it: the one place where Kubernetes' `Status` objects
 * become Skiff's error classes. Layer 0: pure.
 *
 * @module
 */
import {
  ApiError,
  ConflictError,
  ExpiredError,
  ForbiddenError,
  InvalidError,
  type KubeErrorDetails,
  NotFoundError,
  type StatusCause,
} from "./errors.ts";
import { oneLine } from "./message.ts";

/** The `Status` object that the API server answers with when a call fails. */
export interface Status {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
}

/** What was being done, to what: the first half of every message. */
export interface CallDescription {
  /** The verb in kubectl's words: `get`, `list`, `patch`. */
  readonly verb: string;
  /** The resource: plural for collections, singular for one object (`pods`, `pod`, `deployments.apps`). */
  readonly resource: string;
  /** The namespace, where the call names one. */
  readonly namespace?: string | undefined;
  /** The object's name, where the call names one. */
  readonly name?: string | undefined;
  /** The version of Kubernetes that first serves the resource, where not every one does. */
  readonly since?: string | undefined;
}

/**
 * Names the target of a call: `pod "shop/web-0"`, `pods in "shop"`, `nodes`.
 *
 * @param call The call.
 * @returns The words for a message.
 */
export function describeCall({ resource, namespace, name }: CallDescription): string {
  if (name !== undefined) {
    return `${resource} "${namespace === undefined ? name : `${namespace}/${name}`}"`;
  }
  return namespace === undefined ? resource : `${resource} in "${namespace}"`;
}

/**
 * Tells whether a parsed body is a `Status` object, each field that it has of its type: what only calls itself
 * one is any other body.
 */
export function isStatus(body: unknown): body is Status {
  if (!isRecord(body) || body["kind"] !== "Status") return false;
  const { message, reason, code, details, metadata } = body;
  return areTexts([message, reason]) && isOptional(code, "number") &&
    (details === undefined || areDetails(details)) &&
    (metadata === undefined || (isRecord(metadata) && areTexts([metadata["continue"]])));
}

function areDetails(details: unknown): boolean {
  if (!isRecord(details)) return false;
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  return areTexts([name, group, kind, uid]) && isOptional(retryAfterSeconds, "number") &&
    (causes === undefined || (Array.isArray(causes) && causes.every(isCause)));
}

function isCause(cause: unknown): boolean {
  return isRecord(cause) && areTexts([cause["reason"], cause["message"], cause["field"]]);
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => isOptional(value, "string"));
}

function isOptional(value: unknown, type: "string" | "number"): boolean {
  return value === undefined || typeof value === type;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Makes the error for a failed call from the server's answer.
 *
 * @param status The HTTP status code.
 * @param body The parsed `Status`, or the text of a body that is none.
 * @param call What was being done.
 * @returns An error of the class that callers branch on.
 */
export function errorFromResponse(status: number, body: unknown, call: CallDescription): ApiError {
  const answer = isStatus(body) ? body : undefined;
  const details: KubeErrorDetails = {
    verb: call.verb,
    kind: call.resource,
    namespace: call.namespace,
    name: call.name,
    status,
    reason: answer?.reason,
    causes: answer?.details?.causes,
  };
  const said = oneLine(answer?.message ?? excerpt(body));
  const cannot = `Cannot ${call.verb} ${describeCall(call)}`;
  switch (status) {
    case 401:
      return withHint(
        ForbiddenError,
        `${cannot}: the server does not accept the credentials`,
        "log in again, or see what is wrong with skiff doctor",
        details,
      );
    case 403:
      return forbidden(cannot, said, call, details);
    case 404:
      return new NotFoundError(`${cannot}: ${notFoundState(answer, said, call)}`, details);
    case 409:
      return new ConflictError(`${cannot}: ${said}`, details);
    case 410:
      return new ExpiredError(`${cannot}: ${said}`, {
        ...details,
        continueToken: answer?.metadata?.continue,
      });
    case 422:
      return new InvalidError(`${cannot}: ${invalidState(said, details.causes ?? [])}`, details);
    default:
      return new ApiError(`${cannot}: ${otherState(status, said)}`, details);
  }
}

function forbidden(
  cannot: string,
  said: string,
  call: CallDescription,
  details: KubeErrorDetails,
): ForbiddenError {
  const denied = FORBIDDEN_REGEXP.exec(said);
  if (denied === null) return new ForbiddenError(`${cannot}: ${said}`, details);
  const [, user = "", verb = "", resource = "", group = "", tail = ""] = denied;
  const named = group === "" ? resource : `${resource}.${group}`;
  const where = /in the namespace "([^"]*)"/.exec(tail)?.[1];
  const scope = where === undefined
    ? " in the whole cluster"
    : where === call.namespace
    ? ""
    : ` in "${where}"`;
  return withHint(
    ForbiddenError,
    `${cannot}: forbidden for "${user}"`,
    `needs verb "${verb}" on "${named}"${scope}`,
    details,
  );
}

const FORBIDDEN_REGEXP =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(.*)$/s;

function notFoundState(answer: Status | undefined, said: string, call: CallDescription): string {
  if (answer === undefined || answer.details?.kind === undefined) {
    const came = call.since === undefined ? "" : `: it came with Kubernetes ${call.since}`;
    return `the server does not serve "${call.resource}"${said === "" ? "" : ` (${said})`}${came}`;
  }
  const missing = answer.details;
  return missing.name === call.name
    ? "not found"
    : `${oneLine(missing.kind ?? "")} "${oneLine(missing.name ?? "")}" not found`;
}

function invalidState(said: string, causes: readonly StatusCause[]): string {
  if (causes.length === 0) return said;
  return causes.map(({ field, message }) =>
    field === undefined || field === ""
      ? oneLine(message ?? "")
      : `${oneLine(field)}: ${oneLine(message ?? "")}`
  ).join("; ");
}

function otherState(status: number, said: string): string {
  return said === "" ? `the server answered with status ${status}` : `${said} (${status})`;
}

function withHint<E extends ApiError>(
  Class: new (message: string, details: KubeErrorDetails) => E,
  state: string,
  hint: string,
  details: KubeErrorDetails,
): E {
  return new Class(`${state}: ${hint}`, { ...details, hint });
}

const EXCERPT_LENGTH = 200;

function excerpt(body: unknown): string {
  if (body === undefined) return "";
  // What a proxy in between says is a page, mostly; what is JSON may hold anything.
  if (typeof body !== "string") return "the answer is JSON and no Status";
  const plain = oneLine(
    body.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " "),
  );
  return plain.length > EXCERPT_LENGTH ? `${plain.slice(0, EXCERPT_LENGTH)}...` : plain;
}
