/**
 * What a script is, and what it gets when it runs. Layer 6: types only.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import type { NamespaceScope } from "../api/namespace.ts";
import type { ScriptSchema } from "./schema.ts";

/** Options or arguments of a script that takes none. */
export type NoOptions = Readonly<Record<never, never>>;

/** What a script's `run` gets. */
export interface ScriptCall<Options, Args> {
  /** The options, checked, with defaults filled in. */
  readonly options: Options;
  /** The arguments that are known by their places, checked. */
  readonly args: Args;
  /** The cluster that `--context` and the like chose; it is connected on first use. */
  readonly cluster: Cluster;
  /** Where namespaced kinds are found; without a name in the namespace of `-n`. */
  readonly ns: (name?: string) => NamespaceScope;
  /** Aborted by Ctrl-C; every call to the cluster ends with it, too. */
  readonly signal: AbortSignal;
}

/** What a script is. */
export interface ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result> {
  /** The command's name, as help shows it; `kubectl-NAME` for a plugin of kubectl. */
  readonly name: string;
  /** What it does, for help. */
  readonly description: string;
  /** Its version, for `--version`. */
  readonly version?: string;
  /** Command lines, for help. */
  readonly examples?: readonly string[];
  /**
   * Its options: the schema of an object, e.g. `z.object({ replicas: z.number() })`, whose keys become
   * `--replicas`. `.describe()` is for help; `.meta({ short: "r" })` gives a letter,
   * `.meta({ complete: "deployments" })` completes names of the cluster, and `placeholder` names the value.
   */
  readonly options?: ScriptSchema<OptionsIn, Options>;
  /** Its arguments in their order: the schema of an object; a list as the last one takes all that follow. */
  readonly args?: ScriptSchema<ArgsIn, Args>;
  /** Does the work. What it throws ends the command with one line and the exit code of the error. */
  readonly run: (call: ScriptCall<Options, Args>) => Result | Promise<Result>;
}

/** How {@link Script.run} calls a script. */
export interface ScriptRunOptions<ArgsIn> {
  /** Its arguments; default: none. */
  readonly args?: ArgsIn;
  /** The cluster; default: the kubeconfig's current context. */
  readonly cluster?: Cluster;
  /** The namespace that `ns()` means in it, as by `-n`; default: the cluster's own. */
  readonly namespace?: string;
  /** Handed to the script as `signal`. */
  readonly signal?: AbortSignal;
}
