import assert from "node:assert/strict";
import { ConnectionError, TimeoutError } from "../../lib/core/errors.ts";
import { request, startGate } from "./_gate.ts";

const GET = "GET /api/v1/namespaces/a/pods";
const WEBSOCKET = [
  "connection: Upgrade",
  "sec-websocket-version: 13",
  "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
];

const REFUSED: readonly [name: string, bytes: string, status: number][] = [
  ["no HTTP at all", "hello\r\n\r\n", 400],
  ["another version", "GET /version HTTP/1.0\r\nhost: 192.0.2.1\r\n\r\n", 400],
  ["HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["a method in lower case", request("get /version"), 400],
  ["a method that nobody knows", request("BREW /version"), 405],
  ["CONNECT", request("CONNECT 10.0.0.1:443"), 405],
  ["OPTIONS", request("OPTIONS *"), 405],
  ["TRACE", request("TRACE /version"), 405],
  ["two blanks in the first line", request("GET  /version"), 400],
  ["a tab in the first line", request("GET\t/version"), 400],
  ["absolute form to another host", request("GET http://10.0.0.1/version"), 400],
  ["absolute form to the cluster", request("GET https://cluster.test:6443/version"), 400],
  ["absolute form with a user", request("GET http://x@192.0.2.1/version"), 400],
  ["absolute form with a port", request("GET http://192.0.2.1:6443/version"), 400],
  ["absolute form that only begins like it", request("GET http://192.0.2.1.x/version"), 400],
  ["a backslash", request("GET /api/v1/namespaces/a\\..\\..\\nodes"), 400],
  ["two dots", request("GET /api/v1/namespaces/a/../nodes"), 400],
  ["encoded dots", request("GET /api/v1/namespaces/%2e%2e/nodes"), 400],
  ["an encoded slash", request("GET /api/v1/namespaces/a%2fsecrets"), 400],
  ["two slashes", request("GET //api/v1/pods"), 400],
  ["no host", "GET /version HTTP/1.1\r\n\r\n", 421],
  ["another host", "GET /version HTTP/1.1\r\nhost: cluster.test\r\n\r\n", 421],
  ["two hosts", request("GET /version", ["host: cluster.test"]), 400],
  ["two hosts, the second one good", request("GET /version", ["Host: 192.0.2.1"]), 400],
  ["a header twice", request("GET /version", ["accept: a", "Accept: b"]), 400],
  ["a header that goes on in the next line", request("GET /version", ["a: b", " c: d"]), 400],
  ["a header without a colon", request("GET /version", ["impersonate-user"]), 400],
  ["a blank before the colon", request("GET /version", ["impersonate-user : x"]), 400],
  ["an empty name", request("GET /version", [": x"]), 400],
  ["a line end alone in a value", request("GET /version", ["a: b\nimpersonate-user: x"]), 400],
  ["a carriage return alone in a value", request("GET /version", ["a: b\rc: x"]), 400],
  ["a NUL in a value", request("GET /version", ["a: b\0c"]), 400],
  [
    "too many headers",
    request("GET /version", Array.from({ length: 101 }, (_, i) => `a${i}: b`)),
    431,
  ],
  ["a head without end", `GET /version HTTP/1.1\r\na: ${"b".repeat(70_000)}`, 431],
  ["two lengths", request("POST /x", ["content-length: 1", "content-length: 2"], "ab"), 400],
  [
    "length and chunks",
    request("POST /x", ["content-length: 3", "transfer-encoding: chunked"], "0\r\n\r\n"),
    400,
  ],
  ["a coding of no one", request("POST /x", ["transfer-encoding: gzip"], "x"), 400],
  ["two codings", request("POST /x", ["transfer-encoding: gzip, chunked"], "0\r\n\r\n"), 400],
  ["a length with a sign", request("POST /x", ["content-length: +1"], "a"), 400],
  ["a negative length", request("POST /x", ["content-length: -1"], ""), 400],
  ["a hexadecimal length", request("POST /x", ["content-length: 0x1"], "a"), 400],
  ["a list of lengths", request("POST /x", ["content-length: 1, 1"], "a"), 400],
  ["a chunk without size", request("POST /x", ["transfer-encoding: chunked"], "\r\n"), 400],
  [
    "a chunk with an extension",
    request("POST /x", ["transfer-encoding: chunked"], "1;a=b\r\nx\r\n0\r\n\r\n"),
    400,
  ],
  [
    "a chunk of more than its size",
    request("POST /x", ["transfer-encoding: chunked"], "1\r\nxy\r\n0\r\n\r\n"),
    400,
  ],
  [
    "trailers",
    request("POST /x", ["transfer-encoding: chunked"], "0\r\nimpersonate-user: x\r\n\r\n"),
    400,
  ],
  ["an expectation", request("POST /x", ["expect: 100-continue", "content-length: 1"], "a"), 417],
  ["an upgrade that is not in connection", request(GET, ["upgrade: websocket"]), 400],
  ["an upgrade in connection alone", request(GET, ["connection: upgrade"]), 400],
  [
    "an upgrade with a body",
    request("GET /x", [...WEBSOCKET, "upgrade: websocket", "content-length: 1"], "a"),
    400,
  ],
];

Deno.test("the gate refuses what is not one plain request to its own address", async (t) => {
  await using gate = await startGate();
  for (const [name, bytes, status] of REFUSED) {
    await t.step(name, async () => {
      const answer = await gate.raw(bytes);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), answer);
      assert.match(answer, /\r\nskiff-gate-error: QueryError\r\n/);
      assert.equal(
        answer.match(/^HTTP\/1\.1/gm)?.length,
        1,
        "one answer, then the connection ends",
      );
      assert.deepEqual(gate.forwarded, [], "and nothing was sent on");
    });
  }
});

