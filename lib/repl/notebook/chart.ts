/**
 * Small charts for a notebook: what there is how many of. Layer 7: pure.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { displayWidth, sanitize } from "../../core/terminal.ts";
import { escapeHtml, shorten } from "./html.ts";
import { DISPLAY, type MimeBundle } from "./mime_bundle.ts";

/** How a chart is drawn. */
export interface ChartOptions {
  /** What stands above it. */
  readonly title?: string | undefined;
  /** The most bars, the longest first; default 30. */
  readonly maxBars?: number | undefined;
}

/** What a chart shows: numbers by name, or names to be counted. */
export type ChartData =
  | Readonly<Record<string, number>>
  | ReadonlyMap<string, number>
  | Iterable<string | undefined>;

const MAX_BARS = 30;
const MAX_LABEL = 60;
const ROW_PIXELS = 22;
const BAR_PIXELS = 320;
const TEXT_BAR = 40;

/** A chart of bars, longest first. */
export class Chart {
  readonly #title: string;
  readonly #bars: readonly (readonly [string, number])[];
  readonly #left: number;

  /** Makes a chart; {@link chart} is the short way. */
  constructor(data: ChartData, { title = "", maxBars = MAX_BARS }: ChartOptions = {}) {
    const bars = [...count(data)].toSorted(([a, left], [b, right]) =>
      right - left || (a < b ? -1 : 1)
    );
    this.#title = title;
    this.#bars = bars.slice(0, maxBars);
    this.#left = bars.length - this.#bars.length;
  }

  /** The chart as lines of text, as it is printed where there is no notebook. */
  toString(): string {
    const most = this.#most();
    const labels = this.#bars.map(([name]) => sanitize(shorten(name, MAX_LABEL)));
    const width = Math.max(0, ...labels.map(displayWidth));
    const lines = this.#bars.map(([, value], index) => {
      const label = labels[index] ?? "";
      const bar = "\u2588".repeat(Math.round(value / most * TEXT_BAR));
      return `${label}${" ".repeat(width - displayWidth(label))}  ${bar} ${value}`;
    });
    return [
      ...(this.#title === "" ? [] : [sanitize(this.#title)]),
      ...lines,
      ...(this.#left > 0 ? [`and ${this.#left} more`] : []),
    ].join("\n");
  }

  /** The chart as a picture in a notebook. */
  toSvg(): string {
    const most = this.#most();
    const labels = this.#bars.map(([name]) => shorten(name, MAX_LABEL));
    const labelPixels = 8 * Math.max(4, ...labels.map(displayWidth));
    const top = this.#title === "" ? 0 : ROW_PIXELS;
    const rows = this.#bars.map(([, value], index) => {
      const y = top + index * ROW_PIXELS;
      const length = Math.max(1, Math.round(value / most * BAR_PIXELS));
      return `<text x="0" y="${y + 15}">${escapeHtml(labels[index] ?? "")}</text>` +
        `<rect x="${labelPixels}" y="${
          y + 3
        }" width="${length}" height="15" fill="#326ce5"></rect>` +
        `<text x="${labelPixels + length + 6}" y="${y + 15}">${value}</text>`;
    });
    const height = top + (this.#bars.length + Number(this.#left > 0)) * ROW_PIXELS;
    const rest = this.#left > 0
      ? `<text x="0" y="${height - 7}">and ${this.#left} more</text>`
      : "";
    const title = top > 0
      ? `<text x="0" y="15" font-weight="bold">${escapeHtml(this.#title)}</text>`
      : "";
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${
      labelPixels + BAR_PIXELS + 80
    }" height="${height}" font-family="sans-serif" font-size="13" fill="currentColor">${title}${
      rows.join("")
    }${rest}</svg>`;
  }

  /** Shows the chart in a notebook. */
  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString(), "text/html": this.toSvg() };
  }

  /** Shows the chart at a prompt. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #most(): number {
    return Math.max(1, ...this.#bars.map(([, value]) => value));
  }
}

/**
 * Draws how many there are of what: longest bar first. Sends nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chart } from "skiff/repl";
 * assert.equal(
 *   String(chart(["Running", "Pending", "Running"])),
 *   `Running  ${"█".repeat(40)} 2\nPending  ${"█".repeat(20)} 1`,
 * );
 * ```
 *
 * @param data Numbers by name, or names to be counted.
 * @param options Title and number of bars.
 * @returns A picture in a notebook, lines of text elsewhere.
 * @throws {QueryError} when a number is negative or no number.
 */
export function chart(data: ChartData, options: ChartOptions = {}): Chart {
  return new Chart(data, options);
}

function count(data: ChartData): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (data instanceof Map || !isIterable(data)) {
    const entries = data instanceof Map ? [...data] : Object.entries(data);
    for (const [name, value] of entries) {
      if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
        throw new QueryError(
          `Cannot draw ${JSON.stringify(name)}: ${String(value)} is no number from 0 up`,
        );
      }
      counts.set(name, value);
    }
    return counts;
  }
  for (const given of data) {
    const name = given ?? "(none)";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function isIterable(data: ChartData): data is Iterable<string | undefined> {
  return Symbol.iterator in data;
}
