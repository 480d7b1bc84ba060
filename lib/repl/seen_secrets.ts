/**
 * Knows the Secrets that a session has read, so that what is taken out of them stays hidden too, and which of
 * their values it has shown. Layer 7.
 *
 * @module
 */
import { secretTexts } from "../core/secret_data.ts";
import { SecretValue } from "../core/secret_value.ts";
import { type KnownSecrets, maskSecrets } from "./mask_secrets.ts";

/** Shorter values of Secrets are words that any line may hold. */
const MIN_SECRET_LENGTH = 6;
const MAX_SHOWN = 1000;
const MAX_READ = 20_000;

/** The Secrets that a session has seen. */
export class SeenSecrets {
  /** What maps names to the values of a Secret, by identity. */
  readonly #data = new WeakSet<object>();
  /** The values that were read, as they are stored, and decoded. */
  readonly #stored = new Set<string>();
  readonly #decoded = new Set<string>();
  readonly #shown = new Set<string>();
  readonly #known: KnownSecrets = {
    isData: (value) => this.#data.has(value),
    isStored: (text) => this.#stored.has(text),
    found: (value) => this.#notice(value),
  };

  /**
   * Hears of a Secret that was read.
   *
   * @param object As a server gave it.
   */
  read(object: object): void {
    const { data } = object as { readonly data?: unknown };
    if (typeof data !== "object" || data === null) return;
    this.#data.add(data);
    const stored = new Set(Object.values(data).filter((text) => typeof text === "string"));
    for (const text of secretTexts({ data })) {
      if (this.#stored.size + this.#decoded.size >= MAX_READ) return;
      (stored.has(text) ? this.#stored : this.#decoded).add(text);
    }
  }

  /**
   * Puts `[hidden]` in the place of all values of Secrets, and remembers that they were to be shown.
   *
   * @param value Anything.
   * @returns The value itself where it holds no Secret; otherwise a copy.
   */
  mask(value: unknown): unknown {
    return maskSecrets(value, this.#known);
  }

  /** Whether a line holds a value of a Secret that was to be shown. */
  isPrivate(line: string): boolean {
    return [...this.#shown].some((text) => line.includes(text));
  }

  #notice(value: object | string): void {
    if (typeof value === "string") {
      if (this.#stored.has(value)) return this.#add(secretTexts({ data: { value } }));
      if (this.#decoded.has(value)) this.#add([value]);
    } else if (value instanceof SecretValue) this.#add([textOf(value)]);
    else this.#add(secretTexts(this.#data.has(value) ? { data: value } : value));
  }

  #add(texts: readonly string[]): void {
    for (const text of texts) {
      if (text.length >= MIN_SECRET_LENGTH && this.#shown.size < MAX_SHOWN) this.#shown.add(text);
    }
  }
}

function textOf(value: SecretValue): string {
  try {
    return value.text();
  } catch {
    // Bytes that are no text are not typed either.
    return "";
  }
}
