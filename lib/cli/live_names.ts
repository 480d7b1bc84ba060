/**
 * The options of a connection that were typed before the word that is completed, for the names that
 * complete it. Layer 8.
 *
 * @module
 */
import { contextNames, objectNames } from "../script/live_names.ts";

/** The options that were typed before the word that is completed. */
export interface TypedOptions {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly timeout?: string | undefined;
}

let typed: TypedOptions = {};

/** Sets the options that were typed before, for the names that follow. */
export function useTypedOptions(options: TypedOptions): void {
  typed = options;
}

/** Lists contexts that begin so. */
export async function typedContextNames(partial: string): Promise<readonly string[]> {
  return await contextNames(partial, typed);
}

/** Lists namespaces that begin so. */
export async function typedNamespaceNames(partial: string): Promise<readonly string[]> {
  return await objectNames("namespaces", partial, typed);
}
