/**
 * Timestamps as the server reads them. Layer 3.
 *
 * @module
 */

const TIME_REGEXP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const LAYOUT = "2006-01-02T15:04:05Z07:00";
/** The parts of the layout with what each of them takes, to say where reading stopped. */
const PARTS: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d\d/],
  ["-", /^-/],
  ["02", /^\d\d/],
  ["T", /^T/],
  ["15", /^\d\d/],
  [":", /^:/],
  ["04", /^\d\d/],
  [":", /^:/],
  ["05", /^\d\d(?:\.\d+)?/],
  ["Z07:00", /^(?:Z|[+-]\d\d:\d\d)/],
];

/**
 * Reads a timestamp with microseconds, all six of them.
 *
 * @param text RFC 3339.
 * @param Failure The class of the error that says, in Go's words, that it is none.
 * @returns Milliseconds since 1970.
 */
export function parseGoMicroTime(text: string, Failure: new (message: string) => Error): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(.*)$/.exec(text);
  if (match === null || /^\.\d{6}(?!\d)/.test(match[2] ?? "")) return parseGoTime(text, Failure);
  throw new Failure(
    `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${
      JSON.stringify(match[2])
    } as ".000000"`,
  );
}

/** JavaScript takes the 31st of February for a day of March. */
function isDayOfMonth(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * Reads a timestamp.
 *
 * @param text RFC 3339.
 * @param Failure The class of the error that says, in Go's words, that it is none.
 * @returns Milliseconds since 1970.
 */
export function parseGoTime(text: string, Failure: new (message: string) => Error): number {
  const ms = TIME_REGEXP.test(text) && isDayOfMonth(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  let rest = text;
  for (const [layout, pattern] of PARTS) {
    const match = pattern.exec(rest);
    if (match === null) {
      throw new Failure(
        `parsing time ${JSON.stringify(text)} as "${LAYOUT}": cannot parse ${
          JSON.stringify(rest)
        } as "${layout}"`,
      );
    }
    rest = rest.slice(match[0].length);
  }
  throw new Failure(
    rest === ""
      ? `parsing time ${JSON.stringify(text)}: day out of range`
      : `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`,
  );
}
