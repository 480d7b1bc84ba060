/**
 * Where a list goes on: the version that it shows and the last key that it has shown. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/storage/continue.go
 */
import { badRequest } from "../fault.ts";
import { isObject, type JsonValue } from "../json.ts";
import { describeJsonFault } from "../server/json_text.ts";

/** What a token holds. */
export interface ContinueToken {
  /** The version that the list shows; -1 goes on with the newest. */
  readonly revision: number;
  /** Keys up to this one have been shown. */
  readonly after: string;
}

/** Writes a token. */
export function formatContinue({ revision, after }: ContinueToken): string {
  const json = JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start: `${after}\u0000` });
  return new TextEncoder().encode(json).toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Reads a token.
 *
 * @throws {Fault} when it is none of ours.
 */
export function parseContinue(token: string): ContinueToken {
  let text: string;
  try {
    text = new TextDecoder("latin1").decode(
      Uint8Array.fromBase64(token, { alphabet: "base64url" }),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidToken("illegal base64 data at input byte 0");
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidToken(describeJsonFault(text));
  }
  if (!isObject(value)) throw invalidToken("json: cannot unmarshal into continueToken");
  if (value["v"] !== "meta.k8s.io/v1") {
    throw badRequest(
      `invalid continue token: continue key is not valid: server does not recognize this encoded version "${
        value["v"] ?? ""
      }"`,
    );
  }
  const { rv, start } = value;
  if (typeof rv !== "number" || rv === 0) {
    throw badRequest(
      "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    );
  }
  if (typeof start !== "string" || start === "") {
    throw badRequest(
      "invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)",
    );
  }
  return { revision: rv, after: start.slice(0, start.endsWith("\0") ? -1 : undefined) };
}

function invalidToken(fault: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${fault}`);
}
