/**
 * Lines of a stream of bytes. Layer 8.
 *
 * @module
 */

/**
 * Splits a stream into lines.
 *
 * @param stream UTF-8 text.
 * @returns Lines without their ends; the last one too, where it is not empty.
 */
export async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest;
}
