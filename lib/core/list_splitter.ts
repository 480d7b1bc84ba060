/**
 * Splits the JSON body of a Kubernetes list into its items while it arrives, so that memory holds one
 * item at a time and parsing overlaps with the network. Layer 0: pure.
 *
 * @module
 */
import { ApiError } from "./errors.ts";

/** What surrounds the items of a list. */
export interface ListEnvelope {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  /** `true` where the body had an `items` list. */
  readonly isList: boolean;
  /** Every other field, e.g. `columnDefinitions` of a Table or the fields of a Status. */
  readonly [field: string]: unknown;
}

/** What to split and what to leave out. */
export interface ListSplitterOptions {
  /** The field with the elements; default `items` (a Table has `rows`). */
  readonly field?: string;
  /** Whether `metadata.managedFields` of the elements is cut out before parsing; default `true`. */
  readonly dropManagedFields?: boolean;
}

/** The longest element that is taken; etcd stores objects of 1.5 MiB at most by default. */
export const MAX_ELEMENT_BYTES = 64 * 1024 * 1024;

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a;
const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d, OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d;

const METADATA = new TextEncoder().encode("metadata");
const MANAGED_FIELDS = new TextEncoder().encode("managedFields");

/** Depth of an element's own fields, and of the fields of its `metadata`. */
const ELEMENT_DEPTH = 3, METADATA_DEPTH = 4;

/**
 * Takes the bytes of a list body in pieces and hands out each element's JSON text as soon as it is whole.
 *
 * Well-formed JSON is what it expects from an API server; whatever it cuts out is still parsed by
 * `JSON.parse`, so malformed text surfaces there or in {@link ListSplitter.end}.
 */
export class ListSplitter {
  readonly #field: Uint8Array;
  readonly #dropManagedFields: boolean;
  readonly #decoder = new TextDecoder();

  /** Bytes from `#kept` on are still needed; scanning goes on at `#at`. */
  #buffer = new Uint8Array(64 * 1024);
  #length = 0;
  #at = 0;
  #kept = 0;

  #depth = 0;
  #inString = false;
  #stringStart = 0;
  #escaped = false;

  /** The last string seen at a depth that matters; it is a key if a colon follows. */
  #lastStart = 0;
  #lastEnd = 0;
  #inElements = false;
  #inMetadata = false;
  /** Where a `managedFields` key began, while its value is being passed over. */
  #cutStart = -1;
  #cuts: number[] = [];
  #envelope: string[] = [];
  #isList = false;
  /** Whether something else than an object or a list stood among the elements. */
  #hasOther = false;

  /** Makes a splitter for one body. */
  constructor({ field = "items", dropManagedFields = true }: ListSplitterOptions = {}) {
    this.#field = new TextEncoder().encode(field);
    this.#dropManagedFields = dropManagedFields;
  }

  /**
   * Takes the next piece of the body.
   *
   * @param chunk Bytes; copied, so the caller may use them again.
   * @param onElement Called with each element's JSON text, in order.
   * @throws {ApiError} when an element is longer than {@link MAX_ELEMENT_BYTES}.
   */
  push(chunk: Uint8Array, onElement: (json: string) => void): void {
    this.#append(chunk);
    const buffer = this.#buffer, length = this.#length;
    let at = this.#at;
    let inString = this.#inString;
    while (at < length) {
      if (inString) {
        at = this.#skipString(buffer, at, length);
        inString = this.#inString;
        continue;
      }
      const byte = buffer[at];
      if (byte === QUOTE) {
        this.#stringStart = at + 1;
        this.#inString = inString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.#open(byte, at);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#close(byte, at, onElement);
      } else if (byte === COLON) {
        this.#colon();
      } else if (byte === COMMA && this.#cutStart >= 0 && this.#depth === METADATA_DEPTH) {
        this.#endCut(at);
      }
      at++;
    }
    this.#at = at;
  }

