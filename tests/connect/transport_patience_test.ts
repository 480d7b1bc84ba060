/** How long a transport waits: deadlines, signals, and servers that say nothing. */
import assert from "node:assert/strict";
import { readText } from "../../lib/connect/body.ts";
import { holdTimers } from "../_support/held_timers.ts";
import { startTcpRelay } from "../_support/tcp_relay.ts";
import { drained, identity, open, raw, WAYS } from "./_transport.ts";

for (const { way, ...options } of WAYS) {
  Deno.test(`Transport.send() over ${way} keeps the deadline before headers and in the body`, async () => {
    let asked = Promise.withResolvers<void>();
    await using server = raw(async (connection) => {
      await connection.readHead();
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      const head = await connection.readHead();
      if (head.startsWith("GET /body")) {
        await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc");
      }
      asked.resolve();
      await connection.closed();
    });
    await using transport = await open(server.url, options);
    await drained(transport.send("/"));
    using timers = holdTimers(50, 500);
    const waiting = transport.send("/head", { timeoutMs: 50 });
    await asked.promise;
    timers.fire();
    await assert.rejects(waiting, {
      name: "TimeoutError",
      message: "Cannot GET /head: not done after 50 ms: still waiting for the answer",
    });
    asked = Promise.withResolvers();
    await drained(transport.send("/"));
    const reading = readText(await transport.send("/body", { timeoutMs: 500 }));
    timers.fire();
    await assert.rejects(reading, {
      name: "TimeoutError",
      message: /reading the answer/,
    });
    assert.equal(server.connections, 2);
  });

  Deno.test(`Transport.send() over ${way} throws the signal's own reason, wherever it was`, async () => {
    const reason = { mine: true };
    let arrived = Promise.withResolvers<void>();
    await using server = raw(async (connection) => {
      const head = await connection.readHead();
      if (head.startsWith("GET /body")) {
        await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc");
      }
      arrived.resolve();
      await connection.closed();
    });
    await using transport = await open(server.url, options);
    await assert.rejects(transport.send("/", { signal: AbortSignal.abort(reason) }), isReason);
    assert.equal(server.connections, 0);

    const early = new AbortController();
    const waiting = transport.send("/head", { signal: early.signal });
    await arrived.promise;
    early.abort(reason);
    await assert.rejects(waiting, isReason);

    arrived = Promise.withResolvers();
    const late = new AbortController();
    const text = readText(await transport.send("/body", { signal: late.signal }));
    await arrived.promise;
    late.abort(reason);
    await assert.rejects(text, isReason);

    function isReason(error: unknown): true {
      assert.equal(error, reason);
      return true;
    }
  });

  Deno.test(`Transport.send() over ${way} does not wait for ever for a silent server`, async () => {
    await using server = raw(async (connection) => {
      await connection.readHead();
      await connection.closed();
    });
    await using transport = await open(server.url, { ...options, silenceTimeoutMs: 50 });
    await assert.rejects(transport.send("/"), {
      name: "ConnectionError",
      message: /said nothing for 50 ms/,
    });
  });

  Deno.test(`Transport.send() over ${way} does not wait for ever for F18 a head that comes byte by byte`, async () => {
    await using server = raw(async (connection) => {
      await connection.readHead();
      for (const character of `HTTP/1.1 200 OK\r\nx: ${"x".repeat(10_000)}`) {
        await connection.write(character);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    await using transport = await open(server.url, { ...options, silenceTimeoutMs: 100 });
    await assert.rejects(transport.send("/"), { name: "ConnectionError", message: /said nothing/ });
    await assert.rejects(transport.send("/", { timeoutMs: 50 }), { name: "TimeoutError" });
  });

  for (const [how, call] of [["silence", {}], ["a deadline", { timeoutMs: 1_100 }]] as const) {
    Deno.test(`Transport over ${way} leaves a connection that F17 is dead after ${how}`, async () => {
      // This server speaks HTTP/2, where a call that is given up leaves the connection to the next one.
      const server = Deno.serve({
        hostname: "127.0.0.1",
        port: 0,
        cert: identity.certificate,
        key: identity.key,
        onListen() {},
      }, () => new Response("answer"));
      {
        await using relay = startTcpRelay(server.addr.port);
        const url = `https://127.0.0.1:${relay.port}`;
        await using transport = await open(url, { ...options, silenceTimeoutMs: 1_200 });
        {
          using _timers = holdTimers(1_200);
          assert.equal(await readText(await transport.send("/")), "answer");
        }
        relay.strand();
        await assert.rejects(transport.send("/", call), { name: /ConnectionError|TimeoutError/ });
        using _timers = holdTimers(1_200);
        assert.equal(await readText(await transport.send("/", { timeoutMs: 60_000 })), "answer");
      }
      await server.shutdown();
    });
  }
}
