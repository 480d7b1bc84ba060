/**
 * Runs a script to make a plan of what it writes. Loaded only where a plan is wanted. Layer 6.
 *
 * @module
 */
import { ASSUMED_PATH } from "../connect/gate_entry.ts";
import type { Plan } from "../policy/plan.ts";
import { Authority } from "./authority.ts";
import { Planner } from "./planner.ts";
import { runChild, type RunSetup } from "./run_child.ts";

/**
 * Makes the plan.
 *
 * @param setup What is run.
 * @param outputAside Keep the script's output away from standard output.
 * @returns The plan, and the script's exit code.
 */
export async function makePlan(
  setup: RunSetup,
  outputAside: boolean,
): Promise<{ readonly plan: Plan; readonly code: number }> {
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
  return { plan: planner.plan(options.script.split("/").at(-1)!), code };
}

function end(child: Deno.ChildProcess | undefined): void {
  try {
    child?.kill("SIGTERM");
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}
