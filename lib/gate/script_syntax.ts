/**
 * Parses a script's modules without running them. Layer 6.
 *
 * @module
 */
import type { AnyNode, Program } from "npm:acorn@8.19.0";
import { ConfigError } from "../core/errors.ts";

/** A module as a tree. */
export interface ParsedModule {
  readonly program: Program;
  /** Whether places in the tree are those of the file. */
  readonly hasPlaces: boolean;
}

/**
 * Parses TypeScript or JavaScript.
 *
 * @param source Its text.
 * @param name What it is called in messages.
 * @throws {ConfigError} when it cannot be parsed, e.g. since it is JSX.
 */
export async function parseModule(source: string, name: string): Promise<ParsedModule> {
  const [{ stripTypeScriptTypes }, acorn] = await Promise.all([
    import("node:module"),
    import("npm:acorn@8.19.0"),
  ]);
  const text = source.replace(/^#!/, "//");
  function parse(code: string): Program {
    return acorn.parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  }
  try {
    // Types become blanks, so that all else stays where it was.
    return { program: parse(stripTypeScriptTypes(text)), hasPlaces: true };
  } catch (error) {
    if (!/not supported in strip-only mode/.test(String(error))) {
      throw new ConfigError(`Cannot look through ${JSON.stringify(name)}: it cannot be parsed`, {
        cause: error,
      });
    }
    // Enums and namespaces need code of their own, which only this mode writes; the declared type of the
    // options knows one mode, the function itself two.
    const code = String(
      Reflect.apply(stripTypeScriptTypes, undefined, [text, { mode: "transform" }]),
    );
    return { program: parse(code), hasPlaces: false };
  }
}

/**
 * Calls a function for every node of a tree, the outer ones first.
 *
 * @param root The tree.
 * @param visit Takes each node.
 */
export function walk(root: AnyNode, visit: (node: AnyNode) => void): void {
  visit(root);
  for (const value of Object.values(root)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
}
