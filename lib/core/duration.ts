/**
 * Spans and points of time: durations as Go writes them, ages as kubectl prints them, RFC 3339 timestamps.
 * Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";

/** A span of time: text such as `90s`, `5m`, `1h30m`, or milliseconds. */
export type Duration = string | { readonly timeoutMs: number };

const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ["h", 3.6e12],
  ["m", 6e10],
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1000],
  ["\u00b5s", 1000],
  ["\u03bcs", 1000],
  ["ns", 1],
]);
const MAX_DURATION_MS = 9_223_372_036_854;
const PART_REGEXP = /([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([^0-9.]*)/y;
const LONG_UNIT_HOURS: ReadonlyMap<string, number> = new Map([
  ["d", 24],
  ["day", 24],
  ["days", 24],
  ["w", 168],
  ["week", 168],
  ["weeks", 168],
]);

/**
 * Reads a duration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(parseDuration("1h30m"), 5_400_000);
 * assert.equal(parseDuration({ timeoutMs: 250 }), 250);
 * ```
 *
 * @param duration Text with the units `h m s ms us ns`, or `{ timeoutMs }`.
 * @returns Milliseconds, never negative; a fraction for what is finer.
 * @throws {QueryError} when it is not a duration.
 */
export function parseDuration(duration: Duration): number {
  if (typeof duration !== "string") return millisecondsOf(duration);
  if (duration === "0") return 0;
  let total = 0;
  let position = 0;
  while (position < duration.length) {
    PART_REGEXP.lastIndex = position;
    const [part, amount = "", unit = ""] = PART_REGEXP.exec(duration) ?? [];
    if (part === undefined) throw durationFailure(duration, signHint(duration));
    const unitNs = UNIT_NS.get(unit);
    if (unitNs === undefined) throw durationFailure(duration, unitHint(duration, amount, unit));
    total += Number(amount) * unitNs;
    position += part.length;
  }
  if (position === 0) throw durationFailure(duration, "it is empty");
  if (total > MAX_DURATION_MS * 1e6) throw durationFailure(duration, "it is longer than 292 years");
  return total / 1e6;
}

/**
 * Prints a duration so that {@link parseDuration} and Go read it back.
 *
 * @param ms Milliseconds; what is finer than a nanosecond is rounded.
 * @returns E.g. `1h30m`, `45s`, `250ms`, `0s`.
 * @throws {QueryError} when it is negative or not finite.
 */
export function formatDuration(ms: number): string {
  const whole = Math.floor(checkMilliseconds(ms));
  const nanos = Math.round((ms - whole) * 1e6);
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1000) % 60;
  const parts = [
    formatPart(hours, "h"),
    formatPart(minutes, "m"),
    formatPart(seconds, "s"),
    formatPart(whole % 1000, "ms"),
    nanos % 1000 === 0 ? formatPart(nanos / 1000, "us") : formatPart(nanos, "ns"),
  ].join("");
  return parts === "" ? "0s" : parts;
}

/**
 * Gives the point of time that lies this long in the past, to compare timestamps with.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const noon = new Date("2026-05-01T12:00:00Z");
 * assert.equal(ago("2h", noon).toISOString(), "2026-05-01T10:00:00.000Z");
 * ```
 *
 * @param duration E.g. `2h`, `90s`.
 * @param now What counts as the present; the system clock by default, in a `where()` on a test's cluster its clock.
 * @returns The point of time.
 * @throws {QueryError} when it is not a duration.
 */
export function ago(duration: Duration, now?: Date): Date {
  const ms = parseDuration(duration);
  const date = new Date((now ?? new Date()).getTime() - ms);
  AGO.set(date, now === undefined ? ms : undefined);
  return date;
}

const AGO = new WeakMap<Date, number | undefined>();

/** Tells whether a date comes from {@link ago}: nothing happened at exactly that moment. */
export function isAgo(date: Date): boolean {
  return AGO.has(date);
}

/**
 * Gives the point of time that a date of {@link ago} means by another clock than the machine's.
 *
 * @param date The date; any other, and one with a present of its own, means itself.
 * @param nowMs The present by that clock, in milliseconds since 1970; left out: the date as it is.
 */
export function agoMs(date: Date, nowMs: number | undefined): number {
  const ms = AGO.get(date);
  return ms === undefined || nowMs === undefined ? date.getTime() : nowMs - ms;
}

/**
 * Prints an age with two or three digits, as kubectl does in its AGE column.
 *
 * @param ms Milliseconds since the point of time.
 * @returns E.g. `45s`, `5m10s`, `3d4h`; `<invalid>` when it lies in the future, `<unknown>` for `NaN`.
 * @see k8s.io/apimachinery/pkg/util/duration/duration.go
 */
export function formatAge(ms: number): string {
  if (Number.isNaN(ms)) return "<unknown>";
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}m${formatPart(seconds % 60, "s")}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return `${hours}h${formatPart(minutes % 60, "m")}`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return `${days}d${formatPart(hours % 24, "h")}`;
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? `${years}y${formatPart(days % 365, "d")}` : `${years}y`;
}

