import assert from "node:assert/strict";
import { createSecureServer } from "node:http2";
import { gzipSync } from "node:zlib";
import { describeNotJson, readJson, readText } from "../../lib/connect/body.ts";
import type { Credentials } from "../../lib/connect/access.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { accessTo, credentialsOf, TestClock } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { CLOSED_PORT } from "../_support/loopback.ts";
import { startTcpRelay } from "../_support/tcp_relay.ts";
import { type RawConnection, startHttpsServer, startRawServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });
const WAYS = [{ way: "Deno", rootsEmpty: true }, { way: "node:tls", rootsEmpty: false }];

function open(
  url: string,
  options: TransportOptions,
  ...credentials: Credentials[]
): Promise<Transport> {
  const tls = { certificateAuthority: { pem: authority.certificate } };
  return openTransport(accessTo(url, { tls }), credentialsOf(...credentials), options);
}

function raw(script: (connection: RawConnection, index: number) => Promise<void>) {
  return startRawServer(identity, script);
}

function reply(status: string, headers: readonly string[] = [], body = ""): string {
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${body.length}`, "connection: close"];
  return `${[...lines, ...headers].join("\r\n")}\r\n\r\n${body}`;
}

for (const { way, rootsEmpty } of WAYS) {
  const options = { rootsEmpty };

  Deno.test(`Transport.send() over ${way} repeats a GET whose connection was lost`, async () => {
    await using server = raw(async (connection, index) => {
      await connection.readHead();
      if (index < 3) return;
      await connection.write(reply("200 OK", [], "done"));
    });
    const clock = new TestClock();
    await using transport = await open(server.url, { ...options, clock });
    assert.equal(await readText(await transport.send("/")), "done");
    assert.deepEqual(clock.slept, [1000, 1000, 1000]);
  });

  Deno.test(`Transport.send() over ${way} gives up after ten repetitions`, async () => {
    await using server = raw(async (connection) => void await connection.readHead());
    const clock = new TestClock();
    await using transport = await open(server.url, { ...options, clock });
    await assert.rejects(transport.send("/"), { name: "ConnectionError", message: /was lost/ });
    assert.equal(clock.slept.length, 10);
  });

  Deno.test(`Transport.send() over ${way} does not repeat a POST whose connection was lost`, async () => {
    await using server = raw(async (connection) => void await connection.readHead());
    await using transport = await open(server.url, options);
    await assert.rejects(transport.send("/", { method: "POST", body: "x" }), {
      name: "ConnectionError",
    });
    assert.equal(server.connections, 1);
  });

  Deno.test(`Transport.send() over ${way} waits as Retry-After says and sends the body again`, async () => {
    const bodies: string[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        let body = "";
        request.on("data", (chunk) => body += chunk);
        request.on("end", () => {
          bodies.push(body);
          if (bodies.length === 1) response.writeHead(429, { "retry-after": "7" }).end("busy");
          else response.end("done");
        });
      },
    });
    const clock = new TestClock();
    await using transport = await open(server.url, { ...options, clock });
    const response = await transport.send("/", { method: "POST", body: "payload" });
    assert.equal(await readText(response), "done");
    assert.deepEqual([bodies, clock.slept], [["payload", "payload"], [7000]]);
    assert.equal(server.connections, 1);
  });

  Deno.test(`Transport.send() over ${way} sends a stream once, and hands its 503 to the caller`, async () => {
    let body = "";
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        request.on("data", (chunk) => body += chunk);
        request.on("end", () => response.writeHead(503, { "retry-after": "0" }).end("no"));
      },
    });
    await using transport = await open(server.url, options);
    const stream = ReadableStream.from(["a", "b"]).pipeThrough(new TextEncoderStream());
    const response = await transport.send("/", { method: "POST", body: stream });
    assert.equal(response.status, 503);
    assert.equal(await readText(response), "no");
    assert.equal(body, "ab");
  });

  Deno.test(`Transport.send() over ${way} frames the body of a DELETE`, async () => {
    const seen: string[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        let body = "";
        request.on("data", (chunk) => body += chunk);
        request.on("end", () => {
          seen.push(`${request.method} ${body}`);
          response.end("done");
        });
      },
    });
    await using transport = await open(server.url, options);
    const stream = ReadableStream.from(["a", "b"]).pipeThrough(new TextEncoderStream());
    for (const body of ["payload \u00e9", new TextEncoder().encode("bytes"), stream, undefined]) {
      await drained(transport.send("/", { method: "DELETE", ...(body && { body }) }));
    }
    assert.deepEqual(seen, ["DELETE payload \u00e9", "DELETE bytes", "DELETE ab", "DELETE "]);
    assert.equal(server.connections, 1);
  });

  Deno.test(`Transport.send() over ${way} gets new credentials once after 401`, async () => {
    const seen: (string | undefined)[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        seen.push(request.headers.authorization);
        response.writeHead(seen.at(-1) === "Bearer good" ? 200 : 401).end("x");
      },
    });
    const [old, good] = [{ authorization: "Bearer old" }, { authorization: "Bearer good" }];
    await using first = await open(server.url, options, old, good);
    assert.equal((await drained(first.send("/"))).status, 200);
    await using second = await open(server.url, options, old, old, good);
    assert.equal((await drained(second.send("/"))).status, 401);
    await using third = await open(server.url, options, old);
    assert.equal((await drained(third.send("/"))).status, 401);
    assert.deepEqual(
      seen.map((header) => header?.slice(7)),
      ["old", "good", "old", "old", "old"],
    );
  });

  Deno.test(`Transport.send() over ${way} refuses redirects and names the host`, async () => {
    await using server = await startHttpsServer({
      identity,
      handle: (_request, response) =>
        void response.writeHead(307, { location: "https://evil.test/x" }).end("moved"),
    });
    await using transport = await open(server.url, options, { authorization: "Bearer t" });
    await assert.rejects(transport.send("/", { method: "POST", body: "x" }), {
      name: "ConnectionError",
      message: /redirects to host "evil\.test"/,
    });
  });

  Deno.test(`Transport.send() over ${way} fails a body that is shorter than announced`, async () => {
    let length = 100;
    await using server = raw(async (connection) => {
      await connection.readHead();
      await connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nabc`);
    });
    await using transport = await open(server.url, options);
    for (length of [100, 1_000_000]) {
      await assert.rejects(transport.send("/").then((response) => readText(response)), {
        name: "ConnectionError",
        message: /was lost/,
      });
    }
  });

  Deno.test(`Transport.send() over ${way} fails chunks without an end`, async () => {
    await using server = raw(async (connection) => {
      await connection.readHead();
      await connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
    });
    await using transport = await open(server.url, options);
    await assert.rejects(readText(await transport.send("/")), { name: "ConnectionError" });
  });

  Deno.test(`Transport.send() over ${way} decompresses, and fails what was cut or damaged`, async () => {
    const whole = new Uint8Array(gzipSync("kube".repeat(50_000)));
    const cut = whole.slice(0, -20);
    const damaged = whole.slice();
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 0xff;
    let next = whole;
    await using server = raw(async (connection) => {
      await connection.readHead();
      const head = `content-encoding: gzip\r\ncontent-length: ${next.length}\r\nconnection: close`;
      await connection.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
      await connection.write(next);
    });
    await using transport = await open(server.url, options);
    const response = await transport.send("/");
    assert.equal(response.headers.get("content-encoding"), null);
    assert.equal((await readText(response)).length, 200_000);
    for (next of [cut, damaged]) {
      await assert.rejects(readText(await transport.send("/")), {
        name: "ConnectionError",
        message: /damaged or was cut off/,
      });
    }
  });

  Deno.test(`Transport.send() over ${way} keeps the deadline before headers and in the body`, async () => {
    await using server = raw(async (connection) => {
      await connection.readHead();
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      const head = await connection.readHead();
      if (head.startsWith("GET /body")) {
        await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc");
      }
      await connection.closed();
    });
    await using transport = await open(server.url, options);
    // Each time on a connection that there is: to make one may take longer than the deadline.
    await drained(transport.send("/"));
    await assert.rejects(transport.send("/head", { timeoutMs: 50 }), {
      name: "TimeoutError",
      message: "Cannot GET /head: not done after 50 ms: still waiting for the answer",
    });
    await drained(transport.send("/"));
    const response = await transport.send("/body", { timeoutMs: 500 });
    await assert.rejects(readText(response), {
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
        assert.equal(await readText(await transport.send("/")), "answer");
        relay.strand();
        await assert.rejects(transport.send("/", call), { name: /ConnectionError|TimeoutError/ });
        assert.equal(await readText(await transport.send("/", { timeoutMs: 5_000 })), "answer");
      }
      await server.shutdown();
    });
  }

  Deno.test(`Transport over ${way} answers calls while 300 watches are open`, async () => {
    // This server speaks HTTP/2 and allows fewer than 300 streams on one connection.
    let watching = 0;
    const server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      cert: identity.certificate,
      key: identity.key,
      onListen() {},
    }, (request) => {
      if (!request.url.endsWith("/watch")) return new Response("answer");
      watching++;
      const first = new TextEncoder().encode("first\n");
      return new Response(new ReadableStream({ start: (stream) => stream.enqueue(first) }));
    });
    {
      await using transport = await open(`https://127.0.0.1:${server.addr.port}`, options);
      const timeoutMs = 20_000;
      const watches = await Promise.all(
        Array.from({ length: 300 }, () => transport.send("/watch", { longLived: true, timeoutMs })),
      );
      assert.equal(await readText(await transport.send("/", { timeoutMs })), "answer");
      assert.equal(watching, 300);
      await Promise.all(watches.map((response) => response.body?.cancel()));
    }
    await server.shutdown();
  });

  Deno.test(`Transport over ${way} ends what is open when it is disposed`, async () => {
    await using server = await startHttpsServer({
      identity,
      handle: (_request, response) => void response.write("first\n"),
    });
    const transport = await open(server.url, options);
    const text = readText(await transport.send("/", { longLived: true }));
    const ended = assert.rejects(text, { name: "ConnectionError", message: /was closed/ });
    await transport[Symbol.asyncDispose]();
    await ended;
    await assert.rejects(transport.send("/"), { name: "ConnectionError", message: /was closed/ });
  });

  Deno.test(`Transport over ${way} uses one connection for calls one after the other`, async () => {
    await using server = await startHttpsServer({
      identity,
      handle: (_request, response) => void response.end("x"),
    });
    await using transport = await open(server.url, options);
    for (let index = 0; index < 50; index++) await drained(transport.send("/"));
    assert.equal(server.connections, 1);
  });

  Deno.test(`Transport.send() over ${way} acts in each group of an impersonation`, async () => {
    let heard: string[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        const { rawHeaders } = request;
        heard = rawHeaders.filter((_, at) => /^impersonate-group$/i.test(rawHeaders[at - 1] ?? ""));
        response.end();
      },
    });
    const tls = { certificateAuthority: { pem: authority.certificate } };
    const impersonate = { user: "ann", groups: ["dev", "ops, all"], extra: {} };
    await using transport = await openTransport(
      accessTo(server.url, { tls, impersonate }),
      credentialsOf(),
      options,
    );
    await drained(transport.send("/"));
    // One value with both names would be a group that nobody asked for.
    assert.deepEqual(heard, ["dev", "ops, all"]);
  });

  Deno.test(`Transport.send() over ${way} says what is wrong with the address`, async () => {
    await using transport = await open(`https://127.0.0.1:${CLOSED_PORT}`, options);
    await assert.rejects(transport.send("/"), {
      name: "ConnectionError",
      message: /connection refused.*skiff doctor/,
    });
  });
}

