/**
 * The requests of an undo: what is there is read, and what takes it back is sent. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { oneLine } from "../core/message.ts";
import { attributesOf } from "../policy/attributes.ts";
import { parseTarget } from "../policy/target.ts";
import { UNDO_MANAGER, type UndoStep } from "../policy/undo.ts";
import type { Exchange } from "./gate_call.ts";
import { metadataOf } from "./undo_task.ts";

/**
 * Sends what takes a write back, to the very object that was looked at.
 *
 * @param exchange What sends.
 * @param path Path of the object.
 * @param step What takes it back.
 * @param current What is there.
 */
export async function sendStep(
  exchange: Exchange,
  path: string,
  step: Exclude<UndoStep, { action: "leave" | "nothing" }>,
  current: JsonObject | undefined,
): Promise<Response> {
  switch (step.action) {
    case "delete": {
      const preconditions = { uid: metadataOf(current ?? {})["uid"] };
      return await call(exchange, "DELETE", path, "application/json", {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions,
      });
    }
    case "patch": {
      const { uid, resourceVersion } = metadataOf(current ?? {});
      const metadata = { ...metadataOf(step.patch), uid, resourceVersion };
      const patch = { ...step.patch, metadata };
      return await call(exchange, "PATCH", path, "application/merge-patch+json", patch);
    }
    case "create":
      return await call(
        exchange,
        "POST",
        path.slice(0, path.lastIndexOf("/")),
        "application/json",
        step.object,
      );
  }
}

async function call(
  exchange: Exchange,
  method: string,
  path: string,
  type: string,
  body: unknown,
): Promise<Response> {
  const query = method === "DELETE" ? "" : `?fieldManager=${UNDO_MANAGER}`;
  const target = parseTarget(path + query);
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return await exchange({
    head: {
      method,
      target,
      headers: new Map([["accept", "application/json"], ["content-type", type]]),
      body: { type: "length", length: bytes.length },
      upgrade: undefined,
      close: false,
    },
    attributes: attributesOf(method, target),
    body: bytes,
    signal: new AbortController().signal,
  });
}

/**
 * Reads what is there.
 *
 * @param transport The way to the cluster.
 * @param path Path of the object.
 * @returns The object; `undefined`: nothing.
 */
export async function readObject(
  transport: Transport,
  path: string,
): Promise<JsonObject | undefined> {
  const response = await transport.send(path, { headers: { accept: "application/json" } });
  const text = await readText(response);
  if (response.status === 404) return undefined;
  const answer = parseJson(text);
  if (response.ok && isObject(answer)) return answer;
  const { errorFromResponse } = await import("../core/status.ts");
  throw errorFromResponse(response.status, answer, { verb: "get", resource: path });
}

/** What a server says that is none of Kubernetes stays a text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/**
 * What a server says to a refusal, on one line.
 *
 * @param text The body of its answer.
 */
export function messageOf(text: string): string | undefined {
  const answer = parseJson(text);
  const message = isObject(answer) ? answer["message"] : undefined;
  return typeof message === "string" ? oneLine(message) : undefined;
}
