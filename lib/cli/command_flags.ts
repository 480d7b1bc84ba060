/**
 * The options and arguments of each command, as the parser hands them over. Layer 8.
 *
 * @module
 */
import type { CompiledKind } from "../compile/permissions.ts";
import type { GlobalFlags } from "../script/connect_flags.ts";

/** The options of `skiff eval`. */
export interface EvalFlags extends GlobalFlags {
  readonly output?: string;
  readonly "all-namespaces"?: boolean;
}

/** The options of `skiff doctor`. */
export interface DoctorFlags extends GlobalFlags {
  readonly output?: "text" | "json";
}

/** The options of `skiff new`. */
export interface NewFlags {
  readonly dir?: string;
}

/** The options of `skiff run`: those of every command, rules, and Deno's permissions. */
export interface RunFlags extends GlobalFlags {
  readonly "print-flags"?: boolean;
  readonly "allow-all"?: boolean;
  readonly "allow-kube"?: readonly string[];
  readonly "deny-kube"?: readonly string[];
  readonly "max-writes"?: string;
  readonly "max-deletes"?: string;
  readonly deadline?: string;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly output?: "text" | "json";
  readonly record?: string;
  readonly grants?: string;
  readonly verbose?: boolean;
  readonly "allow-read"?: readonly string[];
  readonly "allow-write"?: readonly string[];
  readonly "allow-net"?: readonly string[];
  readonly "allow-env"?: readonly string[];
  readonly "allow-sys"?: readonly string[];
  readonly "deny-read"?: readonly string[];
  readonly "deny-write"?: readonly string[];
  readonly "deny-net"?: readonly string[];
  readonly "deny-env"?: readonly string[];
  readonly "deny-sys"?: readonly string[];
  readonly "allow-run"?: readonly string[];
  readonly "allow-ffi"?: readonly string[];
  readonly "allow-import"?: readonly string[];
}

/** The options of `skiff grants`. */
export interface GrantsFlags {
  readonly output?: "role" | "deno" | "flags" | "grants";
  readonly widen?: boolean;
  readonly name?: string;
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly serviceaccount?: readonly string[];
  readonly "with-undo"?: boolean;
}

/** The options of `skiff undo`. */
export interface UndoFlags extends GlobalFlags {
  readonly plan?: boolean;
  readonly yes?: boolean;
}

/** The options of `skiff runs`. */
export interface RunsFlags {
  readonly output?: "text" | "json";
}

/** The options of `skiff serve`. */
export interface ServeFlags {
  readonly port?: string;
  readonly unix?: string;
  readonly kubeconfig?: string;
  readonly force?: boolean;
  readonly namespace?: string;
  readonly nodes?: string;
}

/** The options of `skiff check`. */
export interface CheckFlags {
  readonly output?: "text" | "json";
}

/** The options of `skiff compile`: what becomes of the script, and Deno's permissions. */
export interface CompileFlags
  extends Readonly<Partial<Record<`${"allow" | "deny"}-${CompiledKind}`, readonly string[]>>> {
  readonly output?: string;
  readonly target?: string;
  readonly "self-extracting"?: boolean;
  readonly "no-compress"?: boolean;
  readonly "allow-all"?: boolean;
  readonly "allow-kube"?: readonly string[];
  readonly "deny-kube"?: readonly string[];
}

/** The options of `skiff repl`. */
export interface ReplFlags extends GlobalFlags {
  readonly "allow-kube"?: readonly string[];
  readonly "deny-kube"?: readonly string[];
}
