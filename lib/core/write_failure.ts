/**
 * From a refused write to the error that names the fields: the server says the same in half a dozen
 * shapes, some of which repeat the whole object. Layer 0: pure.
 *
 * @module
 */
import {
  type ApiError,
  ConflictError,
  InvalidError,
  type KubeErrorDetails,
  type StatusCause,
} from "./errors.ts";
import { conflictHint, describeConflicts, fieldConflictsOf } from "./field_conflicts.ts";
import { HIDDEN, oneLine } from "./message.ts";
import { type CallDescription, describeCall, errorFromResponse, isStatus } from "./status.ts";

/** What is known about a refused write beside the answer. */
export interface WriteFailureContext {
  /** What was being done. */
  readonly call: CallDescription;
  /** Gives the field that a mistyped one most likely meant, as a whole path. */
  readonly suggest?: ((path: string) => string | undefined) | undefined;
  /** Whether the object's data is nobody's business: then no value of it is repeated. */
  readonly confidential?: boolean | undefined;
  /** In whose name the fields were to be owned. */
  readonly fieldManager?: string | undefined;
  /** Texts that must not be repeated, whoever says them. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Makes the error for a refused write.
 *
 * @param status The HTTP status code.
 * @param body The parsed `Status`, or the text of a body that is none.
 * @param context What was being done, and what must not be said.
 */
export function writeFailure(
  status: number,
  body: unknown,
  context: WriteFailureContext,
): ApiError {
  const { call } = context;
  if (!isStatus(body)) return errorFromResponse(status, hide(body, context), call);
  const cannot = `Cannot ${call.verb} ${describeCall(call)}`;
  const details: KubeErrorDetails = {
    verb: call.verb,
    kind: call.resource,
    namespace: call.namespace,
    name: call.name,
    status,
    reason: body.reason,
  };
  const said = body.message ?? "";
  const causes = body.details?.causes ?? [];
  const conflicts = fieldConflictsOf(causes);
  if (conflicts.length > 0) {
    const hint = conflictHint(conflicts, context.fieldManager);
    const state = oneLine(describeConflicts(conflicts, context.fieldManager));
    return new ConflictError(`${cannot}: ${state}: ${hint}`, {
      ...details,
      causes,
      conflicts,
      hint,
    });
  }
  if (status === 409) {
    return new ConflictError(`${cannot}: ${oneLine(hideText(conflictState(said), context))}`, {
      ...details,
      causes: causes.map((cause) => hideCause(cause, context)),
    });
  }
  const faults = fieldFaults(status, said, causes)?.map((fault) => hideCause(fault, context));
  if (faults !== undefined) {
    const shown = faults.map((fault) => describeFault(fault, context));
    return new InvalidError(`${cannot}: ${[...new Set(shown)].join("; ")}`, {
      ...details,
      causes: faults,
    });
  }
  return errorFromResponse(status, hide(body, context), call);
}

const EXISTS_REGEXP = /^\S+ "[^"]*" already exists$/;
const PREFIX_REGEXP = /^Operation cannot be fulfilled on \S+ "[^"]*": /;

function conflictState(said: string): string {
  return EXISTS_REGEXP.test(said) ? "it exists already" : said.replace(PREFIX_REGEXP, "");
}

/** The server's complaints about single fields, in whichever shape it makes them. */
function fieldFaults(
  status: number,
  said: string,
  causes: readonly StatusCause[],
): StatusCause[] | undefined {
  if (status === 400) return decodingFaults(said.replace(DECODING_PREFIX_REGEXP, ""));
  if (status === 500) return typedPatchFaults(said);
  if (status !== 422) return undefined;
  if (causes.length === 0) {
    // The server does not say which operation; that one failed is all there is.
    return said === REJECTED
      ? [{ message: "an operation of the patch failed: a test does not hold or a path is missing" }]
      : undefined;
  }
  return causes.flatMap((cause) => {
    const { field, message = "" } = cause;
    if (field !== "patch") return [cause];
    const rest = message.replace(ECHO_REGEXP, "");
    return decodingFaults(rest) ?? [{ ...cause, field: "", message: rest }];
  });
}