Deno.test("Transport.send() over Deno asks for long answers by HTTP/1.1, for others by HTTP/2", async () => {
  const server = createSecureServer({
    cert: identity.certificate,
    key: identity.key,
    allowHTTP1: true,
  }, (request, response) => void response.end(request.httpVersion));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  {
    await using transport = await open(`https://127.0.0.1:${address.port}`, { rootsEmpty: true });
    assert.equal(await readText(await transport.send("/", { bulk: true })), "1.1");
    assert.equal(await readText(await transport.send("/")), "2.0");
  }
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
});

Deno.test("Transport.send() sends warnings to onWarning once", async () => {
  await using server = await startHttpsServer({
    identity,
    handle: (_request, response) => void response.writeHead(200, { warning: '299 - "old"' }).end(),
  });
  const heard: string[] = [];
  await using transport = await open(server.url, { onWarning: (text) => heard.push(text) });
  for (let index = 0; index < 3; index++) await drained(transport.send("/"));
  assert.deepEqual(heard, ["old"]);
});

Deno.test("Transport.send() refuses paths that could mean another one", async () => {
  await using transport = await open("https://127.0.0.1:1", {});
  for (const path of ["x", "/a/../b", "/a/%2E%2e/b", "/a\\..\\b", "/a b", "/a#b", "@evil.test/"]) {
    await assert.rejects(transport.send(path), { name: "QueryError" }, path);
  }
});

