/**
 * The warnings a server sends along with an answer, e.g. about a deprecated API. Layer 1.
 *
 * @module
 */
import { safeLine } from "../core/message.ts";

const WARNING_REGEXP = /(\d{3})\s+([^\s,"]+)\s+"((?:[^"\\]|\\.)*)"(?:\s+"[^"]*")?/g;

/**
 * Parses a `Warning` header into the texts that Kubernetes means for people (code 299).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseWarnings('299 - "v1 Old is deprecated", 199 - "other"'), ["v1 Old is deprecated"]);
 * ```
 *
 * @param header The header, several warnings joined by commas; `null` where there is none.
 * @returns The texts in order, without control characters.
 * @see apimachinery `util/net/http.go` ParseWarningHeader
 */
export function parseWarnings(header: string | null): string[] {
  const texts: string[] = [];
  for (const [, code, , quoted = ""] of (header ?? "").matchAll(WARNING_REGEXP)) {
    if (code !== "299") continue;
    const text = safeLine(quoted.replace(/\\(.)/g, "$1"));
    if (text !== "") texts.push(text);
  }
  return texts;
}

/** Passes each distinct warning on once. */
export class WarningCollector {
  readonly #seen = new Set<string>();
  readonly #onWarning: (text: string) => void;

  /** Makes a collector that calls `onWarning` for each new text. */
  constructor(onWarning: (text: string) => void) {
    this.#onWarning = onWarning;
  }

  /** Takes in a response's `Warning` header. */
  take(header: string | null): void {
    if (header === null) return;
    for (const text of parseWarnings(header)) {
      if (this.#seen.has(text)) continue;
      this.#seen.add(text);
      this.#onWarning(text);
    }
  }
}
