/**
 * What the server answers, before it becomes a `Response`. Layer 3.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { SocketUpgrade } from "../streams/upgrade.ts";

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** With status 101: what follows over the connection. */
  readonly upgrade?: SocketUpgrade;
}

/** JSON is what the server answers with unless asked otherwise. */
export const JSON_TYPE = "application/json";

/** An answer in JSON, with a line break at its end as the server writes it. */
export function jsonAnswer(value: JsonValue, status = 200): Answer {
  return { status, body: `${JSON.stringify(value)}\n`, contentType: JSON_TYPE };
}

/** A refusal as an answer. */
export function faultAnswer(fault: Fault): Answer {
  const answer = jsonAnswer(fault.toStatus(), fault.code);
  const { retryAfterSeconds } = fault.details ?? {};
  return retryAfterSeconds
    ? { ...answer, headers: { "retry-after": String(retryAfterSeconds) } }
    : answer;
}

/** An answer in plain text. */
export function textAnswer(text: string, status = 200): Answer {
  return { status, body: text, contentType: "text/plain; charset=utf-8" };
}

/** The answer of a path that nobody serves. */
export function noSuchPage(): Answer {
  return textAnswer("404 page not found\n", 404);
}

/** The `Status` of a call that has nothing else to say. */
export function successStatus(details: JsonObject): JsonObject {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