Deno.test("openTransport() names the permission that is missing", async () => {
  const code = `
    import { openTransport } from ${
    JSON.stringify(import.meta.resolve("../../lib/connect/open_transport.ts"))
  };
    import { accessTo, credentialsOf } from ${
    JSON.stringify(import.meta.resolve("../_support/access.ts"))
  };
    for (const rootsEmpty of [true, false]) {
      const tls = { certificateAuthority: { pem: ${JSON.stringify(authority.certificate)} } };
      const access = accessTo("https://127.0.0.1:6443", { tls });
      await using transport = await openTransport(access, credentialsOf({}), { rootsEmpty });
      await transport.send("/").catch((error) => console.log(error.name + ": " + error.message));
    }`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      "--allow-read",
      `data:application/typescript,${encodeURIComponent(code)}`,
    ],
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  const wanted = /^ConfigError: Cannot reach .*: add --allow-net=127\.0\.0\.1:6443$/;
  assert.equal(lines.length, 2, new TextDecoder().decode(stderr));
  for (const line of lines) assert.match(line, wanted);
});

Deno.test("readText() takes no more than the limit", async () => {
  const limits = { limitBytes: 10 };
  assert.equal(await readText(new Response("0123456789"), limits), "0123456789");
  await assert.rejects(readText(new Response("0123456789a"), limits), { name: "ConnectionError" });
});

