/**
 * One request on its way through the gate, and what stands in that way. Layer 6.
 *
 * @module
 */
import type { RequestAttributes } from "../policy/attributes.ts";
import type { RequestBody } from "./request_body.ts";
import type { RequestHead } from "./request_head.ts";

/** A request of the script that may pass. */
export interface GateCall {
  readonly head: RequestHead;
  /** What it asks for. */
  readonly attributes: RequestAttributes;
  readonly body: RequestBody | undefined;
  /** Ends it: the script has gone, or the gate. */
  readonly signal: AbortSignal;
}

/** Answers a request: by the cluster, or in its place. */
export type Exchange = (call: GateCall) => Promise<Response>;
