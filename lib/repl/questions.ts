/**
 * Where a session asks before it sends: what does it is loaded only there. Layer 7.
 *
 * @module
 */
import type { ConnectionInfo, ConnectPolicy } from "../api/connection.ts";
import type { Transport } from "../connect/transport.ts";
import type { AskPerson } from "./consent.ts";
import { isProtected } from "./protected_context.ts";

/** What a session goes by. */
export interface QuestionOptions {
  /** What may pass without a question; default: all, writes to a protected context aside. */
  readonly policy?: ConnectPolicy | undefined;
  /** Asks the person at the prompt; left out where there is nobody. */
  readonly ask?: AskPerson | undefined;
  /** So many objects one call of a query changes without a question; default 20. */
  readonly many?: number | undefined;
  /** Which contexts are protected, see {@link isProtected}; default: those that look like production. */
  readonly protectedContexts?: string | undefined;
}

/**
 * Puts questions in front of a transport where there may be any.
 *
 * @param transport Where requests go.
 * @param info Which context it is.
 * @param options The rules, and whom to ask.
 */
export async function withQuestions(
  transport: Transport,
  info: ConnectionInfo,
  { policy, ask, protectedContexts }: QuestionOptions,
): Promise<Transport> {
  const asks = ask !== undefined && isProtected(info.context, protectedContexts);
  if (policy === undefined && !asks) return transport;
  const { askFirst } = await import("./consent.ts");
  return askFirst(transport, { info, policy, ask });
}
