/**
 * What the gate itself answers, where no answer of the cluster is passed on: a `Status` as an API server
 * would send it, with the class of the error in a header. Layer 6.
 *
 * @module
 */
import { GATE_ERROR_HEADER } from "../connect/gate_transport.ts";
import {
  ConfigError,
  ConnectionError,
  GrantError,
  type KubeErrorDetails,
  QueryError,
  TimeoutError,
} from "../core/errors.ts";
import { BadRequest } from "./request_head.ts";

/** An answer of the gate's own. */
export interface GateAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Turns what went wrong into an answer.
 *
 * @param error What was thrown.
 */
export function gateAnswer(error: unknown): GateAnswer {
  const { code, reason, name } = classify(error);
  const message = error instanceof Error ? error.message : "the gate failed";
  const details: KubeErrorDetails = error instanceof GrantError
    ? { verb: error.verb, kind: error.kind, namespace: error.namespace, name: error.objectName }
    : {};
  const body = { apiVersion: "v1", kind: "Status", status: "Failure", code, reason, message };
  return {
    status: code,
    headers: { "content-type": "application/json", [GATE_ERROR_HEADER]: name },
    body: new TextEncoder().encode(JSON.stringify({ ...body, details })),
  };
}

function classify(error: unknown): { code: number; reason: string; name: string } {
  if (error instanceof GrantError) return { code: 403, reason: "Forbidden", name: "GrantError" };
  if (error instanceof BadRequest) {
    return { code: error.status, reason: "BadRequest", name: "QueryError" };
  }
  if (error instanceof QueryError) return { code: 400, reason: "BadRequest", name: "QueryError" };
  if (error instanceof TimeoutError) return { code: 504, reason: "Timeout", name: "TimeoutError" };
  if (error instanceof ConfigError) {
    return { code: 502, reason: "BadGateway", name: "ConfigError" };
  }
  if (error instanceof ConnectionError) {
    return { code: 502, reason: "BadGateway", name: "ConnectionError" };
  }
  return { code: 500, reason: "InternalError", name: "ConnectionError" };
}