const REJECTED = "the server rejected our request due to an error in our request";
const DECODING_PREFIX_REGEXP = /^\S+ in version "[^"]*" cannot be handled as an? \S+: /;
/** What a refused patch begins with: the whole object as it would be. */
const ECHO_REGEXP = /^Invalid value: "(?:[^"\\]|\\.)*": /s;
const STRICT_REGEXP = /^strict decoding error: /;
const STRICT_FAULT_REGEXP = /(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g;
const TYPE_REGEXP =
  /^(?:error decoding from )?json: cannot unmarshal (\w+) into Go struct field ([^\s.]+)\.(\S+) of type (\S+)$/;

function decodingFaults(said: string): StatusCause[] | undefined {
  if (STRICT_REGEXP.test(said)) {
    return [...said.matchAll(STRICT_FAULT_REGEXP)].map(([, fault = "", field = ""]) => ({
      reason: "FieldValueInvalid",
      field,
      message: `${fault} field`,
    }));
  }
  const wrongType = TYPE_REGEXP.exec(said);
  if (wrongType !== null) {
    const [, actual = "", , field = "", wanted = ""] = wrongType;
    return [{
      reason: "FieldValueTypeInvalid",
      field,
      message: `${GO_TYPES[wanted] ?? wanted} is needed, not ${GO_TYPES[actual] ?? actual}`,
    }];
  }
  const noBase64 = NO_BASE64_REGEXP.exec(said)?.[0];
  if (noBase64 === undefined) return undefined;
  return [{
    reason: "FieldValueInvalid",
    field: "data",
    message: `${noBase64}: write text as stringData`,
  }];
}

const NO_BASE64_REGEXP = /illegal base64 data at input byte \d+$/;

const GO_TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  bool: "true or false",
  object: "an object",
  array: "a list",
  int32: "a whole number",
  int64: "a whole number",
  "[]uint8": "base64",
  "[]string": "a list of text",
  "map[string]string": "an object of text",
};

const TYPED_PATCH_REGEXP = /^failed to create typed patch object \([^)]*\): (?:errors:)?/;
const TYPED_FAULT_REGEXP = /^\s*(\.[^\s:]*(?:\[[^\]]*\][^\s:]*)*): (.*)$/;

const MERGE_KEY_REGEXP = /^map: map\[.*\] does not contain declared merge key: (\S+)$/s;

/** What an apply or a strategic patch says of what its schema does not have: a 500 that is none. */
function typedPatchFaults(said: string): StatusCause[] | undefined {
  const mergeKey = MERGE_KEY_REGEXP.exec(said)?.[1];
  if (mergeKey !== undefined) {
    const message = `an entry of a list has no ${JSON.stringify(mergeKey)}, by which it is merged`;
    return [{ reason: "FieldValueRequired", message }];
  }
  if (NO_BASE64_REGEXP.test(said)) return decodingFaults(said);
  if (!TYPED_PATCH_REGEXP.test(said)) return undefined;
  const lines = said.replace(TYPED_PATCH_REGEXP, "").split("\n");
  const faults = lines.flatMap((line) => {
    const [, field, message = ""] = TYPED_FAULT_REGEXP.exec(line) ?? [];
    if (field === undefined) return [];
    return [{
      reason: "FieldValueInvalid",
      field: field.slice(1),
      message: message === "field not declared in schema"
        ? "unknown field"
        : message.replace(/, got &value\.valueUnstructured\{.*\}$/s, ""),
    }];
  });
  return faults.length === 0 ? undefined : faults;
}

function describeFault({ field = "", message = "" }: StatusCause, context: WriteFailureContext) {
  const text = oneLine(message);
  if (field === "") return text;
  if (text !== "unknown field") return `${oneLine(field)}: ${text}`;
  const near = context.suggest?.(field);
  const hint = near === undefined ? "" : `: did you mean ${JSON.stringify(near)}`;
  return `unknown field ${JSON.stringify(oneLine(field))}${hint}`;
}

/** The data itself, and complaints about no field, which may quote the whole object. */
const HIDDEN_FIELD_REGEXP = /^(?:(?:data|stringData)\b|patch$|$)/;
const OBJECT_REGEXP = /\{.*\}/s;
const VALUE_REGEXP = /Invalid value: (?:"(?:[^"\\]|\\.)*"|[^":]+): /gs;

function hideCause(cause: StatusCause, context: WriteFailureContext): StatusCause {
  const { field = "", message = "" } = cause;
  const inData = context.confidential === true && HIDDEN_FIELD_REGEXP.test(field);
  const shown = inData ? message.replace(VALUE_REGEXP, "").replace(OBJECT_REGEXP, HIDDEN) : message;
  return { ...cause, message: hideText(shown, context) };
}

function hideText(text: string, { secrets = [] }: WriteFailureContext): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
}

/** An answer of no known shape, without what must not be repeated. */
function hide(body: unknown, context: WriteFailureContext): unknown {
  if (typeof body === "string") return hideText(body, context);
  if (!isStatus(body)) return body;
  return {
    ...body,
    message: hideText(body.message ?? "", context),
    ...(body.details === undefined ? {} : {
      details: {
        ...body.details,
        causes: body.details.causes?.map((cause) => hideCause(cause, context)),
      },
    }),
  };
}
