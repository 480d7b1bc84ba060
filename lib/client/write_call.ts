/**
 * One call that changes something: what it says beside its object, and the error that names the fields where
 * the server refuses. Layer 2.
 *
 * @module
 */
import { readJson } from "../connect/body.ts";
import { GrantError } from "../core/errors.ts";
import type { OptionTypes } from "../core/options.ts";
import { secretTexts } from "../core/secret_data.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import { writeFailure } from "../core/write_failure.ts";
import {
  fieldManagerOf,
  type FieldValidation,
  isDryRunRequest,
  type WriteParameters,
  type WriteRequest,
} from "../core/write_request.ts";
import { tallied } from "../core/write_tally.ts";
import type { Kind } from "../kinds/kind.ts";
import { type Deadline, readAnswer } from "./call.ts";
import { suggestField } from "./field_suggestion.ts";
import { READ_OPTIONS, type ReadOptions } from "./objects.ts";
import type { Session } from "./session.ts";

/** The manager that owns what Skiff writes, where nobody is named. */
const DEFAULT_FIELD_MANAGER = "skiff";

/** What every method that changes something takes. */
export interface WriteOptions extends ReadOptions {
  /** Whether the server only says what would come of it; default: the connection's, `false`. */
  readonly dryRun?: boolean | undefined;
  /** In whose name the fields are owned; default: the connection's, `skiff`. */
  readonly fieldManager?: string | undefined;
  /** What the server does with fields it does not know, or that come twice; default `Strict`. */
  readonly fieldValidation?: FieldValidation | undefined;
}

/** The options of changing something. */
export const WRITE_OPTIONS: OptionTypes<WriteOptions> = {
  ...READ_OPTIONS,
  dryRun: "boolean",
  fieldManager: "string",
  fieldValidation: "string",
};

/** What a request that changes something says beside its object. */
export function parametersOf(session: Session, options: WriteOptions): WriteParameters {
  return {
    dryRun: isDryRun(session, options),
    fieldManager: options.fieldManager ?? session.fieldManager ?? DEFAULT_FIELD_MANAGER,
    fieldValidation: options.fieldValidation ?? "Strict",
  };
}

/** Whether a call only asks what would come of it; a connection for dry runs knows nothing else. */
export function isDryRun(session: Session, options: Pick<WriteOptions, "dryRun">): boolean {
  return session.dryRun === true || options.dryRun === true;
}

/** How a request is sent. */
export interface SendWriteOptions {
  readonly call: CallDescription;
  readonly deadline: Deadline;
  readonly accept: string;
}

/**
 * Sends a request that changes something.
 *
 * @returns The answer.
 * @throws {GrantError} when the connection is read-only.
 * @throws {ApiError} or one of its subclasses when the server refuses; it names the fields.
 */
export async function sendRequest(
  session: Session,
  kind: Kind,
  { method, path, headers, body }: WriteRequest,
  { call, deadline, accept }: SendWriteOptions,
): Promise<unknown> {
  if (session.readOnly === true) {
    throw new GrantError(
      `Cannot ${call.verb} ${
        describeCall(call)
      }: the connection is read-only: connect without readOnly`,
      { verb: call.verb, kind: call.resource, namespace: call.namespace, name: call.name },
    );
  }
  const send = () =>
    session.transport.send(path, {
      method,
      headers: { ...headers, accept },
      body,
      signal: deadline.signal,
      timeoutMs: deadline.remainingMs(),
    });
  // Where waits count as met, nothing of what is sent is kept.
  const changesNothing = isDryRunRequest({ path, body }) || session.assume !== undefined;
  const response = changesNothing ? await send() : await tallied(send);
  if (response.ok) return await readJson(response);
  const confidential = kind.traits.includes("data");
  throw writeFailure(response.status, await readAnswer(response), {
    call,
    suggest: (path) => suggestField(kind, path),
    confidential,
    fieldManager: fieldManagerOf({ path }),
    secrets: confidential ? secretTexts(JSON.parse(body)) : [],
  });
}
