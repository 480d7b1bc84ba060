/**
 * A value of a Secret that never prints itself. Layer 0: pure.
 *
 * @module
 */

import { HIDDEN } from "./message.ts";

/**
 * One decoded value of a Secret. Templates, `JSON.stringify`, the console, the REPL and errors show
 * `[hidden]`; only {@link SecretValue.text} and {@link SecretValue.bytes} give the value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SecretValue } from "skiff";
 *
 * const password = new SecretValue(new TextEncoder().encode("hunter2"));
 * assert.equal(`${password}`, "[hidden]");
 * assert.equal(JSON.stringify({ password }), '{"password":"[hidden]"}');
 * assert.equal(password.text(), "hunter2");
 * ```
 */
export class SecretValue {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  /** Holds a copy of the bytes. */
  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes);
  }

  /**
   * The value as text.
   *
   * @throws {TypeError} when it is not UTF-8; then use {@link SecretValue.bytes}.
   */
  text(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.#bytes);
    } catch {
      // The decoder's error could quote what it read.
      throw new TypeError(
        "Cannot read the secret value as text: it is not UTF-8: take its bytes()",
      );
    }
  }

  /** The value as bytes: a copy. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }

  /** What a template shows: `[hidden]`. */
  toString(): string {
    return HIDDEN;
  }

  /** What `JSON.stringify` shows: `[hidden]`. */
  toJSON(): string {
    return HIDDEN;
  }

  /** What the console and the REPL show: `[hidden]`. */
  [Symbol.for("Deno.customInspect")](): string {
    return HIDDEN;
  }

  /** What `node:util` shows: `[hidden]`. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return HIDDEN;
  }
}
