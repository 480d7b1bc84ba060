/**
 * Runs one stage of the test run and prints its line.
 *
 * @module
 */

import type { RunContext, Stage } from "./stages.ts";
import { condenseOutput, formatTally, type StageResult, ZERO } from "./tally.ts";

/**
 * Runs a stage; what it throws counts as one failure.
 *
 * @param stage The stage.
 * @param context The run that it is part of.
 * @returns What it counted; printed already.
 */
export async function runStage(stage: Stage, context: RunContext): Promise<StageResult> {
  const startMs = performance.now();
  const result = await stage.run(context).catch((error): StageResult => ({
    ...ZERO,
    failed: 1,
    output: error instanceof Error ? error.stack ?? error.message : String(error),
  }));
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const word = result.failed > 0 ? "FAILED" : "ok";
  const note = result.note === undefined ? "" : `  (${result.note})`;
  console.log(
    `${word.padEnd(7)}${stage.name.padEnd(14)}${seconds.padStart(7)} s  ${
      formatTally(result)
    }${note}`,
  );
  if (result.failed > 0) console.log(condenseOutput(result.output).replaceAll(/^/gm, "    "));
  return result;
}
