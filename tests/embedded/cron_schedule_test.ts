/** When schedules are due. */
import assert from "node:assert/strict";
import { parseSchedule } from "../../lib/embedded/schedules/cron_schedule.ts";

function times(schedule: string, from: string, count: number, timeZone?: string): string[] {
  const parsed = parseSchedule(schedule, timeZone);
  const found: string[] = [];
  let ms: number | undefined = Date.parse(from);
  for (let index = 0; index < count; index++) {
    ms = parsed.next(ms);
    if (ms === undefined) return [...found, "never"];
    found.push(new Date(ms).toISOString().slice(0, 16));
  }
  return found;
}

Deno.test("fields, ranges, steps, names and nicknames say when", () => {
  const from = "2026-01-01T00:00:00Z";
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["* * * * *", ["2026-01-01T00:01", "2026-01-01T00:02"]],
    ["*/15 * * * *", ["2026-01-01T00:15", "2026-01-01T00:30"]],
    ["5/20 * * * *", ["2026-01-01T00:05", "2026-01-01T00:25"]],
    ["30 6-16/4 * * 1-5", ["2026-01-01T06:30", "2026-01-01T10:30"]],
    ["0 0 * * SUN", ["2026-01-04T00:00", "2026-01-11T00:00"]],
    ["0 12 29 feb ?", ["2028-02-29T12:00"]],
    ["0 0 13 * FRI", ["2026-01-02T00:00", "2026-01-09T00:00", "2026-01-13T00:00"]],
    ["@monthly", ["2026-02-01T00:00", "2026-03-01T00:00"]],
    ["@every 90m", ["2026-01-01T01:30", "2026-01-01T03:00"]],
    ["59 23 31 2 *", ["never"]],
  ];
  for (const [schedule, expected] of cases) {
    assert.deepEqual(times(schedule, from, expected.length), expected, schedule);
  }
});

Deno.test("a time zone's clocks count, and their changes", () => {
  const berlin = "Europe/Berlin";
  assert.deepEqual(times("30 6 * * *", "2026-03-28T00:00:00Z", 2, berlin), [
    "2026-03-28T05:30",
    "2026-03-29T04:30",
  ]);
  // That hour does not come on the day on which clocks go forward, and twice when they go back.
  assert.deepEqual(times("30 2 * * *", "2026-03-28T12:00:00Z", 1, berlin), ["2026-03-30T00:30"]);
  assert.deepEqual(times("30 2 * * *", "2026-10-24T12:00:00Z", 3, berlin), [
    "2026-10-25T00:30",
    "2026-10-25T01:30",
    "2026-10-26T01:30",
  ]);
});

Deno.test("what is no schedule is told", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["* * * *", /expected exactly 5 fields, found 4/],
    ["60 * * * *", /end of range \(60\) above maximum \(59\)/],
    ["5-1 * * * *", /beginning of range \(5\) beyond end of range \(1\)/],
    ["*/0 * * * *", /step of range should be a positive number/],
    ["x * * * *", /failed to parse int from x/],
    ["@never", /unrecognized descriptor: @never/],
  ];
  for (const [schedule, message] of cases) assert.throws(() => parseSchedule(schedule), message);
  assert.throws(() => parseSchedule("* * * * *", "Mars/Base"), /unknown time zone Mars\/Base/);
});
