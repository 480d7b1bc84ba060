/**
 * The rules of each built-in kind. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import { DEFINITION_STRATEGIES } from "../crd/definitions.ts";
import { ADMINISTRATION_STRATEGIES } from "../kinds/administration_kinds.ts";
import { CLUSTER_STRATEGIES } from "../kinds/cluster_kinds.ts";
import { CONFIG_STRATEGIES } from "../kinds/config.ts";
import { JOB_STRATEGIES } from "../kinds/jobs.ts";
import { POD_STRATEGIES } from "../kinds/pods.ts";
import { LIMIT_STRATEGIES } from "../kinds/limit_kinds.ts";
import { NETWORK_STRATEGIES } from "../kinds/network_kinds.ts";
import { POLICY_STRATEGIES } from "../kinds/policy_kinds.ts";
import { ROLLING_STRATEGIES } from "../kinds/rolling_workloads.ts";
import { SERVICE_STRATEGIES } from "../kinds/services.ts";
import { STATEFUL_STRATEGIES } from "../kinds/stateful_sets.ts";
import { WORKLOAD_STRATEGIES } from "../kinds/workloads.ts";
import { collectionOf } from "./builtin_resource.ts";
import type { Strategy } from "./resource.ts";

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  ...ADMINISTRATION_STRATEGIES,
  ...CLUSTER_STRATEGIES,
  ...CONFIG_STRATEGIES,
  ...DEFINITION_STRATEGIES,
  ...JOB_STRATEGIES,
  ...POD_STRATEGIES,
  ...LIMIT_STRATEGIES,
  ...NETWORK_STRATEGIES,
  ...POLICY_STRATEGIES,
  ...ROLLING_STRATEGIES,
  ...SERVICE_STRATEGIES,
  ...STATEFUL_STRATEGIES,
  ...WORKLOAD_STRATEGIES,
};

const NONE: Strategy = {};

/** The rules of a kind. */
export function strategyOf(kind: Kind): Strategy {
  return STRATEGIES[collectionOf(kind)] ?? NONE;
}
