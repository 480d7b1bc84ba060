import assert from "node:assert/strict";
import { connect } from "node:net";
import { readText } from "../../lib/connect/body.ts";
import type { PatienceMs } from "../../lib/connect/connection_pool.ts";
import type { Dialer, WireRequest } from "../../lib/connect/dialer.ts";
import { DirectDialer } from "../../lib/connect/direct_dialer.ts";
import { Http1Connection } from "../../lib/connect/http1_connection.ts";
import { TlsDialer } from "../../lib/connect/tls_dialer.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { startHttpsServer, startRawServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });

const settings = { roots: [authority.certificate], insecureSkipVerify: false };

type MadeDialer = typeof TlsDialer | typeof DirectDialer;

function openDialer(Made: MadeDialer, patience?: PatienceMs): Dialer & Disposable {
  const dialer = new Made(settings, patience);
  return Object.assign(dialer, { [Symbol.dispose]: () => dialer.close() });
}

function get(url: string, more: Partial<WireRequest> = {}): WireRequest {
  const { signal } = new AbortController();
  return { url, method: "GET", headers: [], body: undefined, signal, longLived: false, ...more };
}

function ok(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

for (const Made of [TlsDialer, DirectDialer]) {
  Deno.test(`${Made.name} passes over what a server says while it works`, async () => {
    await using server = startRawServer(identity, async (connection) => {
      await connection.readHead();
      await connection.write(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n",
      );
      await connection.write(ok("done"));
      await connection.closed();
    });
    using dialer = openDialer(Made);
    assert.equal(await readText(await dialer.fetch(get(server.url))), "done");
  });

  Deno.test(`${Made.name} sends a GET again at once when an idle connection has been closed`, async () => {
    await using server = startRawServer(identity, async (connection, index) => {
      await connection.readHead();
      await connection.write(ok(`from ${index}`));
      // The first one is closed when its second request comes.
      await connection.readHead();
      if (index > 0) await connection.closed();
    });
    using dialer = openDialer(Made);
    assert.equal(await readText(await dialer.fetch(get(server.url))), "from 0");
    assert.equal(await readText(await dialer.fetch(get(server.url))), "from 1");
  });

  Deno.test(`${Made.name} does not send a POST twice when an idle connection has been closed`, async () => {
    await using server = startRawServer(identity, async (connection) => {
      await connection.readHead();
      await connection.write(ok("x"));
      await connection.readHead();
    });
    using dialer = openDialer(Made);
    await readText(await dialer.fetch(get(server.url)));
    await assert.rejects(dialer.fetch(get(server.url, { method: "POST", body: "y" })));
    assert.equal(server.connections, 1);
  });

  Deno.test(`${Made.name} uses no connection again on which more came than was asked for`, async () => {
    await using server = startRawServer(identity, async (connection, index) => {
      await connection.readHead();
      await connection.write(
        ok(`from ${index}`) + "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
      );
      await connection.closed();
    });
    using dialer = openDialer(Made);
    for (const wanted of ["from 0", "from 1"]) {
      assert.equal(await readText(await dialer.fetch(get(server.url))), wanted);
    }
  });

  Deno.test(`${Made.name} takes an answer without content for what it is, and asks once`, async () => {
    let asked = 0;
    await using server = startRawServer(identity, async (connection) => {
      for (
        const answer of [ok("one"), "HTTP/1.1 205 Reset Content\r\ncontent-length: 2\r\n\r\n{}"]
      ) {
        await connection.readHead();
        asked++;
        await connection.write(answer);
      }
      await connection.closed();
    });
    using dialer = openDialer(Made);
    assert.equal(await readText(await dialer.fetch(get(server.url))), "one");
    const response = await dialer.fetch(get(server.url));
    assert.deepEqual([response.status, await readText(response)], [205, ""]);
    // What may come of a body goes with its connection.
    assert.equal(await readText(await dialer.fetch(get(server.url))), "one");
    assert.equal(asked, 3);
  });

  Deno.test(`${Made.name} drops the connection of a body that nobody reads to its end`, async () => {
    await using server = await startHttpsServer({
      identity,
      handle: (_request, response) => void response.end("x".repeat(5_000_000)),
    });
    using dialer = openDialer(Made);
    const response = await dialer.fetch(get(server.url));
    await response.body?.cancel();
    assert.equal((await readText(await dialer.fetch(get(server.url)))).length, 5_000_000);
    assert.equal(server.connections, 2);
  });

  Deno.test(`${Made.name} hands a long body on unchanged, and makes the server wait for a slow reader`, async () => {
    const block = crypto.getRandomValues(new Uint8Array(50_000));
    const BLOCKS = 800;
    let written = 0;
    await using server = startRawServer(identity, async (connection) => {
      await connection.readHead();
      await connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOCKS * block.length}\r\n\r\n`);
      for (; written < BLOCKS; written++) await connection.write(block);
      await connection.closed();
    });
    using dialer = openDialer(Made);
    const response = await dialer.fetch(get(server.url));
    assert(response.body !== null);
    let read = 0;
    for await (const piece of response.body) {
      if (read === 0) {
        // Until nothing more can be on its way.
        for (let before = -1; before !== written;) {
          before = written;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        assert.ok(written < BLOCKS, "the server was not made to wait");
      }
      const wrong = piece.findIndex((byte, at) => byte !== block[(read + at) % block.length]);
      assert.equal(wrong, -1, `byte ${read + wrong} is another`);
      read += piece.length;
    }
    assert.equal(read, BLOCKS * block.length);
  });

  Deno.test(`${Made.name} lets no request wait for another that takes long`, async () => {
    let waiting = 0;
    const { promise: all, resolve } = Promise.withResolvers<void>();
    await using server = await startHttpsServer({
      identity,
      async handle(_request, response) {
        // None is answered before all of them are here.
        if (++waiting === 20) resolve();
        await all;
        response.end("x");
      },
    });
    using dialer = openDialer(Made);
    const calls = Array.from({ length: 20 }, () => dialer.fetch(get(server.url)));
    for (const response of await Promise.all(calls)) await readText(response);
  });

  Deno.test(`${Made.name} sends each group of an impersonation as a header of its own`, async () => {
    let heard: string[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        heard = request.rawHeaders;
        response.end();
      },
    });
    using dialer = openDialer(Made);
    const headers: [string, string][] = [["impersonate-group", "a"], ["impersonate-group", "b"]];
    await readText(await dialer.fetch(get(server.url, { headers })));
    assert.deepEqual(heard.slice(2), ["impersonate-group", "a", "impersonate-group", "b"]);
  });

  Deno.test(`${Made.name} sends nothing for a request that was given up before it had a connection`, async () => {
    const heads: string[] = [];
    await using server = startRawServer(identity, async (connection) => {
      heads.push(await connection.readHead());
      await connection.write(ok("x"));
      heads.push(await connection.readHead());
      await connection.write(ok("y"));
      await connection.closed();
    });
    using dialer = openDialer(Made);
    assert.equal(await readText(await dialer.fetch(get(server.url))), "x");
    const signal = AbortSignal.abort(new Error("given up"));
    await assert.rejects(
      dialer.fetch(get(server.url, { method: "DELETE", signal })),
      /given up/,
    );
    assert.equal(heads.filter((head) => head.startsWith("DELETE")).length, 0);
  });
  Deno.test(`${Made.name} opens no connection where one is free before it would be open`, async () => {
    await using server = await startHttpsServer({
      identity,
      handle: (_request, response) => void response.end("x"),
    });
    // However slow the machine is, a request waits for a connection rather than to open one.
    using dialer = openDialer(Made, { first: 60_000, least: 60_000, most: 60_000 });
    await readText(await dialer.fetch(get(server.url)));
    const calls = Array.from(
      { length: 50 },
      async () => await readText(await dialer.fetch(get(server.url))),
    );
    assert.equal((await Promise.all(calls)).join(""), "x".repeat(50));
    assert.equal(server.connections, 1);
  });

  Deno.test(`${Made.name} opens no more connections than it keeps, however little patience it has`, async () => {
    const kept = 32;
    let waiting = 0;
    const { promise: all, resolve } = Promise.withResolvers<void>();
    await using server = await startHttpsServer({
      identity,
      async handle(_request, response) {
        // None is answered before each connection has a request.
        if (++waiting === kept) resolve();
        await all;
        response.end("x");
      },
    });
    using dialer = openDialer(Made, { first: 1, least: 1, most: 60_000 });
    for (let round = 0; round < 2; round++) {
      const calls = Array.from(
        { length: 100 },
        async () => await readText(await dialer.fetch(get(server.url))),
      );
      assert.equal((await Promise.all(calls)).join(""), "x".repeat(100));
      assert.equal(server.connections, kept);
    }
  });
}

Deno.test("Http1Connection.send() fails at once on a socket that has closed", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const socket = connect(listener.addr.port, "127.0.0.1");
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  (await accepted).close();
  listener.close();
  socket.destroy();
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const connection = new Http1Connection({ socket, tcp: socket });
  await assert.rejects(connection.send(get("https://127.0.0.1/"), () => {}), /connection closed/);
});

Deno.test("DirectDialer gathers a bulky body, and hands on what comes of any other", async () => {
  const body = Uint8Array.from({ length: 700_001 }, (_, at) => at * at >> 3);
  await using server = startRawServer(identity, async (connection) => {
    for (let served = 0; served < 2; served++) {
      await connection.readHead();
      await connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      // Lengths that fit into nothing.
      for (let at = 0, length = 1; at < body.length; at += length, length = length * 7 % 4093) {
        const piece = body.subarray(at, at + length);
        await connection.write(`${piece.length.toString(16)};x=y\r\n`);
        await connection.write(piece);
        await connection.write("\r\n");
      }
      await connection.write("0\r\n\r\n");
    }
    await connection.closed();
  });
  using dialer = openDialer(DirectDialer);
  const pieces = { many: 0, few: 0 };
  for (const [name, bulk] of [["many", false], ["few", true]] as const) {
    const response = await dialer.fetch(get(server.url, { bulk }));
    const whole = new Uint8Array(body.length);
    let read = 0;
    for await (const piece of response.body ?? []) {
      whole.set(piece, read);
      read += piece.length;
      pieces[name]++;
    }
    assert.equal(read, body.length);
    assert.deepEqual(whole, body);
  }
  assert.equal(server.connections, 1);
  assert.ok(pieces.few < pieces.many, `${pieces.few} pieces, and ${pieces.many}`);
});

Deno.test("DirectDialer fails a long body that is cut off, and reads on with another connection", async () => {
  await using server = startRawServer(identity, async (connection, index) => {
    await connection.readHead();
    if (index > 0) return await connection.write(ok("whole"));
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n");
    await connection.write("x".repeat(100_000));
  });
  using dialer = openDialer(DirectDialer);
  const response = await dialer.fetch(get(server.url, { bulk: true }));
  await assert.rejects(readText(response));
  assert.equal(await readText(await dialer.fetch(get(server.url))), "whole");
});

Deno.test("DirectDialer gives a request up in the middle of its body", async () => {
  await using server = startRawServer(identity, async (connection) => {
    await connection.readHead();
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\nbeginning");
    await connection.closed();
  });
  using dialer = openDialer(DirectDialer);
  const given = new AbortController();
  const response = await dialer.fetch(get(server.url, { signal: given.signal }));
  const reader = response.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), "beginning");
  const rest = reader?.read();
  given.abort(new Error("given up"));
  await assert.rejects(rest ?? Promise.resolve(), /given up/);
});

Deno.test("DirectDialer refuses an answer that it cannot be sure of", async () => {
  const answers = [
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    "SSH-2.0-x\r\n\r\n",
    `HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}\r\n\r\n`,
  ];
  await using server = startRawServer(identity, async (connection, index) => {
    await connection.readHead();
    await connection.write(answers[index] ?? "");
  });
  using dialer = openDialer(DirectDialer);
  for (const answer of answers) {
    await assert.rejects(dialer.fetch(get(server.url)), /Parse Error/, answer.slice(0, 40));
  }
});
