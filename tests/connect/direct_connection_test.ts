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

/** A socket that says what it is told to, and then nothing. */
class TellingSocket extends HeldUpSocket {
  readonly #pieces: Uint8Array[];
  readonly #silent = Promise.withResolvers<void>();

  constructor(...pieces: string[]) {
    super();
    this.#pieces = pieces.map((piece) => ENCODER.encode(piece));
  }

  override async read(into: Uint8Array): Promise<number | null> {
    const piece = this.#pieces.shift();
    if (piece === undefined) {
      this.#silent.resolve();
      return await super.read(into);
    }
    into.set(piece);
    return piece.length;
  }

  /** Settles when all has been said and more is waited for. */
  get isSilent(): Promise<void> {
    return this.#silent.promise;
  }

  override write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    return Promise.resolve(bytes.length);
  }
}

const CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

Deno.test("DirectConnection takes a chunked answer whole that is there with its head", async () => {
  const connection = new DirectConnection(
    new TellingSocket(`${CHUNKED}3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`),
  );
  let isReusable = false;
  const response = await connection.send(request("GET"), (isOpen) => isReusable = isOpen);
  assert.equal(isReusable, true);
  assert.equal(response.headers.get("content-length"), "7");
  assert.equal(response.headers.get("transfer-encoding"), null);
  assert.equal(await readText(response), "abcdefg");
  connection.close();
});

Deno.test("DirectConnection waits for the end of a short answer only where all of it is wanted", async () => {
  const pieces = [`${CHUNKED}3\r\nabc\r\n`, "4\r\ndefg\r\n", "0\r\n\r\n"];
  for (const bulk of [true, false]) {
    const connection = new DirectConnection(new TellingSocket(...pieces));
    const response = await connection.send({ ...request("GET"), bulk }, () => {});
    assert.equal(response.headers.get("content-length"), bulk ? "7" : null);
    const read: string[] = [];
    for await (const piece of response.body ?? []) read.push(new TextDecoder().decode(piece));
    assert.deepEqual(read, bulk ? ["abcdefg"] : ["abc", "defg"]);
    connection.close();
  }
});

Deno.test("DirectConnection hands on what came with the head into buffers of any size", async () => {
  const connection = new DirectConnection(new TellingSocket(`${CHUNKED}3\r\nabc\r\n`, "0\r\n\r\n"));
  const response = await connection.send(request("GET"), () => {});
  const reader = response.body!.getReader({ mode: "byob" });
  const read: string[] = [];
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(2));
    if (done) break;
    read.push(new TextDecoder().decode(value));
  }
  assert.deepEqual(read, ["ab", "c"]);
  connection.close();
});

Deno.test("DirectConnection fails the body where chunks are not as they must be", async () => {
  const connection = new DirectConnection(new TellingSocket(`${CHUNKED}3\r\nabcd\r\n0\r\n\r\n`));
  const response = await connection.send(request("GET"), () => {});
  assert.equal(response.status, 200);
  await assert.rejects(readText(response), /a chunk is longer than it said/);
  assert.equal(connection.isOpen, false);
});

Deno.test("DirectConnection gives the reason for which an answer was given up in the middle", async () => {
  const heads = [CHUNKED, "HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n"];
  for (const head of heads) {
    const socket = new TellingSocket(head, head === CHUNKED ? "3\r\nabc\r\n" : "abc");
    const connection = new DirectConnection(socket);
    const given = new AbortController();
    let isReusable: boolean | undefined;
    const answer = connection.send(
      { ...request("GET", given.signal), bulk: true },
      (isOpen) => isReusable = isOpen,
    );
    await socket.isSilent;
    const reason = new RangeError("enough");
    given.abort(reason);
    await assert.rejects(answer, reason);
    assert.deepEqual([isReusable, socket.isClosed], [false, true]);
  }
});

/** A pool whose connections are opened when the test says so. */
function heldPool() {
  const opening = Array.from({ length: 2 }, () => Promise.withResolvers<DirectConnection>());
  let opened = 0;
  const pool = new ConnectionPool(() => opening[opened++]!.promise);
  return { pool, opening, opened: () => opened };
}

const TARGET = { url: "http://127.0.0.1/", signal: new AbortController().signal };

Deno.test("ConnectionPool lets a request wait for the connection that is being prepared", async () => {
  const { pool, opening, opened } = heldPool();
  const preparing = pool.prepare(TARGET);
  const answer = pool.fetch(request("POST"));
  opening[0]!.resolve(new DirectConnection(new HeldUpSocket()));
  await preparing;
  assert.equal(await readText(await answer), "ok");
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  assert.equal(opened(), 1);
  pool.close();
});

Deno.test("ConnectionPool opens what a request needs where nothing could be prepared", async () => {
  const { pool, opening, opened } = heldPool();
  const preparing = assert.rejects(pool.prepare(TARGET), /not now/);
  const answer = pool.fetch(request("GET"));
  opening[0]!.reject(new Error("not now"));
  opening[1]!.resolve(new DirectConnection(new HeldUpSocket()));
  await preparing;
  assert.equal(await readText(await answer), "ok");
  assert.equal(opened(), 2);
  pool.close();
});

Deno.test("ConnectionPool keeps a prepared connection whose request was given up", async () => {
  const { pool, opening, opened } = heldPool();
  const preparing = pool.prepare(TARGET);
  const given = new AbortController();
  const answer = assert.rejects(pool.fetch(request("GET", given.signal)), /given up/);
  given.abort(new Error("given up"));
  await answer;
  opening[0]!.resolve(new DirectConnection(new HeldUpSocket()));
  await preparing;
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  assert.equal(opened(), 1);
  pool.close();
});

Deno.test("ConnectionPool keeps a connection whose request was given up while it was opened", async () => {
  const given = new AbortController();
  const sockets: HeldUpSocket[] = [];
  const pool = new ConnectionPool(() => {
    given.abort(new Error("given up"));
    const socket = new HeldUpSocket();
    sockets.push(socket);
    return Promise.resolve(new DirectConnection(socket));
  });
  await assert.rejects(pool.fetch(request("GET", given.signal)), /given up/);
  assert.equal(await readText(await pool.fetch(request("GET"))), "ok");
  assert.deepEqual(sockets.map(({ writes }) => writes), [1]);
  pool.close();
});

Deno.test("ConnectionPool prepares one connection, however often it is told to", async () => {
  const { pool, opening, opened } = heldPool();
  const preparing = Promise.all([pool.prepare(TARGET), pool.prepare(TARGET)]);
  opening[0]!.resolve(new DirectConnection(new HeldUpSocket()));
  await preparing;
  await pool.prepare(TARGET);
  assert.equal(opened(), 1);
  pool.close();
});

Deno.test("ConnectionPool closes a connection that is prepared too late", async () => {
  const { pool, opening } = heldPool();
  const preparing = pool.prepare(TARGET);
  pool.close();
  const socket = new HeldUpSocket();
  opening[0]!.resolve(new DirectConnection(socket));
  await preparing;
  assert.equal(socket.isClosed, true);
});
