/**
 * A plan while it is made: writes with their effects, assumed waits, and what stopped it. Layer 6.
 *
 * @module
 */
import type { JsonObject } from "../core/merge_patch.ts";
import { safeLine } from "../core/message.ts";
import {
  describeAttributes,
  type RequestAttributes,
  type ResourceAttributes,
} from "../policy/attributes.ts";
import { fieldChanges } from "../policy/field_changes.ts";
import type { Plan, PlannedContents, PlannedWrite, PlanSource } from "../policy/plan.ts";
import { isObjectState } from "../policy/object_state.ts";
import type { GateCall } from "./gate_call.ts";
import type { ObjectPlace } from "./object_place.ts";
import { ownedBy } from "./owned.ts";
import { keyOf, sentText } from "./write_key.ts";

const MAX_ASSUMED = 1000;

/** What a write does to an object. */
export interface Effect {
  /** What is there; `undefined`: nothing, or nobody knows. */
  readonly before?: JsonObject | undefined;
  /** What would be there. */
  readonly after?: JsonObject | undefined;
  readonly source: PlanSource;
  /** What goes with it. */
  readonly contents?: PlannedContents | undefined;
  /** Whether there is no object that it is about. */
  readonly isEmpty?: boolean;
}

/** One effect of a planned request, with what doing it later goes by. */
export interface PlannedStep {
  readonly call: GateCall;
  readonly place: ObjectPlace;
  readonly write: PlannedWrite;
  /** What was there when it was planned; `undefined`: nothing, or nobody knows. */
  readonly before: JsonObject | undefined;
}

/** A plan that is being made. */
export class PlanDraft {
  readonly #steps: PlannedStep[] = [];
  readonly #assumed: string[] = [];
  #stopped: string | undefined;

  /** Whether something came that can be in no plan. */
  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** What doing it later takes, in order. */
  get steps(): readonly PlannedStep[] {
    return this.#steps;
  }

  /** The plan so far. */
  plan(script: string): Plan {
    return {
      script,
      writes: this.#steps.map(({ write }) => write),
      assumed: this.#assumed,
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  /**
   * Ends the plan; what comes later changes nothing.
   *
   * @param request What can be in no plan.
   * @param why Why, where that is not plain.
   */
  stop(request: RequestAttributes, why?: string): void {
    const what = describeAttributes(request);
    this.#stopped ??= safeLine(why === undefined ? what : `${what}: ${why}`);
  }

  /**
   * Takes down a wait that is taken for met.
   *
   * @param wait The script's words.
   */
  assume(wait: string): void {
    if (this.#assumed.length < MAX_ASSUMED) this.#assumed.push(safeLine(wait).slice(0, 400));
  }

  /**
   * Takes down a write.
   *
   * @param call The write.
   * @param attributes What it asks for.
   * @param place The object.
   * @param effect What it does to that.
   */
  note(
    call: GateCall,
    attributes: ResourceAttributes,
    place: ObjectPlace,
    { before, after, source, contents, isEmpty = false }: Effect,
  ): void {
    const fields = fieldChanges(attributes, before, after, sentText(call));
    const owned = isEmpty ? undefined : ownedBy(call, attributes, before);
    const write: PlannedWrite = {
      attributes,
      name: place.name,
      namespace: place.namespace,
      change: isEmpty ? "none" : changeOf(attributes, { before, after, source }, fields.length),
      source,
      fields,
      ...(contents === undefined ? {} : { contents }),
      ...(owned === undefined ? {} : { owned }),
      key: keyOf(call, attributes),
    };
    this.#steps.push({ call, place, write, before });
  }
}

function changeOf(
  attributes: ResourceAttributes,
  { before, after }: Effect,
  fields: number,
): PlannedWrite["change"] {
  if (attributes.verb === "delete" || attributes.verb === "deletecollection") return "delete";
  if (!isObjectState(attributes.subresource) || (before === undefined && after === undefined)) {
    return "action";
  }
  if (before === undefined) return "create";
  return fields === 0 ? "none" : "change";
}
