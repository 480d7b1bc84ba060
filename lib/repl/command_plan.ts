/**
 * The command that plans what lines write, shows the plan, and does it. Layer 7.
 *
 * @module
 */
import { ApiError, GrantError, QueryError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { makePolicy } from "../client/policy.ts";
import { type AppliedPlan, applyPlan, findObstacles } from "../gate/apply_plan.ts";
import { Authority } from "../gate/authority.ts";
import { forwarder } from "../gate/exchange.ts";
import { Journal } from "../gate/journal.ts";
import { journaled } from "../gate/journaled.ts";
import { describeWrite, formatPlan, planJson, summarizePlan } from "../gate/plan_text.ts";
import type { CommandTarget } from "./command.ts";
import type { PlannedStep } from "../gate/plan_draft.ts";
import { PlanMode } from "./plan_mode.ts";
import { PLAN_WORDS } from "./plan_words.ts";
import { withQuestions } from "./questions.ts";

/** Begins a plan, shows it, does it or drops it; without a word, says what there is. */
export async function usePlan(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  switch (argument.replace(/\s+/g, " ")) {
    case "":
      return await session.write(`${describeState(session)}\n`);
    case "on":
      return await begin(session);
    case "show":
      return await session.write(formatPlan(currentPlan(session, "show").plan(), 0));
    case "show json":
      return await session.write(planJson(currentPlan(session, "show").plan(), 0));
    case "apply":
      return await apply(session, false, signal);
    case "apply yes":
      return await apply(session, true, signal);
    case "off":
      return await drop(session);
    default: {
      const near = suggest(argument, PLAN_WORDS);
      const hint = near === undefined ? "it takes on, show, apply or off" : `did you mean ${near}`;
      throw new QueryError(`Cannot use .plan with ${quote(argument)}: ${hint}`);
    }
  }
}

function describeState({ traffic }: CommandTarget): string {
  const mode = traffic.detour;
  if (!(mode instanceof PlanMode)) return "No plan is open: .plan on begins one";
  return summarizePlan(mode.plan());
}

async function begin(session: CommandTarget): Promise<void> {
  const { traffic, cluster } = session;
  if (traffic.detour !== undefined) {
    throw new QueryError("Cannot begin a plan: one is open: .plan shows what it holds");
  }
  await cluster.open();
  const { lane, writing } = traffic;
  if (writing > 0) {
    throw new QueryError(
      "Cannot begin a plan: a write of an earlier line is still on its way: try again when it is done",
    );
  }
  if (lane === undefined) {
    throw new QueryError("Cannot begin a plan: there is no cluster: use .ctx");
  }
  for (const mode of ["readOnly", "dryRun"] as const) {
    if (!lane.info[mode]) continue;
    const command = `.${mode.toLowerCase()} off`;
    throw new QueryError(`Cannot begin a plan: nothing can be written: ${command} comes first`);
  }
  traffic.detour = await PlanMode.open(lane, traffic.questions, (line) => session.note(line));
  session.note(
    "From now on nothing is written: .plan show shows what would be, .plan apply does it",
  );
}

async function drop(session: CommandTarget): Promise<void> {
  const mode = currentPlan(session, "drop");
  const { ask } = session.traffic.questions;
  if (mode.size > 0 && ask !== undefined) {
    const answer = await ask(`${summarizePlan(mode.plan())} Drop it? [y/N] `);
    if (answer === "no") return session.note("The plan is kept");
  }
  await end(session);
  session.note("The plan is dropped: nothing of it was done, and lines write again");
}

async function apply(
  session: CommandTarget,
  isAgreed: boolean,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const mode = currentPlan(session, "apply");
  if (mode.size === 0) throw new QueryError("Cannot apply the plan: it holds no write");
  const { questions } = session.traffic;
  const { info } = mode.lane;
  if (!isAgreed && questions.ask === undefined) {
    throw new QueryError("Cannot apply the plan: nobody can be asked: use .plan apply yes");
  }
  const steps = await mode.seal();
  try {
    await refuseStale(mode, steps, signal);
    if (!isAgreed) {
      const question = `${safeLine(info.context)}: ${summarizePlan(mode.plan())} Do it now? [y/N] `;
      if (await questions.ask!(question) === "no") return session.note("Nothing was done");
      // An answer takes as long as a person likes.
      await refuseStale(mode, steps, signal);
    }
    await carryOut(session, mode, steps, signal);
  } finally {
    mode.unseal();
  }
}

async function carryOut(
  session: CommandTarget,
  mode: PlanMode,
  steps: readonly PlannedStep[],
  signal: AbortSignal,
): Promise<void> {
  const { info, unasked, isOwn } = mode.lane;
  const { policy, ask } = session.traffic.questions;
  const transport = await withQuestions(unasked, info, { policy, ask, protectedContexts: "" });
  using journal = new Journal({
    script: "the prompt",
    context: info.context,
    server: info.server,
    started: new Date().toISOString(),
  }, { isKept: !isOwn });
  const authority = new Authority({ policy: makePolicy({ allowAll: true }) });
  const exchange = journaled(forwarder(transport), { journal, transport, authority });
  const applied = await applyPlan(steps, exchange, unasked, signal);
  // Whatever comes now, what was done is not done again.
  await end(session);
  journal.end(applied.left.length === 0 ? 0 : 1);
  await tell(session, applied, journal);
}

/** Nothing is done where something is not as it was planned. */
async function refuseStale(
  mode: PlanMode,
  steps: readonly PlannedStep[],
  signal: AbortSignal,
): Promise<void> {
  const obstacles = await findObstacles(steps, mode.lane.unasked, signal);
  if (obstacles.length === 0) return;
  const what = obstacles.map(({ step, why }) => `${describeWrite(step.write)}: ${why}`);
  throw new QueryError(`Cannot apply the plan, and nothing was done: ${what.join("; ")}`);
}

async function tell(session: CommandTarget, applied: AppliedPlan, journal: Journal): Promise<void> {
  const { done, left } = applied;
  const undo = journal.done > 0 ? `: skiff undo ${journal.id} takes back what can be` : "";
  session.note(`${done.length} of ${done.length + left.length} writes done${undo}`);
  if (left.length === 0) return;
  for (const { call, write } of left) {
    // A write that was sent and not answered may be there.
    const isOpen = call === left[0]!.call && !isRefusal(applied.failure);
    const what = safeLine(describeWrite(write));
    session.note(isOpen ? `perhaps done: ${what}` : `not done: ${what}`);
  }
  // Who expects to be in a plan does not write by surprise.
  await begin(session);
  throw applied.failure;
}

/** Whether a write was refused, by the server or before it was sent. */
function isRefusal(failure: unknown): boolean {
  return failure instanceof ApiError || failure instanceof GrantError;
}

async function end({ traffic }: CommandTarget): Promise<void> {
  const { detour } = traffic;
  traffic.detour = undefined;
  await detour?.[Symbol.asyncDispose]();
}

function currentPlan({ traffic }: CommandTarget, verb: string): PlanMode {
  const mode = traffic.detour;
  if (mode instanceof PlanMode) return mode;
  throw new QueryError(`Cannot ${verb} a plan: none is open: .plan on begins one`);
}
