/**
 * Decodes what a server compressed. Layer 1.
 *
 * @module
 */
import { fieldOf } from "./guarded_response.ts";

/**
 * Decodes the body of an answer that is compressed by gzip.
 *
 * @param response The answer as it came.
 * @returns The same answer with a plain body; its headers still say how it was sent.
 */
export function gunzipResponse(response: Response): Response {
  const isGzip = fieldOf(response, "content-encoding")?.toLowerCase() === "gzip";
  // Asking for the body makes a stream of one that lies in memory.
  if (!isGzip || response.body === null) return response;
  const { status, statusText, headers } = response;
  const body = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { status, statusText, headers });
}
