/**
 * Schedules of cron jobs: what they say, and when the next time is. Layer 3.
 *
 * @module
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
import { parseDuration } from "../../core/duration.ts";
import { QueryError } from "../../core/errors.ts";
import { LocalTime, ScheduleFault } from "./local_time.ts";

/** When something is to happen, again and again. */
export interface CronSchedule {
  /**
   * The next time, later than one.
   *
   * @param afterMs Milliseconds since 1970.
   * @returns Milliseconds since 1970; `undefined` where there is none within five years.
   */
  next(afterMs: number): number | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAX_YEARS = 5;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Bounds {
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Bounds[] = [
  { first: 0, last: 59 },
  { first: 0, last: 23 },
  { first: 1, last: 31 },
  { first: 1, last: 12, names: MONTHS },
  { first: 0, last: 6, names: DAYS },
];

const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * Reads a schedule.
 *
 * @param text Five fields, a nickname such as `@hourly`, or `@every 90m`.
 * @param timeZone E.g. `Europe/Berlin`; default UTC.
 * @throws {ScheduleFault} when it is none.
 */
export function parseSchedule(text: string, timeZone = "UTC"): CronSchedule {
  const trimmed = text.trim();
  if (trimmed.startsWith("@every ")) return every(readDuration(trimmed));
  const fields = (NICKNAMES[trimmed] ?? trimmed).split(/\s+/);
  if (trimmed.startsWith("@") && NICKNAMES[trimmed] === undefined) {
    throw new ScheduleFault(`unrecognized descriptor: ${trimmed}`);
  }
  if (fields.length !== FIELDS.length) {
    throw new ScheduleFault(
      `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`,
    );
  }
  const [minutes, hours, days, months, weekdays] = FIELDS.map((bounds, index) =>
    parseField(fields[index] ?? "", bounds)
  );
  if (!minutes || !hours || !days || !months || !weekdays) {
    throw new ScheduleFault(`cannot read schedule ${JSON.stringify(text)}`);
  }
  return new FieldSchedule({ minutes, hours, days, months, weekdays }, new LocalTime(timeZone));
}

function readDuration(text: string): number {
  const span = text.slice("@every ".length);
  try {
    return parseDuration(span);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const why = `time: invalid duration ${JSON.stringify(span)}`;
    throw new ScheduleFault(`failed to parse duration ${text}: ${why}`);
  }
}

/** Whole seconds, at least one. */
function every(delayMs: number): CronSchedule {
  const stepMs = Math.max(1000, Math.floor(delayMs / 1000) * 1000);
  return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + stepMs };
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** Whether it says nothing: any value does. */
  readonly isAny: boolean;
}

function parseField(text: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let isAny = false;
  for (const part of text.split(",").filter((piece) => piece !== "")) {
    const [range = "", step, ...rest] = part.split("/");
    if (rest.length > 0) throw new ScheduleFault(`too many slashes: ${part}`);
    const isStar = range === "*" || range === "?";
    const [low = "", high, ...more] = range.split("-");
    if (more.length > 0) throw new ScheduleFault(`too many hyphens: ${part}`);
    const first = isStar ? bounds.first : readValue(low, bounds);
    const isOpen = isStar || high === undefined && step !== undefined;
    const last = isOpen ? bounds.last : high === undefined ? first : readValue(high, bounds);
    const by = step === undefined ? 1 : readNumber(step);
    if (first < bounds.first) {
      throw new ScheduleFault(
        `beginning of range (${first}) below minimum (${bounds.first}): ${part}`,
      );
    }
    if (last > bounds.last) {
      throw new ScheduleFault(`end of range (${last}) above maximum (${bounds.last}): ${part}`);
    }
    if (first > last) {
      throw new ScheduleFault(
        `beginning of range (${first}) beyond end of range (${last}): ${part}`,
      );
    }
    if (by === 0) throw new ScheduleFault(`step of range should be a positive number: ${part}`);
    for (let value = first; value <= last; value += by) values.add(value);
    if (isStar && by === 1) isAny = true;
  }
  return { values, isAny };
}

function readValue(text: string, { names }: Bounds): number {
  const name = names?.indexOf(text.toLowerCase()) ?? -1;
  // Months count from 1, days of the week from 0.
  if (name >= 0) return names === MONTHS ? name + 1 : name;
  return readNumber(text);
}

const MAX_INT = 2n ** 63n - 1n;

function readNumber(text: string): number {
  const isNumber = /^\d+$/.test(text);
  if (isNumber && BigInt(text) <= MAX_INT) return Number(text);
  const why = isNumber ? "value out of range" : "invalid syntax";
  throw new ScheduleFault(
    `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`,
  );
}

interface Fields {
  readonly minutes: Field;
  readonly hours: Field;
  readonly days: Field;
  readonly months: Field;
  readonly weekdays: Field;
}

class FieldSchedule implements CronSchedule {
  readonly #fields: Fields;
  readonly #local: LocalTime;

  constructor(fields: Fields, local: LocalTime) {
    this.#fields = fields;
    this.#local = local;
  }

  next(afterMs: number): number | undefined {
    const { minutes, hours, months } = this.#fields;
    let ms = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    const lastYear = this.#local.read(ms).year + MAX_YEARS;
    for (;;) {
      const at = this.#local.read(ms);
      if (at.year > lastYear) return undefined;
      if (!months.values.has(at.month)) {
        ms = this.#later(ms, this.#local.toMs(at.year, at.month + 1, 1));
      } else if (!this.#isDay(at.day, at.weekday)) {
        ms = this.#later(ms, this.#local.toMs(at.year, at.month, at.day + 1));
      } else if (!hours.values.has(at.hour)) ms += HOUR_MS - at.minute * MINUTE_MS;
      else if (!minutes.values.has(at.minute)) ms += MINUTE_MS;
      else return ms;
    }
  }

  /** Where both the day of the month and the day of the week are named, either does. */
  #isDay(day: number, weekday: number): boolean {
    const { days, weekdays } = this.#fields;
    const isDay = days.values.has(day);
    const isWeekday = weekdays.values.has(weekday);
    return days.isAny || weekdays.isAny ? isDay && isWeekday : isDay || isWeekday;
  }

  /** A midnight that a change of clocks skips does not lead back. */
  #later(ms: number, wantedMs: number): number {
    return wantedMs > ms ? wantedMs : ms + HOUR_MS;
  }
}
