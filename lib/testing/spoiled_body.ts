/**
 * Answers that do not come whole. Layer 6.
 *
 * @module
 */

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const NEWLINE = 10;

/**
 * Passes the beginning of an answer; then the connection is lost.
 *
 * @param response The answer.
 * @param options How many bytes are passed, and the error.
 */
export function passBytes(
  response: Response,
  { bytes, lost }: { readonly bytes: number; readonly lost: () => Error },
): Response {
  let left = bytes;
  return spoil(response, (chunk, controller) => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) controller.enqueue(part);
    if (left > 0) return "more";
    controller.error(lost());
    return "over";
  }, (controller) => controller.error(lost()));
}

/**
 * Passes the first events of a watch; then something else happens.
 *
 * @param response The watch.
 * @param options How many events are passed, and what happens.
 */
export function passEvents(
  response: Response,
  { events, then }: { readonly events: number; readonly then: (controller: Controller) => void },
): Response {
  let left = events;
  return spoil(
    response,
    (chunk, controller) => {
      const end = endOfLines(chunk, left);
      const part = chunk.subarray(0, end);
      left -= countLines(part);
      if (part.length > 0) controller.enqueue(part);
      if (left > 0) return "more";
      then(controller);
      return "over";
    },
    (controller) => left > 0 ? controller.close() : then(controller),
    events === 0,
  );
}

/**
 * Passes the first events of a watch; then nothing comes until the request is given up.
 *
 * @param response The watch.
 * @param options How many events are passed, and what ends the request.
 */
export function passThenHang(
  response: Response,
  { events, signal }: { readonly events: number; readonly signal: AbortSignal },
): Response {
  return passEvents(response, {
    events,
    then(controller) {
      const end = () => controller.error(signal.reason);
      if (signal.aborted) return end();
      signal.addEventListener("abort", end, { once: true });
    },
  });
}

/** Where so many lines end in a chunk, or the length of the chunk. */
function endOfLines(chunk: Uint8Array, lines: number): number {
  let end = 0;
  for (let count = 0; count < lines; count++) {
    const newline = chunk.indexOf(NEWLINE, end);
    if (newline < 0) return chunk.length;
    end = newline + 1;
  }
  return end;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count++;
  return count;
}

/**
 * Reads a body through a function that passes what it likes.
 *
 * @param take Takes a chunk; `over` ends the reading, and whatever becomes of the stream it has seen to.
 * @param atEnd What happens where the body ends before that.
 * @param isOver Whether it is over before anything is read.
 */
function spoil(
  response: Response,
  take: (chunk: Uint8Array<ArrayBuffer>, controller: Controller) => "more" | "over",
  atEnd: (controller: Controller) => void,
  isOver = false,
): Response {
  const reader = response.body?.getReader();
  let over = false;
  const finish = async () => {
    over = true;
    await reader?.cancel();
  };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      if (!isOver) return;
      await finish();
      atEnd(controller);
    },
    async pull(controller) {
      if (over) return;
      const { done, value } = await reader?.read() ?? { done: true, value: undefined };
      if (done) {
        over = true;
        return atEnd(controller);
      }
      if (take(value, controller) === "over") await finish();
    },
    async cancel(reason) {
      if (!over) await reader?.cancel(reason);
      over = true;
    },
  }, { highWaterMark: 0 });
  return new Response(body, { status: response.status, headers: response.headers });
}
