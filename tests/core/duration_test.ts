import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import {
  ago,
  formatAge,
  formatDuration,
  parseDuration,
  parseTimestamp,
} from "../../lib/core/duration.ts";

Deno.test("parseDuration reads Go durations", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["0s", 0],
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    [".5s", 500],
    ["1.s", 1000],
    ["250ms", 250],
    ["1us", 0.001],
    ["1µs", 0.001],
    ["1μs", 0.001],
    ["10ns", 0.00001],
    ["1s1s", 2000],
  ];
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text);
  assert.equal(parseDuration({ timeoutMs: 1234 }), 1234);
});

const REFUSED: [string, string][] = [
  ["", "it is empty"],
  ["90", 'it has no unit: did you mean "90s"'],
  ["1d", 'there is no unit "d": did you mean "24h"'],
  ["2w", 'there is no unit "w": did you mean "336h"'],
  ["5min", 'there is no unit "min": the units are h, m, s, ms, us, ns'],
  ["1h 30m", 'there is no unit "h ": the units are h, m, s, ms, us, ns'],
  ["-1s", "it may not have a sign"],
  ["s", "write a number and a unit (h, m, s, ms, us, ns) such as 90s, 5m, 1h30m"],
  ["9999999h", "it is longer than 292 years"],
];

for (const [text, fault] of REFUSED) {
  Deno.test(`parseDuration refuses ${JSON.stringify(text)}`, () => {
    const message = `Cannot parse duration ${JSON.stringify(text)}: ${fault}`;
    assert.throws(() => parseDuration(text), { name: "QueryError", message });
  });
}

Deno.test("parseDuration refuses milliseconds that are no span of time", () => {
  for (const timeoutMs of [-1, NaN, Infinity]) {
    assert.throws(() => parseDuration({ timeoutMs }), QueryError);
  }
});

Deno.test("formatDuration prints the shortest text", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [90_000, "1m30s"],
    [3_600_000, "1h"],
    [5_400_250, "1h30m250ms"],
    [0.001, "1us"],
    [0.0015, "1500ns"],
  ];
  for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
});

Deno.test("parseDuration reads back whatever formatDuration prints", () => {
  fc.assert(fc.property(fc.nat(), (ms) => assert.equal(parseDuration(formatDuration(ms)), ms)));
});

Deno.test("ago subtracts from the given present", () => {
  const now = new Date("2026-05-01T12:00:00Z");
  assert.equal(ago("1h30m", now).toISOString(), "2026-05-01T10:30:00.000Z");
});

Deno.test("formatAge prints what kubectl prints in its AGE column", () => {
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const day = 24 * hour;
  const cases: [number, string][] = [
    [-3 * second, "<invalid>"],
    [-1.9 * second, "0s"],
    [-0.5 * second, "0s"],
    [0, "0s"],
    [119.9 * second, "119s"],
    [2 * minute, "2m"],
    [9 * minute + 59 * second, "9m59s"],
    [10 * minute + 59 * second, "10m"],
    [179 * minute, "179m"],
    [3 * hour, "3h"],
    [7 * hour + 59 * minute, "7h59m"],
    [47 * hour + 59 * minute, "47h"],
    [2 * day, "2d"],
    [7 * day + 23 * hour, "7d23h"],
    [8 * day + 23 * hour, "8d"],
    [729 * day, "729d"],
    [730 * day, "2y"],
    [2919 * day, "7y364d"],
    [2920 * day, "8y"],
  ];
  for (const [ms, text] of cases) assert.equal(formatAge(ms), text);
  assert.equal(formatAge(NaN), "<unknown>");
});

Deno.test("parseTimestamp reads RFC 3339 with offsets and fractions", () => {
  assert.equal(parseTimestamp("2026-05-01T12:00:00Z").toISOString(), "2026-05-01T12:00:00.000Z");
  assert.equal(
    parseTimestamp("2026-05-01T12:00:00.1239999Z").toISOString(),
    "2026-05-01T12:00:00.123Z",
  );
  assert.equal(
    parseTimestamp("2026-01-01T00:30:00.5+02:00").toISOString(),
    "2025-12-31T22:30:00.500Z",
  );
  assert.equal(
    parseTimestamp("2026-05-01T12:00:00-05:30").toISOString(),
    "2026-05-01T17:30:00.000Z",
  );
  assert.equal(parseTimestamp("0099-01-01T00:00:00Z").getUTCFullYear(), 99);
  assert.equal(parseTimestamp("2028-02-29T00:00:00Z").getUTCDate(), 29);
});

Deno.test("parseTimestamp refuses days and hours that do not exist, and other spellings", () => {
  const cases: [string, RegExp][] = [
    ["2026-02-30T00:00:00Z", /there is no such day$/],
    ["2026-02-29T00:00:00Z", /there is no such day$/],
    ["2026-13-01T00:00:00Z", /there is no such day$/],
    ["2026-00-10T00:00:00Z", /there is no such day$/],
    ["2026-01-01T24:00:00Z", /there is no such time of day$/],
    ["2026-01-01T23:59:60Z", /there is no such time of day$/],
    ["2026-02-30", /write it as "2026-05-01T12:00:00Z"$/],
    ["2026-05-01 12:00:00Z", /write it as/],
    ["2026-05-01T12:00:00", /write it as/],
    ["", /write it as/],
  ];
  for (const [text, message] of cases) assert.throws(() => parseTimestamp(text), { message });
});

Deno.test("parseTimestamp reads back every Date that JSON prints", () => {
  const date = fc.date({
    noInvalidDate: true,
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T00:00:00Z"),
  });
  fc.assert(fc.property(date, (value) => {
    assert.equal(parseTimestamp(value.toISOString()).getTime(), value.getTime());
  }));
});

Deno.test("parseDuration says how a number is written, which has no unit", () => {
  const given: readonly [unknown, string][] = [
    [2000, 'Cannot use 2000 as a duration: write "2s" or { timeoutMs: 2000 }'],
    [5, 'Cannot use 5 as a duration: write "5s" or { timeoutMs: 5 }'],
    [null, 'Cannot use null as a duration: write "30s" or { timeoutMs: 30000 }'],
    [{ seconds: 1 }, 'Cannot use an object as a duration: write "30s" or { timeoutMs: 30000 }'],
  ];
  for (const [duration, message] of given) {
    assert.throws(() => parseDuration(duration as string), { name: "QueryError", message });
  }
});
