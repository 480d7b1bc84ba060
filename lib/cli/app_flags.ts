/**
 * The options as the parser's library describes them: briefs, and what completes their values. Layer 8.
 *
 * @module
 */
import type { CommandContext, FlagParametersForType } from "npm:@stricli/core@1.3.0";
import { CONNECT_BRIEFS, type GlobalFlags } from "../script/connect_flags.ts";

/** What a command of the parser's library runs in. */
export interface Context extends CommandContext {
  /** Takes the exit code. */
  finish(exitCode: number): void;
}

/** The options that every command takes. */
export const GLOBAL_FLAGS: FlagParametersForType<GlobalFlags, Context> = {
  context: text("CONTEXT", CONNECT_BRIEFS.context, proposeContexts),
  namespace: text("NAMESPACE", CONNECT_BRIEFS.namespace, proposeNamespaces),
  kubeconfig: text("FILE", CONNECT_BRIEFS.kubeconfig),
  "read-only": flag(CONNECT_BRIEFS["read-only"]),
  "dry-run": flag(CONNECT_BRIEFS["dry-run"]),
  as: text("USER", CONNECT_BRIEFS.as),
  "as-group": {
    kind: "parsed",
    parse: String,
    optional: true,
    variadic: true,
    placeholder: "GROUP",
    brief: CONNECT_BRIEFS["as-group"],
  },
  "as-uid": text("UID", CONNECT_BRIEFS["as-uid"]),
  "request-timeout": text("DURATION", CONNECT_BRIEFS["request-timeout"]),
  embedded: flag("Use an in-memory cluster of its own, and no kubeconfig"),
};

/** The short form of the namespace. */
export const NAMESPACE_ALIAS = { n: "namespace" } as const;

/** Describes an option with a value. */
export function text(
  placeholder: string,
  brief: string,
  propose: (partial: string) => Promise<readonly string[]> | readonly string[] = () => [],
) {
  return {
    kind: "parsed",
    parse: String,
    optional: true,
    placeholder,
    brief,
    proposeCompletions: propose,
  } as const;
}

/** Describes an option without a value. */
export function flag(brief: string) {
  return { kind: "boolean", optional: true, withNegated: false, brief } as const;
}

/** Describes a permission of Deno, which may be given several times. */
export function permission(placeholder: string, brief: string) {
  return {
    kind: "parsed",
    parse: String,
    optional: true,
    variadic: true,
    placeholder,
    brief,
  } as const;
}

/** Describes a permission that help does not speak of. */
export function hiddenPermission() {
  return { ...permission("LIST", ""), hidden: true } as const;
}

async function proposeContexts(partial: string): Promise<readonly string[]> {
  const { typedContextNames } = await import("./live_names.ts");
  return await typedContextNames(partial);
}

async function proposeNamespaces(partial: string): Promise<readonly string[]> {
  const { typedNamespaceNames } = await import("./live_names.ts");
  return await typedNamespaceNames(partial);
}

/** Proposes values of `-o`. */
export function proposeFormats(partial: string): readonly string[] {
  return ["table", "wide", "json", "yaml", "name", "csv", "jsonpath="]
    .filter((format) => format.startsWith(partial));
}
