/**
 * How results are rendered. Layer 7.
 *
 * @module
 */
import type { Ref } from "../api/ref.ts";
import type { OutputFormat } from "./output_format.ts";

/** How a result is rendered. */
export interface RenderOptions {
  readonly format: OutputFormat;
  /** Whether a person reads the text on a terminal: then nothing in it may control the terminal. */
  readonly terminal?: boolean;
  /** Whether colours are welcome. */
  readonly color?: boolean;
  /** How plain data that is no object of a cluster is shown without a format; default `yaml`. */
  readonly plain?: "yaml" | "inspect";
  /** Ends the requests that a query needs. */
  readonly signal?: AbortSignal;
  /** Hears what is not part of the result, e.g. that nothing was found. */
  readonly note?: (text: string) => void;
  /** Where a line of a table is cut, in columns; nowhere by default. */
  readonly width?: number | undefined;
  /** Takes the rows of a table whose objects are known; on a terminal they are numbered `$1`, `$2`, … then. */
  readonly onRows?: ((rows: NumberedRows) => void) | undefined;
  /** Changes a value before it is shown, e.g. hides secrets in it; not at all by default. */
  readonly mask?: ((value: unknown) => unknown) | undefined;
  /** Calls code of the value's own, whose time may have to be limited. */
  readonly call?: (<T>(work: () => T) => T) | undefined;
}

/** Rows that are numbered from 1. */
export interface NumberedRows {
  readonly length: number;
  /** The reference to the object of a row, from 0. */
  refAt(index: number): Ref | undefined;
}
