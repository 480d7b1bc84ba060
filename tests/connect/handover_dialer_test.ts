import assert from "node:assert/strict";
import type { Dialer, WireRequest, WireTarget } from "../../lib/connect/dialer.ts";
import { HandoverDialer } from "../../lib/connect/handover_dialer.ts";

/** A dialer that says its name, and is ready when the test says so. */
class NamedDialer implements Dialer {
  readonly ready = Promise.withResolvers<void>();
  readonly prepared: WireTarget[] = [];
  isClosed = false;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  fetch(): Promise<Response> {
    return Promise.resolve(new Response(this.#name));
  }

  prepare(target: WireTarget): Promise<void> {
    this.prepared.push(target);
    return this.ready.promise;
  }

  close(): void {
    this.isClosed = true;
  }
}

const REQUEST: WireRequest = {
  url: "https://127.0.0.1/api",
  method: "GET",
  headers: [],
  body: undefined,
  signal: new AbortController().signal,
  longLived: false,
};

async function ask(dialer: Dialer): Promise<string> {
  return await (await dialer.fetch(REQUEST)).text();
}

Deno.test("HandoverDialer asks the first until the second has a connection", async () => {
  const [first, second] = [new NamedDialer("first"), new NamedDialer("second")];
  const dialer = new HandoverDialer(first, second);
  assert.equal(await ask(dialer), "first");
  assert.deepEqual(second.prepared, [], "one request needs no second connection");
  assert.equal(await ask(dialer), "first");
  assert.deepEqual(second.prepared.map(({ url }) => url), [REQUEST.url]);
  assert.equal(await ask(dialer), "first");
  second.ready.resolve();
  await second.ready.promise;
  assert.equal(await ask(dialer), "second");
  dialer.close();
  assert.deepEqual([first.isClosed, second.isClosed], [true, true]);
});

Deno.test("HandoverDialer stays with the first where the second cannot connect", async () => {
  const [first, second] = [new NamedDialer("first"), new NamedDialer("second")];
  const dialer = new HandoverDialer(first, second);
  await ask(dialer);
  await ask(dialer);
  second.ready.reject(new Error("refused"));
  await assert.rejects(second.ready.promise);
  assert.equal(await ask(dialer), "first");
  dialer.close();
});

Deno.test("HandoverDialer prepares the first alone, and gives up the second when it is closed", async () => {
  const [first, second] = [new NamedDialer("first"), new NamedDialer("second")];
  const dialer = new HandoverDialer(first, second);
  first.ready.resolve();
  await dialer.prepare(REQUEST);
  assert.deepEqual([first.prepared, second.prepared], [[REQUEST], []]);
  await ask(dialer);
  await ask(dialer);
  assert.deepEqual(second.prepared.map(({ signal }) => signal.aborted), [false]);
  dialer.close();
  assert.deepEqual(second.prepared.map(({ signal }) => signal.aborted), [true]);
});
