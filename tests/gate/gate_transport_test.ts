/** The library's own way to the gate, as a script in the sandbox goes it. */
import assert from "node:assert/strict";
import { readText } from "../../lib/connect/body.ts";
import { openGateTransport } from "../../lib/connect/gate_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { startGate, type TestGate } from "./_gate.ts";

const PODS = "/api/v1/namespaces/shop/pods";

function openTo({ socket }: TestGate): Transport {
  const address = "http://192.0.2.1";
  const place = { context: "c", namespace: "shop", readOnly: false, dryRun: false };
  return openGateTransport({ socket, address, ...place });
}

/** A list that begins, and says no more until it is given up. */
function stalledList(signal: AbortSignal): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"kind":"PodList",'));
      signal.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
  return new Response(body);
}

Deno.test("GateTransport says that the time is up in the middle of a list", async () => {
  await using gate = await startGate(({ signal }) => stalledList(signal!));
  await using transport = openTo(gate);
  for (const bulk of [true, false]) {
    await assert.rejects(
      transport.send(PODS, { bulk, timeoutMs: 200 }).then((list) => readText(list)),
      { name: "TimeoutError", message: /^Cannot GET \/api\/v1\/namespaces\/shop\/pods: not done / },
    );
  }
});

Deno.test("GateTransport gives the reason for which a list was given up in the middle", async () => {
  const reason = new RangeError("enough");
  for (const bulk of [true, false]) {
    const given = new AbortController();
    await using gate = await startGate(({ signal }) => stalledList(signal!));
    await using transport = openTo(gate);
    const list = transport.send(PODS, { bulk, signal: given.signal }).then((list) =>
      readText(list)
    );
    given.abort(reason);
    await assert.rejects(list, reason);
  }
});

Deno.test("GateTransport sends a method in any letters", async () => {
  await using gate = await startGate();
  await using transport = openTo(gate);
  for (const method of ["get", "Post", "patch", "DELETE"]) {
    assert.equal(await readText(await transport.send(PODS, { method })), "ok");
  }
  const methods = gate.forwarded.map(({ method }) => method);
  assert.deepEqual(methods, ["GET", "POST", "PATCH", "DELETE"]);
});
