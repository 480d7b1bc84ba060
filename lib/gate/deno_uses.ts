/**
 * What a call asks of Deno, as data. Layer 6.
 *
 * @module
 */
import type { AnyNode } from "npm:acorn@8.19.0";
import type { PermissionKind } from "./permissions.ts";
import { literalOf } from "./script_values.ts";

/** A permission that a call needs. */
export interface DenoUse {
  readonly kind: PermissionKind | "run" | "ffi";
  /** What it is about, e.g. a path; `undefined`: not known before the script runs. */
  readonly value: string | undefined;
}

/** Functions of Deno by the permission that they need; `Sync` at the end of a name is left out. */
const FUNCTIONS: ReadonlyMap<string, DenoUse["kind"]> = new Map([
  ["lstat", "read"],
  ["open", "read"],
  ["readDir", "read"],
  ["readFile", "read"],
  ["readLink", "read"],
  ["readTextFile", "read"],
  ["realPath", "read"],
  ["stat", "read"],
  ["watchFs", "read"],
  ["chmod", "write"],
  ["create", "write"],
  ["makeTempDir", "write"],
  ["makeTempFile", "write"],
  ["mkdir", "write"],
  ["remove", "write"],
  ["truncate", "write"],
  ["writeFile", "write"],
  ["writeTextFile", "write"],
  ["Command", "run"],
  ["dlopen", "ffi"],
  ["hostname", "sys"],
  ["loadavg", "sys"],
  ["networkInterfaces", "sys"],
  ["osRelease", "sys"],
  ["osUptime", "sys"],
  ["systemMemoryInfo", "sys"],
]);
/** Functions whose permission is called like them. */
const SYSTEM = "sys";

/**
 * Tells what a call asks of Deno.
 *
 * @param node Any node of a script.
 * @returns The permission; `undefined` where it needs none, or none that can be seen.
 */
export function denoUse(node: AnyNode): DenoUse | undefined {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  const { callee } = node;
  const [first] = node.arguments;
  if (callee.type === "Identifier" && /^(?:fetch|WebSocket|EventSource)$/.test(callee.name)) {
    return { kind: "net", value: hostOf(literalOf(first)) };
  }
  const path = memberPath(callee);
  const [root, second, third] = path;
  if (root !== "Deno" || second === undefined) return undefined;
  if (second === "env") {
    const isOne = third === "get" || third === "has" || third === "set";
    return { kind: "env", value: isOne ? literalOf(first) : undefined };
  }
  if (third !== undefined) return undefined;
  const name = second.replace(/Sync$/, "");
  const kind = FUNCTIONS.get(name);
  if (kind === undefined) return undefined;
  return { kind, value: kind === SYSTEM ? name : literalOf(first) };
}

function memberPath(node: AnyNode): string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type !== "MemberExpression" || node.property.type !== "Identifier") return [];
  const object = memberPath(node.object);
  return object.length === 0 ? [] : [...object, node.property.name];
}

function hostOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url === null || url.host === "" ? undefined : url.host;
}
