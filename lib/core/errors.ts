/**
 * The errors of Skiff: one base class, and a subclass only where callers branch.
 *
 * Every message reads `Cannot <verb> <kind> "<namespace>/<name>": <state>[: <what would help>]`, in one
 * line, and holds neither tokens nor keys nor Secret data. Layer 0: pure.
 *
 * @module
 */

/** What an error knows about the call that failed. */
export interface KubeErrorDetails {
  /** The verb as kubectl names it: `get`, `list`, `delete`, … */
  readonly verb?: string | undefined;
  /** The kind or resource in question: `Pod`, `pods`, `deployments.apps`. */
  readonly kind?: string | undefined;
  /** The namespace, where the object has one. */
  readonly namespace?: string | undefined;
  /** The object's name, where the call named one. */
  readonly name?: string | undefined;
  /** The HTTP status code, where the server answered. */
  readonly status?: number | undefined;
  /** The server's machine-readable reason, e.g. `AlreadyExists`. */
  readonly reason?: string | undefined;
  /** The fields the server complained about. */
  readonly causes?: readonly StatusCause[] | undefined;
  /** What the user can do about it. */
  readonly hint?: string | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** One complaint of the server about one field, as in `status.details.causes`. */
export interface StatusCause {
  /** Machine-readable reason, e.g. `FieldValueInvalid`. */
  readonly reason?: string;
  /** Human-readable explanation. */
  readonly message?: string;
  /** Path of the field, e.g. `spec.replicas`. */
  readonly field?: string;
}

/** A field that an apply would change although it belongs to another manager. */
export interface FieldConflict {
  /** The field as the server writes it, e.g. `.spec.replicas`. */
  readonly field: string;
  /** Whose it is. */
  readonly manager: string;
  /** The subresource it was written through, e.g. `scale`. */
  readonly subresource?: string;
  /** The version of the API it was written in; absent where the manager applied it. */
  readonly apiVersion?: string;
  /** When it was written, where the server says. */
  readonly time?: string;
}

/** Anything that Skiff reports: the base of all its errors. */
export class KubeError extends Error {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name: string = "KubeError";
  /** The verb that failed. */
  readonly verb: string | undefined;
  /** The kind or resource it failed on. */
  readonly kind: string | undefined;
  /** The namespace, where there is one. */
  readonly namespace: string | undefined;
  /** The name of the object, where there is one. */
  readonly objectName: string | undefined;
  /** The HTTP status code, where the server answered. */
  readonly status: number | undefined;
  /** The server's machine-readable reason. */
  readonly reason: string | undefined;
  /** The fields the server complained about. */
  readonly causes: readonly StatusCause[];
  /** What the user can do about it; already part of the message. */
  readonly hint: string | undefined;

  readonly #trace: Trace = {};

  /** Makes the error from a message of one line and what is known about the call. */
  constructor(message: string, details: KubeErrorDetails = {}) {
    const limit = Error.stackTraceLimit;
    // What an error is made with is shown of it where nobody handles it, whatever its stack says.
    Error.stackTraceLimit = 0;
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    // The first places are those of Skiff; the caller's are behind them.
    Error.stackTraceLimit = limit === 0 ? 0 : limit + OWN_PLACES;
    Error.captureStackTrace(this.#trace, new.target);
    Error.stackTraceLimit = limit;
    Object.defineProperty(this, "stack", {
      configurable: true,
      get: () => `${this.name}: ${this.message}${callerPlaces(placesOf(this.#trace))}`,
      set(value: unknown) {
        Object.defineProperty(this, "stack", { configurable: true, writable: true, value });
      },
    });
    this.verb = details.verb;
    this.kind = details.kind;
    this.namespace = details.namespace;
    this.objectName = details.name;
    this.status = details.status;
    this.reason = details.reason;
    this.causes = details.causes ?? [];
    this.hint = details.hint;
  }

  /**
   * The stack with the places within Skiff, for a report of a fault; `stack` has those of the caller alone.
   */
  get wholeStack(): string {
    return `${this.name}: ${this.message}${placesOf(this.#trace).join("")}`;
  }
}

/** Takes a stack. */
interface Trace {
  readonly stack?: string;
}

/** How many places within Skiff a stack has at most. */
const OWN_PLACES = 40;
/** What a caller is none of: Skiff itself, and what Deno is made of. */
const LIBRARY = import.meta.url.endsWith(".ts")
  ? new URL("../../", import.meta.url).href
  : new URL("./", import.meta.url).href;
const OWN_REGEXP = import.meta.url.endsWith(".ts") ? /^(?:lib\/|mod\.ts:)/ : /^/;

/** The places of a stack, each with the line's end before it. */
function placesOf({ stack = "" }: Trace): readonly string[] {
  return stack.match(/\n {4}at [^\n]+/g) ?? [];
}

/** The places outside of Skiff; all, where it cannot be told, as in a bundle. */
function callerPlaces(places: readonly string[]): string {
  const others = places.filter((place) => {
    const address = /\(?((?:file|https?|ext|node):[^\s()]+)\)?$/.exec(place)?.[1] ?? "";
    if (address.startsWith("ext:") || address.startsWith("node:")) return false;
    return !(address.startsWith(LIBRARY) && OWN_REGEXP.test(address.slice(LIBRARY.length)));
  });
  return (others.length === 0 ? places : others).join("");
}

/** The kubeconfig, the credentials or the way to the cluster are wrong: nothing was sent. */
export class ConfigError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "ConfigError" as const;
}

/** The query, selector, kind or name cannot be sent as it is: nothing was sent. */
export class QueryError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "QueryError" as const;
}

