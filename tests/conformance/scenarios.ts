/**
 * All scenarios.
 *
 * @module
 */
import { BASICS } from "./scenarios/basics.ts";
import type { Scenario } from "./step.ts";

/** Every scenario. */
export const SCENARIOS: readonly Scenario[] = [...BASICS];
