/**
 * What a notebook shows: the same content in several forms, of which it takes the richest it knows.
 * Layer 7: pure.
 *
 * @module
 * @see https://docs.jupyter.org/en/latest/reference/mimetype.html
 */

/** One content by media type. */
export interface MimeBundle {
  /** What every front can show. */
  readonly "text/plain": string;
  /** What a notebook shows. */
  readonly "text/html"?: string;
}

/** The method that `deno jupyter` asks a value for. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as typeof DISPLAY;
