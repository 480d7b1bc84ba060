/**
 * Which part of a log is asked for. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/core/validation/validation.go ValidatePodLogOptions
 */
import { Fault } from "../fault.ts";
import { parseGoTime } from "../schema/times.ts";
import { readBoolean, readInteger } from "../server/options.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  invalidObject,
} from "../validation/field_fault.ts";
import type { LogRequest } from "./runtime.ts";

/** What a client asks for. */
export type LogOptions = Omit<LogRequest, "signal">;

/**
 * Reads the parameters.
 *
 * @param query The parameters.
 * @param podName Whose log it is.
 * @throws {Fault} when one of them makes no sense.
 */
export function readLogOptions(query: URLSearchParams, podName: string): LogOptions {
  const options: LogOptions = {
    follow: readBoolean(query, "follow"),
    previous: readBoolean(query, "previous"),
    timestamps: readBoolean(query, "timestamps"),
    tailLines: readInteger(query, "tailLines"),
    sinceSeconds: readInteger(query, "sinceSeconds"),
    sinceTime: readTime(query.get("sinceTime")),
    limitBytes: readInteger(query, "limitBytes"),
  };
  const faults = faultsOf(options);
  // One of the two outputs alone can be asked for where a feature is on that is off by default.
  if (query.has("stream")) faults.push(forbiddenField("stream", "may not be specified"));
  if (faults.length === 0) return options;
  throw invalidObject({ kind: "PodLogOptions", group: "" }, podName, faults);
}

/** How the server names the place of a fault that is no field's. */
const NO_FIELD = "[]";

function faultsOf(options: LogOptions): FieldFault[] {
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options;
  const faults: FieldFault[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    faults.push(invalid("tailLines", tailLines, "must be greater than or equal to 0"));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    faults.push(invalid("limitBytes", limitBytes, "must be greater than 0"));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const both = "at most one of `sinceTime` or `sinceSeconds` may be specified";
    faults.push(forbiddenField(NO_FIELD, both));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    faults.push(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
  }
  return faults;
}

/** What a time that is none is refused by. */
class BadTime extends Fault {
  constructor(message: string) {
    super(400, "BadRequest", message);
  }
}

function readTime(text: string | null): string | undefined {
  if (text === null || text === "" || text === "null") return undefined;
  parseGoTime(text, BadTime);
  return text;
}