  /**
   * Ends the body.
   *
   * @returns What surrounded the elements.
   * @throws {SyntaxError} when the body was cut short or is not JSON.
   */
  end(): ListEnvelope {
    this.#envelope.push(this.#decode(this.#kept, this.#length));
    const body: unknown = JSON.parse(this.#envelope.join(""));
    if (typeof body !== "object" || body === null) {
      throw new SyntaxError("The body is not a JSON object");
    }
    if (this.#hasOther) throw new SyntaxError("The list holds something else than objects");
    return { ...body, isList: this.#isList };
  }

  #append(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#length);
    this.#length += chunk.length;
  }

  /** Moves the bytes that are still needed to the front, into a larger buffer where they need one. */
  #makeRoom(extra: number): void {
    const kept = this.#length - this.#kept;
    if (kept + extra > MAX_ELEMENT_BYTES) {
      throw new ApiError(
        `Cannot read a list: one of its objects has more than ${MAX_ELEMENT_BYTES} bytes`,
      );
    }
    let size = this.#buffer.length;
    while (size < kept + extra) size *= 2;
    const target = size === this.#buffer.length ? this.#buffer : new Uint8Array(size);
    target.set(this.#buffer.subarray(this.#kept, this.#length));
    const shift = this.#kept;
    this.#buffer = target;
    this.#length = kept;
    this.#kept = 0;
    this.#at -= shift;
    this.#stringStart -= shift;
    this.#lastStart -= shift;
    this.#lastEnd -= shift;
    if (this.#cutStart >= 0) this.#cutStart -= shift;
    this.#cuts = this.#cuts.map((cut) => cut - shift);
  }

  #skipString(buffer: Uint8Array, from: number, length: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    while (at < length) {
      const byte = buffer[at];
      if (byte === QUOTE) {
        this.#inString = false;
        this.#lastStart = this.#stringStart;
        this.#lastEnd = at;
        return at + 1;
      }
      if (byte === BACKSLASH) {
        if (at + 1 === length) {
          this.#escaped = true;
          return length;
        }
        at++;
      }
      at++;
    }
    return length;
  }

  #open(byte: number, at: number): void {
    this.#depth++;
    if (this.#inElements) {
      if (this.#depth === ELEMENT_DEPTH) this.#separate(at);
      return;
    }
    if (this.#depth === 2 && byte === OPEN_BRACKET && this.#lastStringIs(this.#field)) {
      this.#inElements = true;
      this.#isList = true;
      this.#envelope.push(this.#decode(this.#kept, at + 1));
      this.#kept = at + 1;
    }
  }

  #close(byte: number, at: number, onElement: (json: string) => void): void {
    if (this.#inElements) {
      if (this.#depth === METADATA_DEPTH) {
        if (this.#cutStart >= 0) this.#endCut(at);
        this.#inMetadata = false;
      } else if (this.#depth === ELEMENT_DEPTH) {
        onElement(this.#element(at + 1));
        this.#kept = at + 1;
      } else if (this.#depth === 2 && byte === CLOSE_BRACKET) {
        this.#inElements = false;
        this.#separate(at);
      }
    }
    this.#depth--;
  }

  /** Passes over what stands before an element or behind the last one: blanks and a comma. */
  #separate(at: number): void {
    for (let from = this.#kept; from < at; from++) {
      const byte = this.#buffer[from];
      if (byte !== COMMA && !isSpace(byte)) this.#hasOther = true;
    }
    this.#kept = at;
  }

  #colon(): void {
    if (!this.#dropManagedFields || !this.#inElements) return;
    if (this.#depth === ELEMENT_DEPTH) {
      this.#inMetadata = this.#lastStringIs(METADATA);
    } else if (
      this.#depth === METADATA_DEPTH && this.#inMetadata && this.#lastStringIs(MANAGED_FIELDS)
    ) {
      this.#cutStart = this.#lastStart - 1;
    }
  }

  #endCut(at: number): void {
    this.#cuts.push(this.#cutStart, at);
    this.#cutStart = -1;
  }

  #lastStringIs(word: Uint8Array): boolean {
    if (this.#lastEnd - this.#lastStart !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.#buffer[this.#lastStart + i] !== word[i]) return false;
    }
    return true;
  }

  #element(end: number): string {
    if (this.#cuts.length === 0) return this.#decode(this.#kept, end);
    let text = "";
    let from = this.#kept;
    for (let i = 0; i < this.#cuts.length; i += 2) {
      const start = this.#cuts[i] as number, stop = this.#cuts[i + 1] as number;
      const before = this.#commaBefore(start);
      text += this.#decode(from, before);
      // A first key leaves its comma behind the value instead of before the key.
      from = before === start && this.#buffer[stop] === COMMA ? stop + 1 : stop;
    }
    this.#cuts = [];
    return text + this.#decode(from, end);
  }

  /** The place of the comma before a key, or the key's own place where there is none. */
  #commaBefore(start: number): number {
    let at = start - 1;
    while (isSpace(this.#buffer[at])) at--;
    return this.#buffer[at] === COMMA ? at : start;
  }

  #decode(start: number, end: number): string {
    return this.#decoder.decode(this.#buffer.subarray(start, end));
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
