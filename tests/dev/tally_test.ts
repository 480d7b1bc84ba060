import assert from "node:assert/strict";
import {
  condenseOutput,
  formatTally,
  judgeTestRun,
  parseTestOutput,
} from "../../scripts/dev/tally.ts";

Deno.test("parseTestOutput reads the last result line, with steps and ignored tests", () => {
  const output = [
    "ok | 9 passed | 0 failed (1ms)",
    "FAILED | 3 passed (4 steps) | 2 failed (1 step) | 5 ignored (2 steps) | 7 filtered out (12ms)",
  ].join("\n");
  assert.deepEqual(parseTestOutput(output), { passed: 3, failed: 2, skipped: 5 });
});

Deno.test("parseTestOutput gives undefined where a run never got to a result", () => {
  assert.equal(parseTestOutput("error: Module not found"), undefined);
});

Deno.test("judgeTestRun counts a crash as one failure", () => {
  assert.equal(judgeTestRun(1, "error: Module not found").failed, 1);
});

Deno.test("judgeTestRun counts a bad exit code without a failed test as a failure", () => {
  const result = judgeTestRun(1, "ok | 3 passed | 0 failed (1ms)");
  assert.equal(formatTally(result), "3 passed, 1 failed, 0 skipped");
});

Deno.test("judgeTestRun counts a run without tests as a failure, unless they were filtered", () => {
  const output = "ok | 0 passed | 0 failed (1ms)";
  assert.equal(judgeTestRun(0, output).failed, 1);
  assert.equal(judgeTestRun(0, output, true).failed, 0);
});

Deno.test("condenseOutput keeps failures and drops what went well", () => {
  const output = "Check a.ts\nrunning 2 tests from a.ts\nx ... ok (1ms)\ny ... FAILED (1ms)\nboom";
  assert.equal(condenseOutput(output), "y ... FAILED (1ms)\nboom");
});
