import assert from "node:assert/strict";
import { createSecureServer } from "node:http2";
import { gzipSync } from "node:zlib";
import { readText } from "../../lib/connect/body.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { accessTo, credentialsOf, TestClock } from "../_support/access.ts";
import { CLOSED_PORT } from "../_support/loopback.ts";
import { startHttpsServer } from "../_support/tls_server.ts";
import { authority, drained, identity, open, raw, RUN_WAY, WAYS } from "./_transport.ts";

function reply(status: string, headers: readonly string[] = [], body = ""): string {
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${body.length}`, "connection: close"];
  return `${[...lines, ...headers].join("\r\n")}\r\n\r\n${body}`;
}

for (const { way, ...options } of WAYS) {
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
    // Directly goes what is no stream.
    assert.equal(server.connections, options.direct ? 2 : 1);
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
      const timeoutMs = 90_000;
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

for (const { way, ...options } of [...WAYS.slice(1), RUN_WAY]) {
  Deno.test(`Transport.prepare() over ${way} opens the connection that the first request uses`, async () => {
    const connected = Promise.withResolvers<void>();
    await using server = raw(async (connection) => {
      connected.resolve();
      await connection.readHead();
      await connection.write(reply("200 OK", [], "done"));
    });
    await using transport = await open(server.url, options);
    transport.prepare?.();
    transport.prepare?.();
    await connected.promise;
    assert.equal(await readText(await transport.send("/")), "done");
    assert.equal(server.connections, 1);
  });

  Deno.test(`Transport.prepare() over ${way} leaves it to the first request to say what is wrong`, async () => {
    await using transport = await open(`https://127.0.0.1:${CLOSED_PORT}`, options);
    transport.prepare?.();
    await assert.rejects(transport.send("/"), { name: "ConnectionError" });
  });

  Deno.test(`Transport.prepare() over ${way} ends with its transport in the middle of a handshake`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `https://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
    const transport = await open(url, options);
    transport.prepare?.();
    using connection = await listener.accept();
    await connection.read(new Uint8Array(64 * 1024));
    await transport[Symbol.asyncDispose]();
  });
}

Deno.test("Transport.prepare() ends with its transport, whatever it waits for", async () => {
  const credentials = { ...credentialsOf(), get: () => new Promise<never>(() => {}) };
  const transport = await openTransport(accessTo("https://127.0.0.1:1"), credentials);
  transport.prepare?.();
  await transport[Symbol.asyncDispose]();
});

Deno.test("Transport.prepare() asks for no credentials once the transport is closed", async () => {
  let asked = 0;
  const get = () => {
    asked++;
    return Promise.resolve({});
  };
  const credentials = { ...credentialsOf(), get };
  const transport = await openTransport(accessTo("https://127.0.0.1:1"), credentials);
  await transport[Symbol.asyncDispose]();
  transport.prepare?.();
  assert.equal(asked, 0);
});
