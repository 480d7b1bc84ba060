import assert from "node:assert/strict";
import { formatProxy, matchNoProxy, parseProxy, resolveProxy } from "../../lib/connect/proxy.ts";

function env(variables: Record<string, string>): (name: string) => string | undefined {
  return (name) => variables[name];
}

Deno.test("resolveProxy() prefers proxy-url, even for loopback and against NO_PROXY", () => {
  const proxy = resolveProxy("https://127.0.0.1", "http://p:1", env({ NO_PROXY: "*" }));
  assert.equal(proxy?.hostname, "p");
});

Deno.test("resolveProxy() takes HTTPS_PROXY, then https_proxy, and assumes http://", () => {
  const server = "https://api.example";
  assert.equal(resolveProxy(server, undefined, env({ HTTPS_PROXY: "p:3128" }))?.port, 3128);
  assert.equal(resolveProxy(server, undefined, env({ https_proxy: "http://q" }))?.hostname, "q");
  assert.equal(resolveProxy(server, undefined, env({ HTTP_PROXY: "http://q" })), undefined);
});

Deno.test("resolveProxy() never proxies loopback by the environment", () => {
  for (const host of ["localhost", "127.8.0.1", "[::1]"]) {
    const server = `https://${host}:6443`;
    assert.equal(resolveProxy(server, undefined, env({ HTTPS_PROXY: "http://p" })), undefined);
  }
});

Deno.test("matchNoProxy() keeps Go's rules", () => {
  const cases: [string, string, number, boolean][] = [
    ["*", "a.b", 443, true],
    ["b", "a.b", 443, true],
    ["b", "b", 443, true],
    ["b", "ab", 443, false],
    [".b", "a.b", 443, true],
    [".b", "b", 443, false],
    ["*.b", "a.b", 443, true],
    ["a.b:6443", "a.b", 6443, true],
    ["a.b:6443", "a.b", 443, false],
    ["10.0.0.0/8", "10.1.2.3", 443, true],
    ["10.0.0.0/8", "11.1.2.3", 443, false],
    ["10.1.2.3", "10.1.2.3", 443, true],
    ["10.1.2.3:80", "10.1.2.3", 443, false],
    ["fd00::/8", "[fd12::1]", 443, true],
    ["fd00::/8", "[fe80::1]", 443, false],
    ["::1", "[0:0:0:0:0:0:0:1]", 443, true],
    ["x, , A.B", "a.b.", 443, true],
    ["", "a.b", 443, false],
    ["1", "10.0.0.1", 443, false],
  ];
  for (const [list, host, port, expected] of cases) {
    assert.equal(matchNoProxy(list, host, port), expected, `${list} ${host}:${port}`);
  }
});

Deno.test("parseProxy() refuses other schemes without showing the address", () => {
  assert.throws(() => parseProxy("ftp://user:hunter22@p", "proxy-url"), (error: Error) => {
    assert.equal(error.name, "ConfigError");
    assert.ok(!error.message.includes("hunter22"));
    return true;
  });
});

Deno.test("formatProxy() leaves the credentials out", () => {
  const proxy = parseProxy("socks5h://us%40er:hunter22@p", "proxy-url");
  assert.equal(proxy.username, "us@er");
  assert.equal(formatProxy(proxy), "socks5://p:1080 (proxy-url)");
});
