/**
 * The rules of each built-in kind. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import { CONFIG_STRATEGIES } from "../kinds/config.ts";
import { collectionOf } from "./builtin_resource.ts";
import type { Strategy } from "./resource.ts";

const STRATEGIES: Readonly<Record<string, Strategy>> = { ...CONFIG_STRATEGIES };

const NONE: Strategy = {};

/** The rules of a kind. */
export function strategyOf(kind: Kind): Strategy {
  return STRATEGIES[collectionOf(kind)] ?? NONE;
}
