/**
 * The parameters of calls. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { Call, WriteOptions } from "./context.ts";
import {
  type FieldFault,
  invalid,
  invalidObject,
  notSupported,
  tooLong,
} from "../validation/field_fault.ts";

/** The kind of write that options are for: their names appear in refusals. */
export type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions";

const FIELD_VALIDATION = ["Ignore", "Strict", "Warn"] as const;
const MAX_MANAGER_LENGTH = 128;

/**
 * Reads the parameters of a write.
 *
 * @param call The call.
 * @param kind Whose options they are.
 * @param patchType The content type of a patch, where it is one.
 * @throws {Fault} when one of them makes no sense.
 */
export function readWriteOptions(call: Call, kind: OptionsKind, patchType = ""): WriteOptions {
  const { query } = call;
  const dryRun = query.getAll("dryRun").filter((value) => value !== "");
  const fieldManager = query.get("fieldManager") ?? "";
  const fieldValidation = query.get("fieldValidation") ?? "";
  const force = query.get("force");
  const isApply = patchType === "application/apply-patch+yaml" ||
    patchType === "application/apply-patch+cbor";
  const faults: FieldFault[] = [];
  if (kind === "PatchOptions") {
    if (isApply && fieldManager === "") {
      faults.push({
        reason: "FieldValueRequired",
        field: "fieldManager",
        message: "Required value: is required for apply patch",
      });
    }
    if (!isApply && force !== null) {
      faults.push({
        reason: "FieldValueForbidden",
        field: "force",
        message: "Forbidden: may not be specified for non-apply patch",
      });
    }
  }
  faults.push(...managerFaults(fieldManager));
  if (dryRun.some((value) => value !== "All")) {
    faults.push(notSupported("dryRun", dryRun, ["All"]));
  }
  const known = FIELD_VALIDATION.find((value) => value === fieldValidation);
  if (fieldValidation !== "" && known === undefined) {
    faults.push(notSupported("fieldValidation", fieldValidation, ["", ...FIELD_VALIDATION]));
  }
  if (faults.length > 0) throw invalidObject({ kind, group: "meta.k8s.io" }, "", faults);
  return {
    isDryRun: dryRun.length > 0,
    fieldManager: fieldManager === "" ? managerOf(call) : fieldManager,
    fieldValidation: known ?? "Warn",
    force: force !== null && force !== "false" && force !== "0",
  };
}

function managerFaults(manager: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (manager.length > MAX_MANAGER_LENGTH) faults.push(tooLong("fieldManager", MAX_MANAGER_LENGTH));
  for (const [index, character] of [...manager].entries()) {
    if (/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      faults.push(
        invalid(
          "fieldManager",
          manager,
          `invalid character U+${code} (at position ${index})`,
        ),
      );
    }
  }
  return faults;
}

/** A client that names no manager is known by the first word of its user agent. */
function managerOf({ headers }: Call): string {
  const agent = headers.get("user-agent") ?? "";
  const first = agent.split("/")[0] ?? "";
  return first.slice(0, MAX_MANAGER_LENGTH) || "unknown";
}

/**
 * Reads a whole number of a parameter.
 *
 * @throws {Fault} when it is none.
 */
export function readInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Fault(
      400,
      "BadRequest",
      `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** Whether a parameter is true, as Go's JSON query decoding reads it. */
export function readBoolean(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && text !== "0" && text.toLowerCase() !== "false";
}
