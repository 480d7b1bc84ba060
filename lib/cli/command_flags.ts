/**
 * The options and arguments of each command, as the parser hands them over. Layer 8.
 *
 * @module
 */
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
