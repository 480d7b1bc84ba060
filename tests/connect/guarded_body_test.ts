import assert from "node:assert/strict";
import { Exchange } from "../../lib/connect/exchange.ts";
import { guardBody } from "../../lib/connect/guarded_body.ts";
import { readReusedChunks } from "../../lib/connect/body.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function exchangeFor(signal?: AbortSignal): Exchange {
  return new Exchange({ signal, closed: new AbortController().signal, what: "GET /" });
}

/** A body of the sort that the runtime's `fetch` gives: it fills the buffer of whoever reads. */
function bufferedBody(pieces: readonly string[], end?: Error): ReadableStream {
  const left = [...pieces];
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(encoder.encode(piece));
      else if (end !== undefined) controller.error(end);
      else {
        controller.close();
        controller.byobRequest?.respond(0);
      }
    },
  });
}

const PIECES = ["one ", "two ", "x".repeat(200_000)];
function asIs(error: unknown): Error {
  return error as Error;
}

Deno.test("a guarded body reads the same into one buffer as into many", async () => {
  const many = await new Response(guardBody(bufferedBody(PIECES), exchangeFor(), asIs)).text();
  let one = "";
  const buffers = new Set<number>();
  const response = new Response(guardBody(bufferedBody(PIECES), exchangeFor(), asIs));
  for await (const chunk of readReusedChunks(response)) {
    one += decoder.decode(chunk);
    buffers.add(chunk.buffer.byteLength);
  }
  assert.equal(many, PIECES.join(""));
  assert.equal(one, many);
  assert.deepEqual([...buffers], [64 * 1024]);
});

Deno.test("a guarded body tells what cut it off in its own words, however it is read", async () => {
  for (const read of [readReusedChunks, (response: Response) => response.body ?? []]) {
    const cut = guardBody(
      bufferedBody(["a"], new Error("reset")),
      exchangeFor(),
      (error) => new Error(`Cannot read: ${error instanceof Error ? error.message : ""}`),
    );
    await assert.rejects(async () => {
      for await (const _chunk of read(new Response(cut)));
    }, /Cannot read: reset/);
  }
});

Deno.test("a guarded body ends by the signal while a buffer waits to be filled", async () => {
  const stop = new AbortController();
  const silent = new ReadableStream({ type: "bytes", pull: () => new Promise<void>(() => {}) });
  const body = guardBody(silent, exchangeFor(stop.signal), asIs);
  const reading = (async () => {
    for await (const _chunk of readReusedChunks(new Response(body)));
  })();
  stop.abort(new Error("enough"));
  await assert.rejects(reading, /enough/);
});

Deno.test("who stops reading in the middle lets the source go", async () => {
  let reason: unknown;
  const source = new ReadableStream({
    type: "bytes",
    pull: (controller) => controller.enqueue(encoder.encode("more")),
    cancel: (given) => {
      reason = given ?? "canceled";
    },
  });
  for await (
    const _chunk of readReusedChunks(new Response(guardBody(source, exchangeFor(), asIs)))
  ) break;
  assert.equal(reason, "canceled");
});
