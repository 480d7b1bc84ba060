/**
 * Reads the body of a request, by its length or in chunks. Layer 6.
 *
 * @module
 */
import type { ByteReader } from "./byte_reader.ts";
import { BadRequest, type BodyFraming } from "./request_head.ts";

const LINE_END = new Uint8Array([13, 10]);
/** As large as an API server takes an object, and some more: sent again where the server asks for it. */
const BUFFERED_BYTES = 4 * 1024 * 1024;

/** A body on its way to the cluster: whole where it is short, else a stream. */
export type RequestBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

/** A body that is being read. */
export interface OpenBody {
  readonly body: RequestBody | undefined;
  /** Whether all of it has been taken, so that the next request can follow. */
  readonly done: () => boolean;
}

/**
 * Opens a body; a short one is read at once.
 *
 * @param reader The connection.
 * @param framing How long the body is.
 * @throws {BadRequest} when it is cut off or its chunks are malformed.
 */
export async function openRequestBody(
  reader: ByteReader,
  framing: BodyFraming,
): Promise<OpenBody> {
  if (framing.type === "none") return { body: undefined, done: () => true };
  const pieces = framing.type === "length"
    ? readLength(reader, framing.length)
    : readChunked(reader);
  const gathered: Uint8Array<ArrayBuffer>[] = [];
  for (let total = 0; total <= BUFFERED_BYTES;) {
    const { done, value } = await pieces.next();
    if (done === true) return { body: join(gathered, total), done: () => true };
    gathered.push(value);
    total += value.length;
  }
  let finished = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const early = gathered.shift();
      if (early !== undefined) {
        controller.enqueue(early);
        return;
      }
      const { done, value } = await pieces.next();
      if (done !== true) {
        controller.enqueue(value);
        return;
      }
      finished = true;
      controller.close();
    },
  }, { highWaterMark: 0 });
  return { body, done: () => finished };
}

async function* readLength(
  reader: ByteReader,
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (let left = length; left > 0;) {
    const piece = await reader.takeSome(left);
    if (piece === undefined) throw new BadRequest(400, "the body is cut off");
    left -= piece.length;
    yield piece;
  }
}

async function* readChunked(
  reader: ByteReader,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (;;) {
    const line = await reader.takeUntil(LINE_END);
    const size = line === undefined ? "" : new TextDecoder("latin1").decode(line);
    // No extensions and no trailers: nobody needs them, and programs read them differently.
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw new BadRequest(400, "a chunk has no size");
    const length = parseInt(size, 16);
    if (length > 0) yield* readLength(reader, length);
    const end = await reader.takeUntil(LINE_END);
    if (end === undefined || end.length > 0) throw new BadRequest(400, "a chunk does not end");
    if (length === 0) return;
  }
}

function join(pieces: readonly Uint8Array[], total: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
