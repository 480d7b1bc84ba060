/**
 * Keeps the data of Secrets out of the answers to writes: who may change a Secret need not see it. Layer 6.
 *
 * @module
 */
import { isObject } from "../core/merge_patch.ts";
import { isWrite, type ResourceAttributes } from "../policy/attributes.ts";
import { COMMAND_ADVICE, decide, grantError, isSecret, type Policy } from "../policy/decision.ts";
import { formatRule } from "../policy/rule.ts";
import { withoutSecretData } from "../policy/secret_objects.ts";
import type { Exchange, GateCall } from "./gate_call.ts";

/** Patches that hold every value they write; any other may take values out of the object. */
const PLAIN_PATCHES: ReadonlySet<string> = new Set([
  "application/apply-patch+cbor",
  "application/apply-patch+yaml",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
]);
/** Steps of a JSON patch that say nothing of what was there. */
const PLAIN_STEPS: ReadonlySet<unknown> = new Set(["add", "remove", "replace"]);
/** What may be made sure of before a change. */
const TESTED_REGEXP = /^\/metadata\/(?:resourceVersion|uid|labels(?:\/[^/]*)?)$/;
/** Refusals whose words are about the request, not about what is in the object. */
const OPEN_REASONS: ReadonlySet<unknown> = new Set([
  "AlreadyExists",
  "Conflict",
  "Forbidden",
  "NotFound",
  "TooManyRequests",
  "Unauthorized",
  "UnsupportedMediaType",
]);

/**
 * Puts the guard in front of an exchange.
 *
 * @param exchange What answers.
 * @param policy Who may read Secrets is shown them.
 */
export function guardSecrets(exchange: Exchange, policy: Policy): Exchange {
  return async (call) => {
    const { attributes } = call;
    if (!attributes.isResource || !hides(attributes, policy)) return await exchange(call);
    checkPatch(call, attributes);
    const headers = new Map(call.head.headers).set("accept", "application/json");
    const response = await exchange({ ...call, head: { ...call.head, headers } });
    if (response.ok) return await withoutData(response);
    // What is made holds what the script has sent, and nothing else.
    return attributes.verb === "create" ? response : await withoutWords(response);
  };
}

function hides(attributes: ResourceAttributes, policy: Policy): boolean {
  if (!isSecret(attributes) || !isWrite(attributes)) return false;
  // The answer to a request for a token is the token, which is what was granted.
  if (attributes.resource !== "secrets") return false;
  return decide(policy, { ...attributes, verb: "get" }).verdict !== "allowed";
}

/**
 * Refuses a patch that would carry data to where it is shown, in this answer, a later one or the words of a
 * refusal, or that would tell whether a guess is right.
 */
function checkPatch({ head, body }: GateCall, attributes: ResourceAttributes): void {
  if (head.method !== "PATCH") return;
  const [type = ""] = (head.headers.get("content-type") ?? "").split(";", 1);
  if (PLAIN_PATCHES.has(type) || (body instanceof Uint8Array && isPlainPatch(body))) return;
  const advice = COMMAND_ADVICE.add(formatRule({ ...attributes, verb: "get" }));
  throw grantError(
    attributes,
    `a patch that copies, moves or tests what is there reads the Secret: ${advice}`,
  );
}

function isPlainPatch(body: Uint8Array): boolean {
  let steps: unknown;
  try {
    steps = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false;
    throw error;
  }
  return Array.isArray(steps) && steps.every((step) =>
    isObject(step) &&
    (PLAIN_STEPS.has(step["op"]) ||
      (step["op"] === "test" && TESTED_REGEXP.test(String(step["path"]))))
  );
}

async function withoutData(response: Response): Promise<Response> {
  const text = await response.text();
  return answer(
    response,
    text === "" ? "" : JSON.stringify(withoutSecretData(JSON.parse(text))),
  );
}

/** A server that cannot read what a patch would make of an object writes all of it into its refusal. */
async function withoutWords(response: Response): Promise<Response> {
  const text = await response.text();
  const status = parseStatus(text);
  if (OPEN_REASONS.has(status?.["reason"])) return answer(response, text);
  const { code = response.status, reason = "Unknown", details } = status ?? {};
  const { name, kind, group } = isObject(details) ? details : {};
  const refusal = {
    apiVersion: "v1",
    kind: "Status",
    status: "Failure",
    message: "the server refuses it, in words that may show the Secret",
    reason,
    details: { name, kind, group },
    code,
  };
  const kept = answer(response, JSON.stringify(refusal));
  kept.headers.set("content-type", "application/json");
  kept.headers.delete("warning");
  return kept;
}

function parseStatus(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function answer({ status, headers }: Response, text: string): Response {
  const kept = new Headers(headers);
  kept.delete("content-length");
  return new Response(text, { status, headers: kept });
}
