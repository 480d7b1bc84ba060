/** How the gate writes answers whose length is not known. */
import assert from "node:assert/strict";
import { type ByteSink, writeStream } from "../../lib/gate/response_writer.ts";

const HEAD = { status: 200, headers: {} };
const ENCODER = new TextEncoder();

/** A script that reads when the test lets it. */
class HeldSink implements ByteSink {
  readonly written: string[] = [];
  fault: Error | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;
  #seen = Promise.withResolvers<void>();

  async write(bytes: Uint8Array): Promise<number> {
    const text = new TextDecoder().decode(bytes);
    this.#waiting = Promise.withResolvers();
    this.#seen.resolve();
    await this.#waiting.promise;
    if (this.fault !== undefined) throw this.fault;
    this.written.push(text);
    return bytes.length;
  }

  /** Lets the write that is under way, or the next one, go through. */
  async read(): Promise<void> {
    await this.#seen.promise;
    this.#seen = Promise.withResolvers();
    this.#waiting?.resolve();
  }
}

function openBody() {
  let controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const pulls: (() => void)[] = [];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => void (controller = given),
    pull: () => pulls.shift()?.(),
  }, { highWaterMark: 0 });
  /** Hands a piece over, and waits until another one is asked for. */
  const push = async (text: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    pulls.push(resolve);
    controller.enqueue(ENCODER.encode(text));
    await promise;
  };
  return { body, push, controller };
}

Deno.test("the gate writes together what comes while it writes", async () => {
  const sink = new HeldSink();
  const { body, push, controller } = openBody();
  const done = writeStream(sink, HEAD, body);
  await sink.read();
  await push("one");
  await push("two");
  await push("three");
  controller.close();
  await sink.read();
  await sink.read();
  await sink.read();
  await done;
  assert.deepEqual(sink.written.slice(1), [
    "3\r\none\r\n",
    "8\r\ntwothree\r\n",
    "0\r\n\r\n",
  ]);
});

Deno.test("the gate writes what came before an answer broke off", async () => {
  const sink = new HeldSink();
  const { body, push, controller } = openBody();
  const done = assert.rejects(writeStream(sink, HEAD, body), /broke off/);
  await sink.read();
  await push("one");
  await push("two");
  controller.error(new Error("broke off"));
  await sink.read();
  await sink.read();
  await done;
  assert.deepEqual(sink.written.slice(1), ["3\r\none\r\n", "3\r\ntwo\r\n"]);
});

Deno.test("the gate asks for no more of an answer that nobody takes", async () => {
  const sink = new HeldSink();
  const { body, push, controller } = openBody();
  const done = assert.rejects(writeStream(sink, HEAD, body), /gone/);
  await sink.read();
  await push("one");
  sink.fault = new Error("gone");
  await sink.read();
  controller.enqueue(ENCODER.encode("two"));
  await done;
  assert.deepEqual(sink.written.length, 1);
});