Deno.test("readJson() shows the beginning of what is no JSON, without markup", async () => {
  const page = `<!doctype html><html><script>bad()</script><h1>Log in</h1>${"x".repeat(2000)}`;
  await assert.rejects(
    readJson(new Response(page, { headers: { "content-type": "text/html" } })),
    (error) => {
      assert.ok(error instanceof Error && error.name === "ConnectionError");
      assert.match(error.message, /not JSON \(text\/html\): Log in x/);
      assert.ok(error.message.length < 800 && !/[<>\n]/.test(error.message), error.message);
      return true;
    },
  );
  await assert.rejects(readJson(new Response("")), { message: /the answer is empty/ });
});

Deno.test("describeNotJson() shows at most 512 bytes of the answer, in one line", () => {
  const shown = describeNotJson("text/plain", "é\n\u001b[31m".repeat(1000));
  const excerpt = /^the answer is not JSON \(text\/plain\): (.*): is this a /.exec(shown)?.[1];
  assert.ok(excerpt !== undefined && excerpt.startsWith("é [31mé"), shown);
  assert.ok(new TextEncoder().encode(excerpt).length <= 512);
  // deno-lint-ignore no-control-regex
  assert.ok(!/[\u0000-\u001f]/.test(shown));
});

async function drained(sending: Promise<Response>): Promise<Response> {
  const response = await sending;
  await readText(response);
  return response;
}
