/**
 * Shows a value with options, at a prompt or in a notebook. Layer 7.
 *
 * @module
 */
import { displayValue } from "./display_value.ts";
import { DISPLAY, type MimeBundle } from "./mime_bundle.ts";

/** How a value is shown. */
export interface ShowOptions {
  /** The most rows of a table in a notebook; default 200. */
  readonly maxRows?: number;
  /** Show the columns of lower priority, too; default `false`. */
  readonly wide?: boolean;
}

/** A value that was read to be shown. */
export class Shown {
  readonly #bundle: MimeBundle;

  /** Made by {@link show}. */
  constructor(bundle: MimeBundle) {
    this.#bundle = bundle;
  }

  /** The text that Skiff's own prompt would print. */
  toString(): string {
    return this.#bundle["text/plain"].trimEnd();
  }

  /** Shows it in a notebook. */
  [DISPLAY](): MimeBundle {
    return this.#bundle;
  }

  /** Shows it at a prompt. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/**
 * Reads a query (one request, its server's table) or a ref (one GET) to be shown; a table, objects and
 * anything else is shown as it is, the data of Secrets hidden.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { show } from "skiff/repl";
 * const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, data: { a: "Yg==" } };
 * assert.match(String(await show(secret)), /a: '?\[hidden\]/);
 * ```
 *
 * @param value A query, a ref, a table, objects, or any value.
 * @param options Rows and columns of tables.
 * @returns What a prompt prints, and a notebook shows as HTML.
 * @throws {KubeError} when the query or ref cannot be read.
 */
export async function show(value: unknown, options: ShowOptions = {}): Promise<Shown> {
  return new Shown(await displayValue(value, options));
}
