/**
 * The rules of each built-in kind. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import { collectionOf } from "./builtin_resource.ts";
import type { Strategy } from "./resource.ts";

const STRATEGIES: ReadonlyMap<string, Strategy> = new Map();

const NONE: Strategy = {};

/** The rules of a kind. */
export function strategyOf(kind: Kind): Strategy {
  return STRATEGIES.get(collectionOf(kind)) ?? NONE;
}