Deno.test("of a request only what is listed is sent on", async () => {
  await using gate = await startGate();
  const response = await gate.fetch("/api/v1/pods?limit=1", {
    headers: {
      "accept": "application/json",
      "authorization": "Bearer stolen",
      "cookie": "a=b",
      "forwarded": "for=1.2.3.4",
      "impersonate-group": "system:masters",
      "impersonate-user": "admin",
      "proxy-authorization": "Basic x",
      "x-forwarded-for": "1.2.3.4",
      "x-remote-user": "admin",
      "content-type": "application/json",
    },
  });
  assert.equal(await response.text(), "ok");
  const [{ path, method, headers } = { path: "" }] = gate.forwarded;
  assert.equal(path, "/api/v1/pods?limit=1");
  assert.equal(method, "GET");
  assert.deepEqual(headers, { "accept": "application/json", "content-type": "application/json" });
});

Deno.test("of an answer only what is listed comes back, and the gate's own mark cannot be forged", async () => {
  const headers = {
    "content-type": "application/json",
    "set-cookie": "a=b",
    "skiff-gate-error": "GrantError",
    "warning": '299 - "old"',
    "x-internal": "10.0.0.7",
  };
  await using gate = await startGate(() => new Response("{}", { status: 201, headers }));
  const response = await gate.fetch("/x");
  assert.equal(response.status, 201);
  assert.deepEqual(Object.fromEntries(response.headers), {
    "content-type": "application/json",
    "transfer-encoding": "chunked",
    "warning": '299 - "old"',
  });
  assert.equal(await response.text(), "{}");
});

Deno.test("requests of one connection are served one after the other", async () => {
  await using gate = await startGate(({ path }) => new Response(`<${path}>`));
  const answers = await gate.raw(request("GET /a") + request("GET /b") + request("GET /c"), 3);
  assert.deepEqual(answers.match(/<\/[abc]>/g), ["</a>", "</b>", "</c>"]);
});

Deno.test("a body reaches the cluster whole, by length, in chunks and as a stream", async () => {
  const bodies: string[] = [];
  await using gate = await startGate(async ({ body }) => {
    bodies.push(await new Response(body ?? null).text());
    return new Response("ok");
  });
  const long = "x".repeat(6 * 1024 * 1024);
  for (const text of ["", "short", long]) {
    assert.equal(await (await gate.fetch("/x", { method: "POST", body: text })).text(), "ok");
    const body = new Response(text).body ?? "";
    assert.equal(await (await gate.fetch("/x", { method: "PUT", body })).text(), "ok");
  }
  assert.deepEqual(bodies.map((body) => body.length), [0, 0, 5, 5, long.length, long.length]);
});

Deno.test("a body that is cut off reaches nobody", async () => {
  await using gate = await startGate();
  using connection = await Deno.connect({ transport: "unix", path: gate.socket });
  await connection.write(
    new TextEncoder().encode(request("POST /x", ["content-length: 10"], "abc")),
  );
  await connection.closeWrite();
  const buffer = new Uint8Array(1024);
  const count = await connection.read(buffer);
  assert.match(new TextDecoder().decode(buffer.subarray(0, count ?? 0)), /^HTTP\/1\.1 400 /);
  assert.deepEqual(gate.forwarded, []);
});

