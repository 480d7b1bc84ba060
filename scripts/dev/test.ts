/**
 * `deno task test [STAGE...] [--filter TEXT] [--version V] [--list]`: every check and every test, or the
 * stages named; `--version` chooses the Kubernetes that the live ones run against.
 *
 * The last line is `N passed, N failed, N skipped`; the exit code is 1 when anything failed.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { LivePlane } from "./live_plane.ts";
import { runStage } from "./run_stage.ts";
import { findStages, type Stage } from "./stages.ts";
import { addTallies, formatTally, type Tally, ZERO } from "./tally.ts";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      filter: { type: "string" },
      list: { type: "boolean" },
      seed: { type: "string" },
      version: { type: "string" },
    },
  });
  const all = await findStages();
  if (values.list) {
    console.log(all.map((stage) => stage.name).join("\n"));
    return 0;
  }
  const chosen = choose(all, positionals);
  const seed = Number(values.seed ?? crypto.getRandomValues(new Uint16Array(1))[0]);
  await using live = new LivePlane((line) => console.log(`  ${line}`), values.version);
  let tally: Tally = ZERO;
  let isChecked = false;
  for (const stage of chosen) {
    const result = await runStage(stage, { filter: values.filter, seed, isChecked, live });
    tally = addTallies(tally, result);
    if (stage.name === "check" && result.failed === 0) isChecked = true;
  }
  if (tally.failed > 0) console.log(`order of the tests: --seed ${seed}`);
  // Stopped before the closing line, so that a failure to stop is not printed below it.
  await live[Symbol.asyncDispose]();
  console.log(formatTally(tally));
  return tally.failed === 0 ? 0 : 1;
}

function choose(all: readonly Stage[], names: readonly string[]): readonly Stage[] {
  if (names.length === 0) return all;
  const unknown = names.find((name) => !all.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    const known = all.map((stage) => stage.name).join(", ");
    throw new Error(`Cannot run stage "${unknown}": no such stage: use ${known}`);
  }
  return all.filter((stage) => names.includes(stage.name));
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(2);
  }
}
