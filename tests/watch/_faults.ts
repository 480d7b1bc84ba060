/**
 * A transport over the fake API server that goes wrong on demand, without any network.
 *
 * @module
 */
import { openDiscovery } from "../../lib/client/discovery.ts";
import type { Session } from "../../lib/client/session.ts";
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";
import { ConnectionError } from "../../lib/core/errors.ts";
import type { FakeApiServer } from "./_fake_apiserver.ts";

/** What goes wrong with one request. */
export type Fault =
  /** No answer comes. */
  | { readonly type: "reset" }
  /** Another answer comes. */
  | { readonly type: "answer"; readonly response: () => Response }
  /** The body fails after so many bytes. */
  | { readonly type: "cut"; readonly bytes: number }
  /** The body ends in good order after so many bytes. */
  | { readonly type: "end"; readonly bytes: number }
  /** After so many chunks a line is put in. */
  | { readonly type: "line"; readonly chunks: number; readonly text: string }
  /** After so many chunks one is replaced by a text. */
  | { readonly type: "corrupt"; readonly chunks: number; readonly text: string }
  /** The bytes come in pieces of any size. */
  | { readonly type: "pieces"; readonly random: () => number }
  /** After so many chunks nothing comes any more, and nobody says so. */
  | { readonly type: "silence"; readonly chunks: number }
  /** After each chunk an earlier one comes again. */
  | { readonly type: "replay"; readonly random: () => number };

/** Decides what goes wrong with a request. */
export type FaultPlan = (path: string) => Fault | undefined;

/**
 * A transport over a server, with faults.
 *
 * @param otherwise What happens to bodies that nothing goes wrong with.
 */
export function faultyTransport(
  server: FakeApiServer,
  plan: FaultPlan = noFault,
  otherwise?: Fault,
): Transport {
  return {
    server: "https://cluster.test:6443",
    // deno-lint-ignore require-await -- a transport is asynchronous
    async send(path: string, options: SendOptions = {}): Promise<Response> {
      options.signal?.throwIfAborted();
      const fault = plan(decodeURIComponent(path)) ?? otherwise;
      if (fault?.type === "reset") {
        throw new ConnectionError("Cannot reach the cluster: the connection was lost");
      }
      if (fault?.type === "answer") return fault.response();
      const response = server.handle(new Request(`https://cluster.test:6443${path}`));
      if (response.body === null || fault === undefined) return response;
      const { status, headers } = response;
      return new Response(spoil(response.body, fault), { status, headers });
    },
    async [Symbol.asyncDispose](): Promise<void> {},
  };
}

/** A session over a transport. */
export function sessionOver(transport: Transport): Session {
  return {
    contextName: "test",
    namespace: "test",
    transport,
    discovery: openDiscovery(transport, { cacheDirectory: false }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/** A plan that meets the first requests with these faults, in order. */
export function faultsInOrder(...faults: readonly (Fault | undefined)[]): FaultPlan {
  const left = [...faults];
  return () => left.shift();
}

function noFault(): undefined {}

type Bytes = Uint8Array<ArrayBuffer>;

function spoil(body: ReadableStream<Bytes>, fault: Fault): ReadableStream<Bytes> {
  const reader = body.getReader();
  const seen: Bytes[] = [];
  let bytes = 0;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      if (fault.type === "silence" && seen.length >= fault.chunks) {
        return await new Promise<void>(() => {});
      }
      // Before the first chunk the line stands alone, later it comes in one piece with a chunk.
      if (fault.type === "line" && fault.chunks === 0 && seen.length === 0) {
        seen.push(new Uint8Array());
        controller.enqueue(new TextEncoder().encode(`${fault.text}\n`));
        return;
      }
      const { done, value } = await reader.read();
      if (done) return controller.close();
      seen.push(value);
      if (fault.type === "line" && seen.length === fault.chunks) {
        controller.enqueue(joined(value, new TextEncoder().encode(`${fault.text}\n`)));
        return;
      }
      if (fault.type === "corrupt" && seen.length === fault.chunks + 1) {
        controller.enqueue(new TextEncoder().encode(`${fault.text}\n`));
        return;
      }
      if (fault.type === "pieces") {
        for (let at = 0; at < value.length;) {
          const end = at + 1 + Math.floor(fault.random() * 200);
          controller.enqueue(value.subarray(at, end));
          at = end;
        }
        return;
      }
      const left = fault.type === "cut" || fault.type === "end" ? fault.bytes - bytes : Infinity;
      bytes += value.length;
      if (value.length < left) {
        controller.enqueue(value);
        if (fault.type === "replay") {
          const again = seen[Math.floor(fault.random() * seen.length)];
          if (again !== undefined) controller.enqueue(again);
        }
        return;
      }
      if (left > 0) controller.enqueue(value.subarray(0, left));
      await reader.cancel();
      if (fault.type === "end") controller.close();
      else controller.error(new TypeError("error reading a body from connection"));
    },
    async cancel() {
      await reader.cancel();
    },
  }, { highWaterMark: 0 });
}

function joined(first: Bytes, second: Bytes): Bytes {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
