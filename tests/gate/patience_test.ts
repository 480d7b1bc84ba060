/** A login that takes its time is no silent server, and many connections are no end of the gate. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openGateTransport } from "../../lib/connect/gate_transport.ts";
import type { RequestStage, Transport } from "../../lib/connect/transport.ts";
import { forwarder } from "../../lib/gate/exchange.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startGate } from "./_gate.ts";

const WATCH = "/api/v1/namespaces/shop/pods?watch=1";

/** A way to the cluster that does what a test says of each request. */
function transportOf(send: Transport["send"]): Transport {
  return {
    server: "https://cluster.test",
    send,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function callOf(path: string) {
  const target = parseTarget(path);
  return {
    head: {
      method: "GET",
      target,
      headers: new Map(),
      body: { type: "none" },
      upgrade: undefined,
      close: false,
    },
    attributes: attributesOf("GET", target),
    body: undefined,
    signal: new AbortController().signal,
  } as const;
}

Deno.test("the gate waits for a login and not for a silent server", async (t) => {
  await t.step("a login longer than its patience", async () => {
    const transport = transportOf(async (_path, { onStage } = {}) => {
      onStage?.("credentials");
      await new Promise((resolve) => setTimeout(resolve, 60));
      onStage?.("answer");
      return new Response("here");
    });
    assert.equal(await (await forwarder(transport, 20)(callOf(WATCH))).text(), "here");
  });
  await t.step("a server that does not answer", async () => {
    const transport = transportOf((_path, { signal, onStage } = {}) => {
      onStage?.("answer");
      return new Promise((_, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason));
      });
    });
    await assert.rejects(forwarder(transport, 20)(callOf(WATCH)), {
      name: "TimeoutError",
      message: "Cannot reach the server: it said nothing for 0.02s",
    });
  });
});

Deno.test("a watch of a script does not take the gate's login for silence", async () => {
  await using gate = await startGate(() => new Response("ok"));
  await using transport = openGateTransport({
    socket: gate.socket,
    address: "http://192.0.2.1",
    context: "c",
    namespace: "shop",
    readOnly: false,
    dryRun: false,
  });
  const stages: RequestStage[] = [];
  const response = await transport.send(WATCH, {
    longLived: true,
    onStage: (stage) => stages.push(stage),
  });
  assert.equal(await response.text(), "ok");
  assert.deepEqual(stages, ["credentials", "answer"]);
});

Deno.test("connections beyond what the gate takes are closed, and it serves on", async () => {
  await using gate = await startGate(() => new Response("ok"));
  const source = `
    const open = [];
    try {
      for (let count = 0; count < 4000; count++) {
        open.push(await Deno.connect({ transport: "unix", path: Deno.args[0] }));
      }
    } catch {}
    console.log(open.length);
    await Deno.stdin.read(new Uint8Array(1));`;
  const file = join(await Deno.makeTempDir(), "many.ts");
  await Deno.writeTextFile(file, source);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--allow-all", file, gate.socket],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await child.stdin.close();
  while (!(await reader.read()).done);
  await child.status;
  assert.equal(await (await gate.fetch("/version")).text(), "ok");
  await Deno.remove(join(file, ".."), { recursive: true });
});