Deno.test("an answer streams while the cluster is still sending it", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  await using gate = await startGate(() => new Response(readable));
  const response = await gate.fetch("/api/v1/pods?watch=1");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (const line of ["one", "two", "three"]) {
    await writer.write(new TextEncoder().encode(line));
    assert.equal((await reader.read()).value, line);
  }
  await writer.close();
  assert.equal((await reader.read()).done, true);
  assert.equal(gate.forwarded[0]?.longLived, true);
});

Deno.test("a script that does not read holds the cluster back", async () => {
  let pulled = 0;
  const piece = new Uint8Array(256 * 1024);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      pulled++;
      if (pulled <= 400) controller.enqueue(piece);
      else controller.close();
    },
  }, { highWaterMark: 0 });
  await using gate = await startGate(() => new Response(body));
  const response = await gate.fetch("/x");
  const reader = response.body!.getReader();
  await reader.read();
  const settled: number[] = [];
  // Until nothing moves any more: then the sockets' buffers are full.
  while (settled.length < 3 || settled.at(-1) !== settled.at(-3)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    settled.push(pulled);
  }
  assert(pulled < 40, `${pulled} pieces of 256 KiB were read ahead of a script that reads none`);
  let total = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) total++;
  assert(total > 0);
  assert.equal(pulled, 401, "and all of it comes when it does read");
});

Deno.test("a script that leaves ends its request to the cluster", async () => {
  const seen = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  await using gate = await startGate(({ signal }) => {
    signal?.addEventListener("abort", () => ended.resolve());
    seen.resolve();
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason))
    );
  });
  const controller = new AbortController();
  const waiting = gate.fetch("/api/v1/pods", { signal: controller.signal });
  await seen.promise;
  controller.abort();
  await assert.rejects(waiting);
  await ended.promise;
});

Deno.test("a failure on the way to the cluster is told, with its class", async (t) => {
  const failures: readonly [error: Error, status: number, name: string][] = [
    [new ConnectionError("Cannot reach the cluster: refused"), 502, "ConnectionError"],
    [new TimeoutError("Cannot list pods: not done"), 504, "TimeoutError"],
    [new TypeError("odd"), 500, "ConnectionError"],
  ];
  for (const [error, status, name] of failures) {
    await t.step(error.name, async () => {
      await using gate = await startGate(() => Promise.reject(error));
      const response = await gate.fetch("/version");
      assert.equal(response.status, status);
      assert.equal(response.headers.get("skiff-gate-error"), name);
      const { kind, message } = await response.json();
      assert.deepEqual([kind, message], ["Status", error.message]);
    });
  }
});

Deno.test("an answer that breaks off on the way is no whole answer for the script", async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"items":[')),
    pull: () => Promise.reject(new ConnectionError("Cannot read on: lost")),
  }, { highWaterMark: 0 });
  await using gate = await startGate(() => new Response(body));
  const response = await gate.fetch("/api/v1/pods");
  await assert.rejects(response.text());
});

Deno.test("a read-only gate lets no write through", async (t) => {
  await using gate = await startGate(undefined, { readOnly: true });
  const writes: readonly [method: string, path: string][] = [
    ["POST", "/api/v1/namespaces/a/pods"],
    ["PATCH", "/apis/apps/v1/namespaces/a/deployments/d/scale"],
    ["DELETE", "/api/v1/namespaces/a/pods"],
    ["GET", "/api/v1/namespaces/a/pods/p/exec?command=ls"],
    ["GET", "/api/v1/namespaces/a/services/s/proxy/"],
    ["DELETE", "/api/v1/watch/namespaces/a/pods/p"],
    ["PATCH", "/apis/apps/v1/watch/namespaces/a/deployments/d"],
    ["POST", "/version"],
  ];
  for (const [method, path] of writes) {
    await t.step(`${method} ${path}`, async () => {
      const response = await gate.fetch(path, { method });
      assert.equal(response.status, 403);
      assert.equal(response.headers.get("skiff-gate-error"), "GrantError");
      assert.match(
        (await response.json()).message,
        /^Cannot .*: the script runs with --read-only$/,
      );
    });
  }
  assert.deepEqual(gate.forwarded, []);
  assert.equal(await (await gate.fetch("/api/v1/pods")).text(), "ok");
});

Deno.test("a HEAD and what has no content are answered without a body", async () => {
  await using gate = await startGate(({ method }) =>
    method === "HEAD" ? new Response(null) : new Response(null, { status: 304 })
  );
  assert.equal((await gate.fetch("/api/v1/pods", { method: "HEAD" })).status, 200);
  assert.equal((await gate.fetch("/api/v1/pods")).status, 304);
});