const TIMESTAMP_REGEXP =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads an RFC 3339 timestamp, and refuses days and hours that do not exist.
 *
 * @param text E.g. `2026-05-01T12:00:00Z`, `2026-05-01T14:00:00.5+02:00`.
 * @returns The point of time; what is finer than a millisecond is cut off.
 * @throws {QueryError} when it is not a timestamp.
 */
export function parseTimestamp(text: string): Date {
  const match = TIMESTAMP_REGEXP.exec(text);
  if (match === null) {
    throw timestampFailure(text, 'write it as "2026-05-01T12:00:00Z"');
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(
    Number,
  );
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw timestampFailure(text, "there is no such day");
  }
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) {
    throw timestampFailure(text, "there is no such time of day");
  }
  const sign = match[8] === "-" ? -1 : 1;
  date.setUTCHours(hour, minute - sign * (offsetHour * 60 + offsetMinute), second, milliseconds);
  return date;
}

function formatPart(amount: number, unit: string): string {
  return amount === 0 ? "" : `${amount}${unit}`;
}

/** Numbers have no unit, and who checks no types may give anything. */
function millisecondsOf(duration: unknown): number {
  if (typeof duration === "object" && duration !== null && "timeoutMs" in duration) {
    const { timeoutMs } = duration;
    return checkMilliseconds(typeof timeoutMs === "number" ? timeoutMs : NaN);
  }
  const isNumber = typeof duration === "number" && Number.isFinite(duration) && duration > 0;
  const [text, ms] = !isNumber
    ? ["30s", 30_000]
    : duration < 1000
    ? [`${duration}s`, duration]
    : [formatDuration(duration), duration];
  const shown = typeof duration === "object" && duration !== null
    ? "an object"
    : typeof duration === "function"
    ? "a function"
    : String(duration);
  throw new QueryError(
    `Cannot use ${shown} as a duration: write ${JSON.stringify(text)} or { timeoutMs: ${ms} }`,
  );
}

function checkMilliseconds(ms: number): number {
  if (!(ms >= 0 && ms <= MAX_DURATION_MS)) {
    throw new QueryError(`Cannot use ${ms} as a duration: give milliseconds from 0 to 292 years`);
  }
  return ms;
}

function signHint(text: string): string {
  return /^[+-]/.test(text)
    ? "it may not have a sign"
    : "write a number and a unit (h, m, s, ms, us, ns) such as 90s, 5m, 1h30m";
}

function unitHint(text: string, amount: string, unit: string): string {
  if (unit === "") return `it has no unit: did you mean ${JSON.stringify(`${text}s`)}`;
  const hours = LONG_UNIT_HOURS.get(unit);
  if (hours !== undefined) {
    return `there is no unit ${JSON.stringify(unit)}: did you mean "${Number(amount) * hours}h"`;
  }
  return `there is no unit ${JSON.stringify(unit)}: the units are h, m, s, ms, us, ns`;
}

function durationFailure(text: string, fault: string): QueryError {
  return new QueryError(`Cannot parse duration ${excerpt(text)}: ${fault}`);
}

function timestampFailure(text: string, fault: string): QueryError {
  return new QueryError(`Cannot parse timestamp ${excerpt(text)}: ${fault}`);
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
}
