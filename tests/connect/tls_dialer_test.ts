import assert from "node:assert/strict";
import { connect } from "node:net";
import { readText } from "../../lib/connect/body.ts";
import type { WireRequest } from "../../lib/connect/dialer.ts";
import { Http1Connection } from "../../lib/connect/http1_connection.ts";
import { type PatienceMs, TlsDialer } from "../../lib/connect/tls_dialer.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { startHttpsServer, startRawServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });

function openDialer(patience?: PatienceMs): TlsDialer & Disposable {
  const settings = { roots: [authority.certificate], insecureSkipVerify: false };
  const dialer = new TlsDialer(settings, patience);
  return Object.assign(dialer, { [Symbol.dispose]: () => dialer.close() });
}

function get(url: string, more: Partial<WireRequest> = {}): WireRequest {
  const { signal } = new AbortController();
  return { url, method: "GET", headers: [], body: undefined, signal, longLived: false, ...more };
}

function ok(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

Deno.test("TlsDialer passes over what a server says while it works", async () => {
  await using server = startRawServer(identity, async (connection) => {
    await connection.readHead();
    await connection.write(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n",
    );
    await connection.write(ok("done"));
    await connection.closed();
  });
  using dialer = openDialer();
  assert.equal(await readText(await dialer.fetch(get(server.url))), "done");
});

Deno.test("TlsDialer sends a GET again at once when an idle connection has been closed", async () => {
  await using server = startRawServer(identity, async (connection, index) => {
    await connection.readHead();
    await connection.write(ok(`from ${index}`));
    // The first one is closed when its second request comes.
    await connection.readHead();
    if (index > 0) await connection.closed();
  });
  using dialer = openDialer();
  assert.equal(await readText(await dialer.fetch(get(server.url))), "from 0");
  assert.equal(await readText(await dialer.fetch(get(server.url))), "from 1");
});

Deno.test("TlsDialer does not send a POST twice when an idle connection has been closed", async () => {
  await using server = startRawServer(identity, async (connection) => {
    await connection.readHead();
    await connection.write(ok("x"));
    await connection.readHead();
  });
  using dialer = openDialer();
  await readText(await dialer.fetch(get(server.url)));
  await assert.rejects(dialer.fetch(get(server.url, { method: "POST", body: "y" })));
  assert.equal(server.connections, 1);
});

Deno.test("TlsDialer uses no connection again on which more came than was asked for", async () => {
  await using server = startRawServer(identity, async (connection, index) => {
    await connection.readHead();
    await connection.write(
      ok(`from ${index}`) + "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
    );
    await connection.closed();
  });
  using dialer = openDialer();
  for (const wanted of ["from 0", "from 1"]) {
    assert.equal(await readText(await dialer.fetch(get(server.url))), wanted);
  }
});

Deno.test("TlsDialer drops the connection of a body that nobody reads to its end", async () => {
  await using server = await startHttpsServer({
    identity,
    handle: (_request, response) => void response.end("x".repeat(5_000_000)),
  });
  using dialer = openDialer();
  const response = await dialer.fetch(get(server.url));
  await response.body?.cancel();
  assert.equal((await readText(await dialer.fetch(get(server.url)))).length, 5_000_000);
  assert.equal(server.connections, 2);
});

Deno.test("TlsDialer hands a long body on unchanged, and makes the server wait for a slow reader", async () => {
  const block = crypto.getRandomValues(new Uint8Array(50_000));
  const BLOCKS = 800;
  let written = 0;
  await using server = startRawServer(identity, async (connection) => {
    await connection.readHead();
    await connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOCKS * block.length}\r\n\r\n`);
    for (; written < BLOCKS; written++) await connection.write(block);
    await connection.closed();
  });
  using dialer = openDialer();
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

Deno.test("TlsDialer opens few connections for many short requests at once", async () => {
  await using server = await startHttpsServer({
    identity,
    handle: (_request, response) => void response.end("x"),
  });
  // However slow the machine is, a request waits for a connection rather than to open one.
  using dialer = openDialer({ first: 60_000, least: 60_000, most: 60_000 });
  await readText(await dialer.fetch(get(server.url)));
  const calls = Array.from(
    { length: 50 },
    async () => await readText(await dialer.fetch(get(server.url))),
  );
  assert.equal((await Promise.all(calls)).join(""), "x".repeat(50));
  assert.ok(server.connections <= 5, `${server.connections} connections`);
});

Deno.test("TlsDialer lets no request wait for another that takes long", async () => {
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
  using dialer = openDialer();
  const calls = Array.from({ length: 20 }, () => dialer.fetch(get(server.url)));
  for (const response of await Promise.all(calls)) await readText(response);
});

Deno.test("TlsDialer sends each group of an impersonation as a header of its own", async () => {
  let heard: string[] = [];
  await using server = await startHttpsServer({
    identity,
    handle(request, response) {
      heard = request.rawHeaders;
      response.end();
    },
  });
  using dialer = openDialer();
  const headers: [string, string][] = [["impersonate-group", "a"], ["impersonate-group", "b"]];
  await readText(await dialer.fetch(get(server.url, { headers })));
  assert.deepEqual(heard.slice(2), ["impersonate-group", "a", "impersonate-group", "b"]);
});

Deno.test("TlsDialer sends nothing for a request that was given up before it had a connection", async () => {
  const heads: string[] = [];
  await using server = startRawServer(identity, async (connection) => {
    heads.push(await connection.readHead());
    await connection.write(ok("x"));
    heads.push(await connection.readHead());
    await connection.write(ok("y"));
    await connection.closed();
  });
  using dialer = openDialer();
  assert.equal(await readText(await dialer.fetch(get(server.url))), "x");
  const signal = AbortSignal.abort(new Error("given up"));
  await assert.rejects(
    dialer.fetch(get(server.url, { method: "DELETE", signal })),
    /given up/,
  );
  assert.equal(heads.filter((head) => head.startsWith("DELETE")).length, 0);
});