/** The connection could not be made or was lost. */
export class ConnectionError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "ConnectionError" as const;
}

/** The deadline passed; the message says what was still missing. */
export class TimeoutError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "TimeoutError" as const;
}

/** The server answered with an error that has no class of its own. */
export class ApiError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name: string = "ApiError";
}

/** The object, or the kind, does not exist (404). */
export class NotFoundError extends ApiError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "NotFoundError" as const;
}

/** The credentials are not accepted (401) or lack the right (403). */
export class ForbiddenError extends ApiError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "ForbiddenError" as const;
}

/** The object exists already, has changed since it was read, or is owned by another manager (409). */
export class ConflictError extends ApiError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "ConflictError" as const;
  /**
   * The fields of other managers that an apply would have changed; empty for every other conflict. Only
   * a conflict without them can be tried again.
   */
  readonly conflicts: readonly FieldConflict[];

  /** Makes the error; `conflicts` are the fields in question, if any. */
  constructor(
    message: string,
    details: KubeErrorDetails & { conflicts?: readonly FieldConflict[] | undefined } = {},
  ) {
    super(message, details);
    this.conflicts = details.conflicts ?? [];
  }
}

/** The server refused the object's fields, each with its complaint in `causes`. */
export class InvalidError extends ApiError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "InvalidError" as const;
}

/** The resource version or the continue token is too old (410). */
export class ExpiredError extends ApiError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "ExpiredError" as const;
  /** The token that the server offers to go on from the newest state, after a continue token expired. */
  readonly continueToken: string | undefined;

  /** Makes the error; `continueToken` is what the server offered, if anything. */
  constructor(
    message: string,
    details: KubeErrorDetails & { continueToken?: string | undefined } = {},
  ) {
    super(message, details);
    this.continueToken = details.continueToken;
  }
}

/** Skiff's own rules refused the request: nothing was sent. */
export class GrantError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "GrantError" as const;
}

/** Tells whether an error says that the object does not exist. */
export function isNotFound(error: unknown): error is NotFoundError {
  return error instanceof NotFoundError;
}

/** Tells whether an error is a conflict: exists already, changed since, or owned by another manager. */
export function isConflict(error: unknown): error is ConflictError {
  return error instanceof ConflictError;
}

/** Tells whether an error says that the credentials are not accepted or lack the right. */
export function isForbidden(error: unknown): error is ForbiddenError {
  return error instanceof ForbiddenError;
}

/** Tells whether an error says that a resource version or continue token is too old. */
export function isExpired(error: unknown): error is ExpiredError {
  return error instanceof ExpiredError;
}

/** Tells whether an error says that a deadline passed. */
export function isTimeout(error: unknown): error is TimeoutError {
  return error instanceof TimeoutError;
}

/** The process exit codes of every `skiff` command. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  forbidden: 4,
  timeout: 5,
  interrupted: 130,
} as const;

/**
 * Maps an error to the exit code a command ends with; several errors that agree to theirs.
 *
 * @param error Whatever was thrown.
 * @returns A code of {@link EXIT_CODES}.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof NotFoundError) return EXIT_CODES.notFound;
  if (error instanceof ForbiddenError || error instanceof GrantError) return EXIT_CODES.forbidden;
  if (error instanceof TimeoutError) return EXIT_CODES.timeout;
  if (error instanceof ConfigError || error instanceof QueryError) return EXIT_CODES.usage;
  if (error instanceof KubeError && error.cause instanceof AggregateError) {
    const codes = new Set(error.cause.errors.map(exitCodeOf));
    if (codes.size === 1) return [...codes][0] ?? EXIT_CODES.failed;
  }
  return EXIT_CODES.failed;
}
