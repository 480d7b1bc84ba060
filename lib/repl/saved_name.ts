/**
 * Names for what a script keeps of a session's results, as a person would give them. Layer 7: pure.
 *
 * @module
 */
import type { AnyNode, Node } from "npm:acorn@8.19.0";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";

const PLURALS: ReadonlyMap<string, string> = new Map(
  BUILTIN_KINDS.flatMap(({ accessor, singularAccessor }) =>
    accessor === undefined || singularAccessor === undefined ? [] : [[accessor, singularAccessor]]
  ),
);
const SINGULARS: ReadonlySet<string> = new Set(PLURALS.values());
const ONE: ReadonlySet<string> = new Set(["first", "one", "get", "find"]);
const FALLBACK = "found";

/**
 * Names a value after the resource that it is of: `pods`, `podNames`, `web`.
 *
 * @param expression What gives it.
 * @param taken Names that mean something else; the new one is added.
 */
export function nameFor(expression: Node, taken: Set<string>): string {
  const wanted = baseName(expression as AnyNode);
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}${n}`;
  taken.add(name);
  return name;
}

function baseName(expression: AnyNode): string {
  let method: string | undefined;
  let at: AnyNode = expression;
  for (;;) {
    switch (at.type) {
      case "AwaitExpression":
        at = at.argument as AnyNode;
        continue;
      case "CallExpression": {
        const { callee, arguments: [first] } = at;
        if (callee.type !== "MemberExpression") return FALLBACK;
        const name = callee.property.type === "Identifier" ? callee.property.name : "";
        if (SINGULARS.has(name)) {
          const given = first?.type === "Literal" ? camelCase(String(first.value)) : "";
          return method === undefined || ONE.has(method) ? given || name : FALLBACK;
        }
        method ??= name;
        at = callee.object as AnyNode;
        continue;
      }
      case "MemberExpression": {
        const name = at.property.type === "Identifier" ? at.property.name : "";
        const singular = PLURALS.get(name);
        if (singular === undefined) return FALLBACK;
        if (method === "names") return `${singular}Names`;
        if (method === "count") return `${singular}Count`;
        return method !== undefined && ONE.has(method) ? singular : name;
      }
      default:
        return FALLBACK;
    }
  }
}

/** `web-front` is `webFront`; empty where that is no name of a variable. */
function camelCase(text: string): string {
  const name = text.replace(/[-.]+(\w)/g, (_, letter) => letter.toUpperCase());
  return /^[a-zA-Z]\w*$/.test(name) ? name : "";
}
