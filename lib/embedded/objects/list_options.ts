/**
 * What a list or watch asks for. Layer 3.
 *
 * @module
 */
import { badRequest } from "../fault.ts";
import { readBoolean, readInteger } from "../server/options.ts";
import {
  type FieldFault,
  fieldFault,
  invalidObject,
  notSupported,
} from "../validation/field_fault.ts";

/** The parameters of a list or watch. */
export interface ListOptions {
  readonly limit: number;
  readonly continue: string;
  /** `undefined` where none is given. */
  readonly resourceVersion: number | undefined;
  readonly match: "" | "Exact" | "NotOlderThan";
  readonly timeoutSeconds: number | undefined;
  readonly sendInitialEvents: boolean | undefined;
  readonly bookmarks: boolean;
}

/**
 * Reads the parameters of a list or watch.
 *
 * @throws {Fault} when they make no sense, or not together.
 */
export function readListOptions(query: URLSearchParams, isWatch: boolean): ListOptions {
  const limit = readInteger(query, "limit") ?? 0;
  const timeoutSeconds = readInteger(query, "timeoutSeconds");
  const version = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  const token = query.get("continue") ?? "";
  const sendInitialEvents = query.has("sendInitialEvents")
    ? readBoolean(query, "sendInitialEvents")
    : undefined;
  const faults: FieldFault[] = isWatch
    ? watchFaults(match, sendInitialEvents)
    : listFaults(version, match, token, sendInitialEvents);
  if (faults.length > 0) {
    throw invalidObject({ kind: "ListOptions", group: "meta.k8s.io" }, "", faults);
  }
  if (version !== "" && !/^\d+$/.test(version)) {
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${
        JSON.stringify(version)
      }: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  }
  return {
    limit: Math.max(limit, 0),
    continue: token,
    resourceVersion: version === "" ? undefined : Number(version),
    match: match === "Exact" || match === "NotOlderThan" ? match : "",
    timeoutSeconds,
    sendInitialEvents,
    bookmarks: readBoolean(query, "allowWatchBookmarks"),
  };
}

function listFaults(
  version: string,
  match: string,
  token: string,
  sendInitialEvents: boolean | undefined,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const field = "resourceVersionMatch";
  if (match !== "") {
    if (version === "") {
      faults.push(
        forbid(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"),
      );
    }
    if (token !== "") {
      faults.push(forbid(field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (match !== "Exact" && match !== "NotOlderThan") {
      faults.push(notSupported(field, match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && version === "0") {
      faults.push(
        forbid(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
    }
  }
  if (sendInitialEvents !== undefined) {
    faults.push(forbid("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return faults;
}

function watchFaults(match: string, sendInitialEvents: boolean | undefined): FieldFault[] {
  const faults: FieldFault[] = [];
  const field = "resourceVersionMatch";
  if (sendInitialEvents !== undefined) {
    if (match === "") {
      faults.push(
        forbid(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
      );
    } else if (match !== "NotOlderThan") {
      faults.push(notSupported(field, match, ["NotOlderThan"]));
    }
  } else if (match !== "") {
    faults.push(
      forbid(
        field,
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      ),
    );
    if (match !== "NotOlderThan") faults.push(notSupported(field, match, ["NotOlderThan"]));
  }
  return faults;
}

function forbid(field: string, detail: string): FieldFault {
  return fieldFault("FieldValueForbidden", field, `Forbidden: ${detail}`);
}
