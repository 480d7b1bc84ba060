/**
 * The sizes of a client's terminal, as it tells them. Layer 3.
 *
 * @module
 */

/** A size. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A size takes some 30 characters; more without an end is none. */
const MAX_TEXT = 4096;
/** Sizes that nobody has read yet: older ones matter no more. */
const MAX_UNREAD = 64;
const MAX_CELLS = 65_535;
const OBJECT_REGEXP = /^\s*(\{[^{}]*\})/;

/** Reads `{"Width":80,"Height":24}`, one after the other, from the pieces of a channel. */
export class TerminalSizes implements AsyncIterable<TerminalSize> {
  readonly #decoder = new TextDecoder();
  #text = "";
  #sizes: TerminalSize[] = [];
  #isEnded = false;
  #changed = Promise.withResolvers<void>();

  /** Takes a piece; what is no size ends the sizes. */
  push(bytes: Uint8Array): void {
    if (this.#isEnded) return;
    this.#text += this.#decoder.decode(bytes, { stream: true });
    for (;;) {
      const found = OBJECT_REGEXP.exec(this.#text);
      if (found === null) break;
      this.#text = this.#text.slice(found[0].length);
      const size = parseSize(found[1] ?? "");
      if (size === undefined) return this.end();
      this.#sizes.push(size);
      if (this.#sizes.length > MAX_UNREAD) this.#sizes.shift();
    }
    const rest = this.#text.trimStart();
    if (rest !== "" && !rest.startsWith("{") || rest.length > MAX_TEXT) return this.end();
    this.#wake();
  }

  /** No size follows. */
  end(): void {
    this.#isEnded = true;
    this.#text = "";
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TerminalSize, void, undefined> {
    for (;;) {
      const size = this.#sizes.shift();
      if (size !== undefined) yield size;
      else if (this.#isEnded) return;
      else await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

function parseSize(text: string): TerminalSize | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const cells = new Map(
    Object.entries(value ?? {}).map(([key, cell]) => [key.toLowerCase(), cell]),
  );
  const columns = cells.get("width") ?? 0;
  const rows = cells.get("height") ?? 0;
  return isCells(columns) && isCells(rows) ? { columns, rows } : undefined;
}

function isCells(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_CELLS;
}
