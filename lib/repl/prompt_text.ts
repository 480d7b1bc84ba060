/**
 * The prompt: where lines go, and what they may do there. Layer 7: pure.
 *
 * @module
 */
import type { ConnectionInfo } from "../api/connection.ts";
import { safeLine } from "../core/message.ts";
import { isProtected } from "./protected_context.ts";

/** What the prompt tells. */
export interface PromptState {
  /** Whether the lines so far are the beginning of something. */
  readonly unfinished: boolean;
  /** The connection, where there is one. */
  readonly info: ConnectionInfo | undefined;
  /** How many writes the open plan holds; `undefined` where none is open. */
  readonly planned: number | undefined;
  /** Whether colours are welcome. */
  readonly color: boolean;
  /** Which contexts are protected, see {@link isProtected}. */
  readonly protectedContexts: string | undefined;
}

const RED = "\x1b[31m";
const RESET = "\x1b[0m";

/**
 * Writes the prompt: context, namespace, `ro` where nothing may be changed, `dry` for dry runs, `plan` with the
 * number of planned writes; dots while input is unfinished.
 */
export function promptText(
  { unfinished, info, planned, color, protectedContexts }: PromptState,
): string {
  if (unfinished) return "... ";
  if (info === undefined) return "no context> ";
  const place = safeLine(`${info.context}/${info.namespace}`);
  const mode = planned !== undefined
    ? ` plan ${planned}`
    : info.readOnly
    ? " ro"
    : info.dryRun
    ? " dry"
    : "";
  const isRed = color && isProtected(info.context, protectedContexts);
  return isRed ? `${RED}${place}${RESET}${mode}> ` : `${place}${mode}> `;
}
