/**
 * What a server answered where something else is needed: told by its shape, since it may hold Secret data.
 * Layer 2: pure.
 *
 * @module
 */
import { describeNotJson } from "../connect/body.ts";
import { ApiError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { oneLine } from "../core/message.ts";
import { type CallDescription, describeCall } from "../core/status.ts";

/**
 * Takes an answer for the object that it must be.
 *
 * @param answer The parsed body.
 * @param call What was being done.
 * @param kind The kind that the object must be of; left out: any, but no `Status`.
 * @throws {ApiError} when it is something else.
 */
export function expectObject(answer: unknown, call: CallDescription, kind?: string): KubeObject {
  const found = isRecord(answer) ? answer["kind"] ?? kind : undefined;
  const isWanted = kind === undefined ? found !== "Status" : found === kind;
  if (isRecord(answer) && isWanted) {
    if (isRecord(answer["metadata"])) return answer;
    const what = typeof answer["kind"] === "string" ? describeValue(answer) : "an object";
    throw wrongAnswer(call, `the answer is ${what} without metadata`);
  }
  throw wrongAnswer(call, `the answer is ${describeValue(answer)} and no ${kind ?? "object"}`);
}

/**
 * Takes an answer for a JSON object; which fields it has is the server's word.
 *
 * @throws {ApiError} when it is something else.
 */
export function expectFields<T extends object>(answer: unknown, call: CallDescription): Partial<T> {
  if (isRecord(answer) && answer["kind"] !== "Status") return answer as Partial<T>;
  throw wrongAnswer(call, `the answer is ${describeValue(answer)}`);
}

/**
 * Makes the error for a successful answer of which nothing can be made.
 *
 * @param call What was being done.
 * @param state What the answer is.
 */
export function wrongAnswer(call: CallDescription, state: string): ApiError {
  return new ApiError(`Cannot ${call.verb} ${describeCall(call)}: ${state}`, {
    verb: call.verb,
    kind: call.resource,
    namespace: call.namespace,
    name: call.name,
    status: 200,
  });
}

/**
 * Says why an answer is no list.
 *
 * @param type The content type it came with.
 * @param beginning The beginning of its text.
 * @param kind The kind that it says to be of, where it is JSON.
 */
export function describeNoList(
  type: string | null,
  beginning: string,
  kind?: string,
): string {
  if (kind !== undefined) return `the answer is ${describeKind(kind)} and no list`;
  return /^\s*[[{]/.test(beginning)
    ? "the answer is not a whole list"
    : describeNotJson(type, beginning);
}

/** Names a value by its kind or its type, for a message. */
function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (!isRecord(value)) return `a ${typeof value}`;
  const { kind } = value;
  return typeof kind === "string" ? describeKind(kind) : "an object without a kind";
}

const LONGEST_KIND = 63;

function describeKind(kind: string): string {
  const name = oneLine(kind).slice(0, LONGEST_KIND);
  return name === "" ? "an object without a kind" : `a "${name}"`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const BEGINNING_BYTES = 4096;

/** The first bytes of a body, for a message. */
export class Beginning {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;

  /** Takes the next piece of the body. */
  take(chunk: Uint8Array): void {
    if (this.#bytes >= BEGINNING_BYTES) return;
    const piece = chunk.slice(0, BEGINNING_BYTES - this.#bytes);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /** What has come so far, at most 4 KiB. */
  text(): string {
    const decoder = new TextDecoder();
    return this.#pieces.map((piece) => decoder.decode(piece, { stream: true })).join("");
  }
}
