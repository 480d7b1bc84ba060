/**
 * Asks the server, for the plan of an undo, whether it would take each step: by a dry run of the very request,
 * or, where there is nothing yet to try it on, whether the user may. Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { guardWrites } from "../connect/write_guard.ts";
import type { JsonObject } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { formatRule, parseRule } from "../policy/rule.ts";
import type { UndoStep } from "../policy/undo.ts";
import { forwarder } from "./exchange.ts";
import type { Exchange } from "./gate_call.ts";
import { OtherServers } from "./other_servers.ts";
import { missingRights } from "./preflight.ts";
import { messageOf, sendStep } from "./undo_request.ts";
import type { UndoTask } from "./undo_task.ts";

/** What takes a write back. */
export type WritingStep = Exclude<UndoStep, { readonly action: "leave" | "nothing" }>;

/** Why a server does not take a step. */
export interface StepRefusal {
  /** Its words, on one line. */
  readonly why: string;
  readonly isForbidden: boolean;
  /** Whether what is there has changed since it was looked at. */
  readonly isConflict: boolean;
}

/** A step that is tried. */
export interface TriedStep {
  readonly task: UndoTask;
  readonly path: string;
  readonly step: WritingStep;
  /** What is there. */
  readonly current: JsonObject | undefined;
  /** Whether an earlier step of the undo would make or change what it is about. */
  readonly isAhead: boolean;
}

const FORBIDDEN = 403;
const CONFLICT = 409;

/** Tries the steps of one undo; nothing of it is kept. */
export class UndoTrial {
  readonly #transport: Transport;
  readonly #dry: Exchange;
  readonly #others: OtherServers;
  /** By the right, whether the user lacks it. */
  readonly #lacks = new Map<string, Promise<boolean>>();

  /** Asks nothing yet. */
  constructor(transport: Transport) {
    this.#transport = transport;
    this.#dry = forwarder(guardWrites(transport, { dryRun: true }));
    this.#others = new OtherServers(transport);
  }

  /**
   * Tries a step.
   *
   * @param tried The step.
   * @returns Why the server would refuse it; `undefined`: it would not.
   */
  async refusal(
    { task, path, step, current, isAhead }: TriedStep,
  ): Promise<StepRefusal | undefined> {
    // Another server may do what it is only asked to try.
    if (isAhead || await this.#others.distrust(task.attributes) !== undefined) {
      return await this.#lackOf(task, step);
    }
    const refused = await refusalOf(await sendStep(this.#dry, path, step, current));
    // What it takes once the user may do again.
    if (refused === undefined) this.#lacks.set(rightOf(task, step), Promise.resolve(false));
    return refused;
  }

  async #lackOf(task: UndoTask, step: WritingStep): Promise<StepRefusal | undefined> {
    const right = rightOf(task, step);
    const asking = this.#lacks.get(right) ?? this.#isMissing(right);
    this.#lacks.set(right, asking);
    if (!await asking) return undefined;
    return { why: `your user lacks ${right}`, isForbidden: true, isConflict: false };
  }

  async #isMissing(right: string): Promise<boolean> {
    const rules = [parseRule("the right", right, BUILTIN_NAMES)];
    return (await missingRights(this.#transport, rules)).length > 0;
  }
}

function rightOf({ attributes, namespace, name }: UndoTask, { action }: WritingStep): string {
  const asked: ResourceAttributes = { ...attributes, verb: action, namespace, name };
  return formatRule(asked, false, BUILTIN_NAMES);
}

/**
 * What a server says to a step that it does not take.
 *
 * @param response Its answer; read to its end.
 * @returns `undefined`: it takes it.
 */
export async function refusalOf(response: Response): Promise<StepRefusal | undefined> {
  const { ok, status } = response;
  const text = await readText(response);
  if (ok) return undefined;
  return {
    why: messageOf(text) ?? `the server answers ${status}`,
    isForbidden: status === FORBIDDEN,
    isConflict: status === CONFLICT,
  };
}
