import assert from "node:assert/strict";
import { readText } from "../../lib/connect/body.ts";
import { ConnectionPool } from "../../lib/connect/connection_pool.ts";
import type { WireRequest } from "../../lib/connect/dialer.ts";
import { DirectConnection, type Socket } from "../../lib/connect/direct_connection.ts";

const ENCODER = new TextEncoder();
const ANSWER = ENCODER.encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

function request(method: string, signal = new AbortController().signal): WireRequest {
  const body = method === "POST" ? "{}" : undefined;
  return { url: "http://127.0.0.1/", method, headers: [], body, signal, longLived: false };
}

/** A socket whose server has answered before the process hears that its request is written. */
class HeldUpSocket implements Socket {
  isClosed = false;
  writes = 0;
  #answered = Promise.withResolvers<void>();

  async read(into: Uint8Array): Promise<number | null> {
    await this.#answered.promise;
    if (this.isClosed) return null;
    this.#answered = Promise.withResolvers();
    into.set(ANSWER);
    return ANSWER.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    this.#answered.resolve();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    return bytes.length;
  }

  close(): void {
    this.isClosed = true;
    this.#answered.resolve();
  }

  ref(): void {}
  unref(): void {}
}

Deno.test("DirectConnection takes an answer that is there before its request is known to be sent", async () => {
  const socket = new HeldUpSocket();
  const connection = new DirectConnection(socket);
  for (const method of ["GET", "POST", "POST"]) {
    const response = await connection.send(request(method), (isReusable) => {
      assert.equal(isReusable, true);
    });
    assert.equal(await readText(response), "ok");
  }
  assert.equal(socket.writes, 3);
  connection.close();
});

Deno.test("DirectConnection is closed by what a server says unasked", async () => {
  const socket = new HeldUpSocket();
  const connection = new DirectConnection(socket);
  await readText(await connection.send(request("GET"), () => {}));
  // As a server would that answers twice.
  await socket.write(ENCODER.encode(""));
  assert.equal(connection.isOpen, false);
  assert.equal(socket.isClosed, true);
});

Deno.test("ConnectionPool keeps the connection of a request that was given up before it was sent", async () => {
  let opened = 0;
  const sockets: HeldUpSocket[] = [];
  const pool = new ConnectionPool(() => {
    opened++;
    const socket = new HeldUpSocket();
    sockets.push(socket);
    return Promise.resolve(new DirectConnection(socket));
  });
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  const reason = new Error("given up");
  await assert.rejects(pool.fetch(request("GET", AbortSignal.abort(reason))), reason);
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  assert.deepEqual([opened, sockets.map((socket) => socket.writes)], [1, [2]]);
  pool.close();
  assert.equal(sockets[0]!.isClosed, true);
});

Deno.test("ConnectionPool sends nothing again over a connection that is still open", async () => {
  let asked = 0;
  const pool = new ConnectionPool(() => {
    const connection = new DirectConnection(new HeldUpSocket());
    const send = connection.send.bind(connection);
    connection.send = async (request, onEnd) => {
      asked++;
      const response = await send(request, onEnd);
      if (asked > 1) throw new RangeError("no such answer");
      return response;
    };
    return Promise.resolve(connection);
  });
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  await assert.rejects(pool.fetch(request("GET")), RangeError);
  assert.equal(asked, 2);
  pool.close();
});
