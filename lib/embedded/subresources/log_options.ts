/**
 * Which part of a log is asked for. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/core/validation/validation.go ValidatePodLogOptions
 */
import { badRequest } from "../fault.ts";
import { readBoolean, readInteger } from "../server/options.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  invalidObject,
  notSupported,
} from "../validation/field_fault.ts";
import type { LogRequest } from "./runtime.ts";

/** What a client asks for. */
export interface LogOptions extends Omit<LogRequest, "signal"> {
  /** Which of the container's two outputs; `undefined` for both. */
  readonly stream: "stdout" | "stderr" | undefined;
}

const STREAMS: Readonly<Record<string, LogOptions["stream"]>> = {
  All: undefined,
  Stderr: "stderr",
  Stdout: "stdout",
};

/**
 * Reads the parameters.
 *
 * @param query The parameters.
 * @param podName Whose log it is.
 * @throws {Fault} when one of them makes no sense.
 */
export function readLogOptions(query: URLSearchParams, podName: string): LogOptions {
  const stream = query.get("stream") || "All";
  const options: LogOptions = {
    follow: readBoolean(query, "follow"),
    previous: readBoolean(query, "previous"),
    timestamps: readBoolean(query, "timestamps"),
    tailLines: readInteger(query, "tailLines"),
    sinceSeconds: readInteger(query, "sinceSeconds"),
    sinceTime: readTime(query.get("sinceTime")),
    limitBytes: readInteger(query, "limitBytes"),
    stream: STREAMS[stream],
  };
  const faults = faultsOf(options);
  if (!Object.hasOwn(STREAMS, stream)) {
    faults.push(notSupported("stream", stream, Object.keys(STREAMS)));
  } else if (stream !== "All" && options.tailLines !== undefined) {
    const both = "`tailLines` and specific `stream` are mutually exclusive for now";
    faults.push(forbiddenField("", both));
  }
  if (faults.length === 0) return options;
  throw invalidObject({ kind: "PodLogOptions", group: "" }, podName, faults);
}

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
    faults.push(forbiddenField("", both));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    faults.push(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
  }
  return faults;
}

const TIME_REGEXP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function readTime(text: string | null): string | undefined {
  if (text === null || text === "" || text === "null") return undefined;
  if (TIME_REGEXP.test(text) && !Number.isNaN(Date.parse(text))) return text;
  const quoted = JSON.stringify(text);
  throw badRequest(
    `parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`,
  );
}
