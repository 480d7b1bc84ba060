/**
 * Keeps the data of Secrets out of the answers to writes: who may change a Secret need not see it. Layer 6.
 *
 * @module
 */
import { isWrite } from "../policy/attributes.ts";
import { decide, isSecret, type Policy } from "../policy/decision.ts";
import { withoutSecretData } from "../policy/secret_objects.ts";
import type { Exchange, GateCall } from "./gate_call.ts";

/**
 * Puts the guard in front of an exchange.
 *
 * @param exchange What answers.
 * @param policy Who may read Secrets is shown them.
 */
export function guardSecrets(exchange: Exchange, policy: Policy): Exchange {
  return async (call) => {
    if (!hides(call, policy)) return await exchange(call);
    const headers = new Map(call.head.headers).set("accept", "application/json");
    const response = await exchange({ ...call, head: { ...call.head, headers } });
    return response.ok ? await withoutData(response) : response;
  };
}

function hides({ attributes }: GateCall, policy: Policy): boolean {
  if (!attributes.isResource || !isSecret(attributes) || !isWrite(attributes)) return false;
  // The answer to a request for a token is the token, which is what was granted.
  if (attributes.resource !== "secrets") return false;
  return decide(policy, { ...attributes, verb: "get" }).verdict !== "allowed";
}

async function withoutData(response: Response): Promise<Response> {
  const { status, headers } = response;
  const text = await response.text();
  const kept = new Headers(headers);
  kept.delete("content-length");
  return new Response(text === "" ? "" : JSON.stringify(withoutSecretData(JSON.parse(text))), {
    status,
    headers: kept,
  });
}
