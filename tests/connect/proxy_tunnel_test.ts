import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readText } from "../../lib/connect/body.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import { accessTo, credentialsOf } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { CLOSED_PORT } from "../_support/loopback.ts";
import { startProxy } from "../_support/proxy_server.ts";
import { startHttpsServer, type TestServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1", "cluster.test"] });
const WAYS = [{ way: "Deno", rootsEmpty: true }, { way: "node:tls", rootsEmpty: false }];
const PROTOCOLS = ["http", "https", "socks5"] as const;
const LOGIN = "us@er:hunter22 /x";

function serve(): Promise<TestServer> {
  return startHttpsServer({ identity, handle: (_request, response) => void response.end("hello") });
}

async function ask(server: string, options: TransportOptions, proxyUrl?: string): Promise<string> {
  const access = accessTo(server, {
    tls: { certificateAuthority: { pem: authority.certificate } },
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  });
  await using transport = await openTransport(access, credentialsOf({}), options);
  await readText(await transport.send("/"));
  return await readText(await transport.send("/"));
}

for (const { way, rootsEmpty } of WAYS) {
  for (const protocol of PROTOCOLS) {
    Deno.test(`openTransport() over ${way} goes through a ${protocol} proxy, which resolves names`, async () => {
      await using server = await serve();
      await using proxy = startProxy({ protocol, identity, port: server.port });
      const url = `${protocol}://127.0.0.1:${proxy.port}`;
      assert.equal(await ask("https://cluster.test:6443", { rootsEmpty }, url), "hello");
      assert.deepEqual(proxy.targets, ["cluster.test:6443"]);
    });

    Deno.test(`openTransport() over ${way} logs in to a ${protocol} proxy and hides the login`, async () => {
      await using server = await serve();
      await using proxy = startProxy({ protocol, identity, login: LOGIN, port: server.port });
      const [user = "", password = ""] = LOGIN.split(":").map(encodeURIComponent);
      const host = `127.0.0.1:${proxy.port}`;
      const good = `${protocol}://${user}:${password}@${host}`;
      assert.equal(await ask("https://cluster.test:6443", { rootsEmpty }, good), "hello");
      const bad = `${protocol}://${user}:hunter33@${host}`;
      await assert.rejects(ask("https://cluster.test:6443", { rootsEmpty }, bad), (error) => {
        assert.ok(error instanceof Error && error.name === "ConnectionError", String(error));
        assert.match(error.message, /proxy/);
        assert.ok(!Deno.inspect(error).includes("hunter"), Deno.inspect(error));
        return true;
      });
    });
  }

  Deno.test(`openTransport() over ${way} takes the proxy of HTTPS_PROXY unless NO_PROXY excepts it`, async () => {
    await using server = await serve();
    await using proxy = startProxy({ protocol: "http", port: server.port });
    const variables = new Map([["HTTPS_PROXY", `http://127.0.0.1:${proxy.port}`]]);
    assert.equal(await ask("https://cluster.test:6443", { rootsEmpty, env: variables }), "hello");
    assert.equal(proxy.targets.length, 1);
    variables.set("NO_PROXY", ".test");
    await assert.rejects(ask("https://cluster.test:6443", { rootsEmpty, env: variables }), {
      name: "ConnectionError",
      message: /no such host "cluster\.test"/,
    });
    assert.equal(proxy.targets.length, 1);
  });

  Deno.test(`openTransport() over ${way} asks a server elsewhere for gzip, and reads it`, async () => {
    const asked: (string | string[] | undefined)[] = [];
    await using server = await startHttpsServer({
      identity,
      handle(request, response) {
        asked.push(request.headers["accept-encoding"]);
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(gzipSync("kube".repeat(50_000)));
      },
    });
    await using proxy = startProxy({ protocol: "http", port: server.port });
    const url = `http://127.0.0.1:${proxy.port}`;
    assert.equal((await ask("https://cluster.test", { rootsEmpty }, url)).length, 200_000);
    assert.match(String(asked[0]), /^gzip\b/);
  });

  for (const how of ["cut off", "with a wrong checksum", "damaged"] as const) {
    Deno.test(`openTransport() over ${way} fails F30 asked-for gzip that comes ${how}`, async () => {
      const whole = gzipSync(
        JSON.stringify({ items: Array.from({ length: 2_000 }, (_, at) => at) }),
      );
      const spoiled = how === "cut off" ? whole.subarray(0, -20) : whole.slice();
      if (how === "with a wrong checksum") spoiled[spoiled.length - 6]! ^= 0xff;
      if (how === "damaged") spoiled[Math.floor(spoiled.length / 2)]! ^= 0xff;
      await using server = await startHttpsServer({
        identity,
        handle(_request, response) {
          response.writeHead(200, { "content-encoding": "gzip" });
          response.end(spoiled);
        },
      });
      await using proxy = startProxy({ protocol: "http", port: server.port });
      const url = `http://127.0.0.1:${proxy.port}`;
      await assert.rejects(ask("https://cluster.test", { rootsEmpty }, url), {
        name: "ConnectionError",
        message: /damaged or was cut off|connection was lost/,
      });
    });
  }

  Deno.test(`openTransport() over ${way} verifies the server through a proxy`, async () => {
    await using server = await serve();
    await using proxy = startProxy({ protocol: "http", port: server.port });
    const url = `http://127.0.0.1:${proxy.port}`;
    await assert.rejects(ask("https://other.test", { rootsEmpty }, url), {
      name: "ConnectionError",
      message: /not for "other\.test"/,
    });
    assert.deepEqual(proxy.targets, ["other.test:443"]);
  });
}

Deno.test("openTransport() reaches loopback directly whatever Deno's own proxy variables say", async () => {
  await using server = await serve();
  const before = Deno.env.get("HTTPS_PROXY");
  Deno.env.set("HTTPS_PROXY", "http://127.0.0.1:1");
  try {
    assert.equal(await ask(server.url, { rootsEmpty: true }), "hello");
    assert.equal(Deno.env.get("HTTPS_PROXY"), "http://127.0.0.1:1");
  } finally {
    if (before === undefined) Deno.env.delete("HTTPS_PROXY");
    else Deno.env.set("HTTPS_PROXY", before);
  }
});

Deno.test("openTransport() says that the proxy is what refuses", async () => {
  for (const { rootsEmpty } of WAYS) {
    await assert.rejects(
      ask("https://cluster.test", { rootsEmpty }, `http://127.0.0.1:${CLOSED_PORT}`),
      {
        name: "ConnectionError",
        message: new RegExp(`proxy http://127\\.0\\.0\\.1:${CLOSED_PORT}`),
      },
    );
  }
});
