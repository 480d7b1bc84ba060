/**
 * The time that clocks show somewhere. Layer 3.
 *
 * @module
 */
/** Says in the words of the real controller what is wrong with a schedule or its time zone. */
export class ScheduleFault extends Error {
  override readonly name = "ScheduleFault";
}

/** What a clock shows. */
export interface ClockFace {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** The time in one time zone. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat | undefined;
  /** The last quarter of an hour that was asked for, and what is to be added to it. */
  #known: readonly [quarter: number, offsetMs: number] | undefined;

  /**
   * @param timeZone E.g. `Europe/Berlin`.
   * @throws {ScheduleFault} when there is none of that name.
   */
  constructor(timeZone: string) {
    if (timeZone === "UTC" || timeZone === "Etc/UTC") return;
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        timeZone,
        calendar: "gregory",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ScheduleFault(`unknown time zone ${timeZone}`);
    }
  }

  /** What the clocks show at a time in milliseconds since 1970. */
  read(ms: number): ClockFace {
    const shown = new Date(ms + this.#offsetMs(ms));
    return {
      year: shown.getUTCFullYear(),
      month: shown.getUTCMonth() + 1,
      day: shown.getUTCDate(),
      weekday: shown.getUTCDay(),
      hour: shown.getUTCHours(),
      minute: shown.getUTCMinutes(),
    };
  }

  /** The begin of a day, in milliseconds since 1970; months and days may run over. */
  toMs(year: number, month: number, day: number): number {
    const shownMs = Date.UTC(year, month - 1, day);
    const guessMs = shownMs - this.#offsetMs(shownMs);
    return shownMs - this.#offsetMs(guessMs);
  }

  /** How clocks differ from UTC at a time, e.g. `+02:00`, `Z`. */
  offsetText(ms: number): string {
    const minutes = Math.round(this.#offsetMs(ms) / MINUTE_MS);
    if (minutes === 0) return "Z";
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    const pad = (value: number) => String(value).padStart(2, "0");
    return `${minutes < 0 ? "-" : "+"}${pad(hours)}:${pad(rest)}`;
  }

  /** A time as it is written there, e.g. `2026-03-01T06:00:00+01:00`. */
  format(ms: number): string {
    const shown = new Date(ms + this.#offsetMs(ms)).toISOString().slice(0, 19);
    return shown + this.offsetText(ms);
  }

  #offsetMs(ms: number): number {
    const format = this.#format;
    if (format === undefined) return 0;
    // Clocks change at quarters of an hour.
    const quarter = Math.floor(ms / QUARTER_MS);
    if (this.#known?.[0] === quarter) return this.#known[1];
    const wholeMs = Math.floor(ms / 1000) * 1000;
    const parts = new Map(
      format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const shownMs = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    this.#known = [quarter, shownMs - wholeMs];
    return shownMs - wholeMs;
  }
}
