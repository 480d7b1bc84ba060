/**
 * A response whose body keeps to the rules of its exchange: deadline, signal and our own errors hold
 * until the last byte. Layer 1.
 *
 * @module
 */
import type { Exchange } from "./exchange.ts";
import { guardBody } from "./guarded_body.ts";

/** Bodies up to this length are read at once: a stream around each would cost more than the reading. */
const SMALL_BYTES = 64 * 1024;

/** Responses whose body lies in memory. */
const WHOLE = new WeakSet<Response>();

/**
 * Makes a response of a body that has been read to its end.
 *
 * @param body All of it.
 * @param init Status and headers.
 */
export function wholeResponse(body: Uint8Array<ArrayBuffer>, init: ResponseInit): Response {
  const response = new Response(body, init);
  WHOLE.add(response);
  return response;
}

/**
 * Reads a short body whole; the exchange is over then.
 *
 * @param response The runtime's response.
 * @param exchange The exchange it belongs to.
 * @returns The response with its body in memory, or `undefined` where it is long or of unknown length.
 * @throws Whatever the runtime throws when the body is cut off.
 */
export async function takeSmallResponse(
  response: Response,
  exchange: Exchange,
): Promise<Response | undefined> {
  const { status, statusText, headers } = response;
  if (WHOLE.has(response)) {
    exchange.end();
    return response;
  }
  const length = headers.get("content-length");
  const isSmall = length !== null && Number(length) <= SMALL_BYTES;
  if (!isSmall || response.body === null || headers.has("content-encoding")) return undefined;
  exchange.stage = "reading the answer";
  const bytes = await exchange.hear(response.arrayBuffer());
  exchange.end();
  return new Response(bytes, { status, statusText, headers });
}

/**
 * Wraps a response; the exchange ends with the body.
 *
 * @param response The runtime's response.
 * @param exchange The exchange it belongs to.
 * @param toError Turns the runtime's error into ours.
 */
export function guardResponse(
  response: Response,
  exchange: Exchange,
  toError: (error: unknown) => Error,
): Response {
  if (response.body === null) {
    exchange.end();
    return response;
  }
  exchange.stage = "reading the answer";
  const body = guardBody(response.body, exchange, toError);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  if (headers.has("content-encoding")) {
    // The body is decoded by now; the headers are to say what there is to read.
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  return new Response(body, { status, statusText, headers });
}
