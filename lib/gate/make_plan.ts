/**
 * Runs a script to make a plan of what it writes. Loaded only where a plan is wanted. Layer 6.
 *
 * @module
 */
import { ASSUMED_PATH } from "../connect/gate_entry.ts";
import type { Plan } from "../policy/plan.ts";
import { Authority } from "./authority.ts";
import type { PlannedStep } from "./plan_draft.ts";
import { Planner } from "./planner.ts";
import { runChild, type RunSetup } from "./run_child.ts";

/** What came of planning. */
export interface MadePlan {
  readonly plan: Plan;
  /** The writes, with what was there when they were planned. */
  readonly steps: readonly PlannedStep[];
  /** The script's exit code. */
  readonly code: number;
}

/**
 * Makes the plan.
 *
 * @param setup What is run.
 * @param outputAside Keep the script's output away from standard output.
 */
export async function makePlan(
  setup: RunSetup,
  outputAside: boolean,
): Promise<MadePlan> {
  const { options, transport, policy, asker } = setup;
  let child: Deno.ChildProcess | undefined;
  await using planner = new Planner(transport, () => end(child));
  const authority = new Authority({
    policy,
    limits: options.limits,
    asker,
    own: [`post:${ASSUMED_PATH}`],
  });
  const code = await runChild(setup, {
    transport,
    authority,
    exchange: planner.exchange,
    onUpgrade: (attributes) => planner.stop(attributes),
    plan: true,
    outputAside,
    onStart: (started) => {
      child = started;
    },
  });
  return { plan: planner.plan(options.script.split("/").at(-1)!), steps: planner.steps, code };
}

function end(child: Deno.ChildProcess | undefined): void {
  try {
    child?.kill("SIGTERM");
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}
