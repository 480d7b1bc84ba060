/**
 * Bodies of Protocol Buffers, read as JSON: the rest of the server knows one form alone. Layer 3.
 *
 * @module
 */
import { badRequest } from "../fault.ts";
import { decodeProtobuf } from "../protobuf/decode.ts";
import { ProtobufFault } from "../protobuf/message_reader.ts";
import type { Body } from "./body.ts";

/**
 * Reads a body.
 *
 * @param body The body as it came.
 * @returns The object in it, as JSON.
 * @throws {Fault} when it holds none.
 */
export function readProtobuf(body: string | Uint8Array): Body {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  try {
    return { text: JSON.stringify(decodeProtobuf(bytes)), type: "application/json" };
  } catch (error) {
    const isFault = error instanceof ProtobufFault || error instanceof SyntaxError;
    if (!isFault) throw error;
    throw badRequest(error.message);
  }
}
