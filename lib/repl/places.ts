/**
 * Where in what was typed something went wrong: stack traces speak of the compiled text, people of theirs.
 * Layer 7.
 *
 * @module
 */
import { KubeError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { shortenSource } from "../query/source_text.ts";

/** A change of the text between what was typed and what runs. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What was typed and how it was changed. */
export interface PlacedInput {
  /** What was typed. */
  readonly source: string;
  /** What runs. */
  readonly body: string;
  /** The changes in their order, the last ones furthest to the end. */
  readonly edits: readonly Edit[];
  /** How much stands before the text. */
  readonly headLength: number;
}

/** So many inputs are remembered: a function of an earlier line may fail in a later one. */
const MAX_INPUTS = 1000;
const NAME = "skiff-input-";
/** Where Skiff itself is: a checkout has it two folders up, a build beside this file. */
const LIBRARY =
  new URL(import.meta.url.endsWith(".ts") ? "../../lib/" : "./", import.meta.url).href;
const FRAME_REGEXP = /skiff-input-(\d+):(\d+):(\d+)/;

/** Remembers inputs by the names that stack traces know them by. */
export class Places {
  readonly #inputs = new Map<number, PlacedInput>();
  readonly #firstLine: number;
  #last = 0;

  /** Takes on which line of a compiled text its body begins. */
  constructor(firstLine: number) {
    this.#firstLine = firstLine;
  }

  /**
   * Remembers an input that is about to run.
   *
   * @returns The name of its compiled text.
   */
  add(input: PlacedInput): string {
    this.#inputs.set(++this.#last, input);
    this.#inputs.delete(this.#last - MAX_INPUTS);
    return `${NAME}${this.#last}`;
  }

  /**
   * Says where in the input a failure came up.
   *
   * @param error What was thrown.
   * @returns `line 1, column 5`, or `undefined` where it is not known, or plain enough without.
   */
  describe(error: unknown): string | undefined {
    const frame = FRAME_REGEXP.exec(stackOf(error) ?? "");
    const number = Number(frame?.[1]);
    const input = this.#inputs.get(number);
    if (frame === null || input === undefined) return undefined;
    const { source } = input;
    // An error of Skiff's own says what it is about; of many lines it is good to know which.
    if (error instanceof KubeError && !source.trim().includes("\n")) return undefined;
    return this.#place(input, frame, number === this.#last);
  }

  /**
   * Leaves in the stack of a failure what the user wrote: places of inputs, by their own lines, and of files.
   *
   * @param error What was thrown; its stack is replaced where it has one.
   */
  cutStack(error: unknown): void {
    try {
      if (!(error instanceof Error) || typeof error.stack !== "string") return;
      const [head = "", ...frames] = error.stack.split(/\n(?= {4}at )/);
      const kept = frames.flatMap((frame) => this.#ownFrame(frame) ?? []);
      Object.defineProperty(error, "stack", {
        value: [head, ...kept].join("\n"),
        configurable: true,
        writable: true,
      });
    } catch {
      // What was thrown throws itself when it is looked at, or is frozen.
    }
  }

  #ownFrame(frame: string): string | undefined {
    const found = FRAME_REGEXP.exec(frame);
    const input = this.#inputs.get(Number(found?.[1]));
    if (found !== null && input !== undefined) {
      // What stands around the body starts it, and is no user's.
      const line = Number(found[2]) - this.#firstLine;
      if (line < 0 || line >= input.body.split("\n").length) return undefined;
      const name = /^ {4}at (?:async )?(?:Object\.)?(?!eval\b)([\w$.]+) \(/.exec(frame)?.[1];
      const place = this.#place(input, found, Number(found[1]) === this.#last);
      return `    at ${place}${name === undefined ? "" : ` (${name})`}`;
    }
    const isFile = /\bfile:\/\//.test(frame) && !frame.includes(LIBRARY);
    return isFile ? frame : undefined;
  }

  #place(input: PlacedInput, frame: RegExpExecArray, isLast: boolean): string {
    const offset = bodyOffset(input.body, Number(frame[2]) - this.#firstLine, Number(frame[3]) - 1);
    const before = input.source.slice(0, sourceOffset(input, offset)).split("\n");
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    return isLast ? place : `${place} of ${safeLine(shortenSource(input.source))}`;
  }
}

function stackOf(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error)) return undefined;
    // A name with a suggestion is another error, whose cause was thrown.
    const thrown = error instanceof ReferenceError && error.cause instanceof ReferenceError
      ? error.cause
      : error;
    return typeof thrown.stack === "string" ? thrown.stack : undefined;
  } catch {
    // What was thrown throws itself when it is looked at.
    return undefined;
  }
}

function bodyOffset(body: string, line: number, column: number): number {
  let offset = 0;
  for (let skipped = 0; skipped < line; skipped++) {
    const end = body.indexOf("\n", offset);
    if (end < 0) return body.length;
    offset = end + 1;
  }
  return offset + column;
}

function sourceOffset({ edits, headLength }: PlacedInput, bodyOffset: number): number {
  const wanted = bodyOffset - headLength;
  let shift = 0;
  for (const { start, end, text } of edits) {
    // Where the changed text begins in what runs.
    const begin = start + shift;
    if (wanted < begin) break;
    if (wanted < begin + text.length) return start;
    shift += text.length - (end - start);
  }
  return Math.max(0, wanted - shift);
}
