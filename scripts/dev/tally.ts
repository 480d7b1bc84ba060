/**
 * Counting: what a stage of the project's test run adds to the closing line.
 *
 * @module
 */

/** Numbers of checks or tests. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a stage gives back. */
export interface StageResult extends Tally {
  /** What to show when something failed. */
  readonly output: string;
  /** A remark for the stage's line, e.g. why something was skipped. */
  readonly note?: string;
}

/** Nothing counted. */
export const ZERO: Tally = { passed: 0, failed: 0, skipped: 0 };

const RESULT_REGEXP =
  /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(?: \| (\d+) ignored(?: \(\d+ steps?\))?)?/gm;

const BORING_REGEXP =
  /^(?:Check |Download |running \d+ tests? from |Warning Permissions in the config|.* \.\.\. (?:ok|ignored) \()/;

/** Adds two tallies. */
export function addTallies(left: Tally, right: Tally): Tally {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** Prints the closing line. */
export function formatTally(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/** Finds the numbers in the output of `deno test` (without colours); undefined where it never got to them. */
export function parseTestOutput(output: string): Tally | undefined {
  const last = [...output.matchAll(RESULT_REGEXP)].at(-1);
  if (last === undefined) return undefined;
  const [, passed, failed, ignored = "0"] = last;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(ignored) };
}

/**
 * Judges one run of `deno test`: a crash counts as a failure, and so does a run without any test.
 *
 * @param code The exit code.
 * @param output Everything it wrote, without colours.
 * @param mayBeEmpty Whether a name filter may have left nothing to run.
 */
export function judgeTestRun(code: number, output: string, mayBeEmpty = false): StageResult {
  const tally = parseTestOutput(output);
  if (tally === undefined) return { ...ZERO, failed: 1, output, note: `crashed (${code})` };
  if (code !== 0 && tally.failed === 0) {
    return { ...tally, failed: 1, output, note: `ended with status ${code}` };
  }
  if (!mayBeEmpty && tally.passed + tally.failed + tally.skipped === 0) {
    return { ...ZERO, failed: 1, output, note: "no tests" };
  }
  return { ...tally, output };
}

/** Leaves the lines out that only say what went well. */
export function condenseOutput(output: string): string {
  const lines = output.split("\n").filter((line) => !BORING_REGEXP.test(line));
  return lines.join("\n").replaceAll(/\n{3,}/g, "\n\n").trim();
}
