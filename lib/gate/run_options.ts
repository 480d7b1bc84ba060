/**
 * What is run, and how. Layer 6.
 *
 * @module
 */
import type { PolicyRules } from "../client/policy.ts";
import type { LoadAccessOptions } from "../connect/load_access_options.ts";
import type { Grants } from "../policy/recording.ts";
import type { Rule } from "../policy/rule.ts";
import type { RunLimits } from "./authority.ts";
import type { ScriptPermissions } from "./permissions.ts";

/** How a plan is made and used. */
export interface PlanOptions {
  /** Run the script by the plan without asking. */
  readonly yes: boolean;
  /** Write the plan as JSON, and the script's own output elsewhere. */
  readonly json: boolean;
  /** Takes the plan's text. */
  readonly onPlan: (text: string) => Promise<void>;
}

/** What is run, and how. */
export interface RunScriptOptions {
  /** Path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Which cluster, as whom. */
  readonly access: LoadAccessOptions;
  /** Whether the cluster is an in-memory one of the run's own, and no kubeconfig's; default `false`. */
  readonly embedded?: boolean;
  /** Which requests may pass. */
  readonly rules: PolicyRules;
  readonly limits: RunLimits;
  /** The rights to hold the script to, of which the user has to have each. */
  readonly grants?: (Grants & { readonly rules: readonly Rule[] }) | undefined;
  /** List each right that the user has beyond the grants; default: say how many there are. */
  readonly verbose: boolean;
  /** The file that the rights are written to that the script uses. */
  readonly recordFile?: string | undefined;
  /** Deno's permissions as they were given, for that file. */
  readonly denoFlags: readonly string[];
  /** When the script is ended, in milliseconds from its start. */
  readonly deadlineMs?: number | undefined;
  /** Let the server check every change, and keep none. */
  readonly dryRun: boolean;
  /** Make a plan first. */
  readonly plan?: PlanOptions | undefined;
  /** Deadline of a call that names none, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly permissions: ScriptPermissions;
  /** Hears what the user should hear, e.g. that certificates are not verified. */
  readonly onWarning: (text: string) => void;
  /** Hears text of several lines, e.g. a role. */
  readonly onText: (text: string) => void;
}
