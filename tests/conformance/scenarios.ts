/**
 * All scenarios.
 *
 * @module
 */
import { ADMINISTRATION } from "./scenarios/administration.ts";
import { APPLIES } from "./scenarios/apply.ts";
import { BASICS } from "./scenarios/basics.ts";
import { LISTS } from "./scenarios/lists.ts";
import { NAMESPACE_SCENARIOS } from "./scenarios/namespaces.ts";
import { PATCHES } from "./scenarios/patches.ts";
import { CUSTOM } from "./scenarios/custom.ts";
import { KINDS } from "./scenarios/kinds.ts";
import { RIGHTS } from "./scenarios/rights.ts";
import { SERVER_OBJECTS } from "./scenarios/server_objects.ts";
import { STREAM_SCENARIOS } from "./scenarios/streams.ts";
import type { Scenario } from "./step.ts";

/** Every scenario. */
export const SCENARIOS: readonly Scenario[] = [
  ...BASICS,
  ...PATCHES,
  ...APPLIES,
  ...KINDS,
  ...CUSTOM,
  ...NAMESPACE_SCENARIOS,
  ...RIGHTS,
  ...LISTS,
  ...STREAM_SCENARIOS,
  ...SERVER_OBJECTS,
  ...ADMINISTRATION,
];
