/**
 * Ten thousand requests that are broken, or that try to be read in two ways, from a seed: the gate neither
 * ends nor hangs, and sends nothing on that the rules refuse.
 */
import assert from "node:assert/strict";
import { makePolicy } from "../../lib/client/policy.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { decide } from "../../lib/policy/decision.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startGate } from "./_gate.ts";

const REQUESTS = 10_000;
const SEED = Number(Deno.env.get("SKIFF_FUZZ_SEED") ?? 20_261_125);
const RULES = {
  allow: ["patch:deployments/scale@shop", "delete:pods#web-0@shop", "list:secrets#open@shop"],
  deny: ["*:configmaps#payroll"],
};

/** Numbers from 0 up to 1 by xorshift, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const METHODS = [
  "GET",
  "GET",
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "get",
  "TRACE",
  "G ET",
];
const PATHS = [
  "/api/v1/namespaces/shop/pods",
  "/api/v1/namespaces/shop/pods/web-0",
  "/api/v1/namespaces/shop/secrets",
  "/api/v1/namespaces/shop/secrets/db",
  "/api/v1/secrets?watch=1",
  "/api/v1/watch/namespaces/shop/secrets",
  "/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Dopen",
  "/api/v1/namespaces/shop/configmaps/payroll",
  "/api/v1/namespaces/shop/configmaps",
  "/apis/apps/v1/namespaces/shop/deployments/web/scale",
  "/apis/apps/v1/namespaces/prod/deployments/web/scale",
  "/api/v1/namespaces/shop/pods/web-0/exec?command=id",
  "/api/v1/namespaces/shop/services/web/proxy/",
  "/api/v1/namespaces/shop/serviceaccounts/default/token",
  "/version",
  "/metrics",
  "/",
];
const PIECES = [
  "..",
  ".",
  "//",
  "/",
  "\\",
  "%2f",
  "%2F",
  "%5c",
  "%2e%2e",
  "%00",
  "%0d%0a",
  "%",
  "%zz",
  "?",
  "&",
  "#",
  ";",
  " ",
  "\t",
  "\0",
  "\r",
  "\n",
  "\x7f",
  "\xff",
  "@10.0.0.1",
  "http://10.0.0.1",
  "watch=1",
  "=",
  "+",
  "secrets",
  "namespaces",
  "proxy",
  "pods",
  "api",
  "v1",
  "*",
  "%F0%9F%98%80",
  "?watch=true&watch=false",
];
const HEADERS = [
  "host: 192.0.2.1",
  "host: 10.0.0.1",
  "Host : 192.0.2.1",
  "content-length: 0",
  "content-length: 5",
  "content-length: 5, 5",
  "content-length: -1",
  "content-length: 0x5",
  "transfer-encoding: chunked",
  "transfer-encoding: chunked, identity",
  "transfer-encoding:\tchunked",
  "connection: close",
  "connection: upgrade",
  "upgrade: websocket",
  "upgrade: h2c",
  "sec-websocket-version: 13",
  "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-protocol: base64url.bearer.authorization.k8s.io.abc",
  "authorization: Bearer canary",
  "impersonate-user: admin",
  "x-remote-user: admin",
  "expect: 100-continue",
  " folded: value",
  "no colon",
  ": no name",
  "x-http-method-override: DELETE",
  "cookie: a=b",
  "accept: */*\r\nhost: 10.0.0.1",
];
const BODIES = [
  "",
  "hello",
  "5\r\nhello\r\n0\r\n\r\n",
  "0\r\n\r\n",
  "ffffffffff\r\n",
  "{}\r\n\r\nGET / HTTP/1.1\r\n",
];
const ENDS = ["\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n\r\n"];

function makeRequest(random: () => number): string {
  function pick<T>(items: readonly T[]): T {
    return items[Math.floor(random() * items.length)]!;
  }
  let path = pick(PATHS);
  for (let changes = Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * (path.length + 1));
    const cut = random() < 0.3 ? Math.floor(random() * 4) : 0;
    path = path.slice(0, at) + pick(PIECES) + path.slice(at + cut);
  }
  const version = random() < 0.9 ? "HTTP/1.1" : pick(["HTTP/1.0", "HTTP/2", "", "HTTP/1.1 x"]);
  const headers = random() < 0.85 ? ["host: 192.0.2.1"] : [];
  for (let more = Math.floor(random() * 4); more > 0; more--) headers.push(pick(HEADERS));
  const end = random() < 0.85 ? "\r\n" : pick(ENDS);
  const text = `${pick(METHODS)} ${path} ${version}${end}${headers.join(end)}${end}${end}${
    pick(BODIES)
  }`;
  return random() < 0.05 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

const NEVER: readonly RegExp[] = [
  /^\/api\/v1\/namespaces\/[^/]+\/configmaps\/payroll(?:\/|$)/,
  /^\/api\/v1\/namespaces\/[^/]+\/(?:pods|services)\/[^/]+\/(?:exec|proxy)(?:\/|$)/,
  /^\/api\/v1\/namespaces\/[^/]+\/serviceaccounts\/[^/]+\/token$/,
  /^\/metrics/,
];

Deno.test("ten thousand malformed requests end nothing and pass nothing that is refused", async () => {
  const policy = makePolicy(RULES);
  await using gate = await startGate(() => new Response("ok"), RULES);
  const random = randomOf(SEED);
  let answers = 0;
  async function send(text: string): Promise<void> {
    using connection = await Deno.connect({ transport: "unix", path: gate.socket });
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    // The gate may have refused it before all was written.
    await connection.write(bytes).catch(() => 0);
    await connection.closeWrite().catch(() => undefined);
    const buffer = new Uint8Array(16 * 1024);
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) return;
      answers++;
    }
  }
  for (let sent = 0; sent < REQUESTS; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => send(makeRequest(random))));
  }
  assert.ok(answers > REQUESTS / 4, `${answers} answers`);
  assert.ok(gate.forwarded.length > REQUESTS / 50, `${gate.forwarded.length} requests passed`);
  for (const { path, method = "GET", headers = {} } of gate.forwarded) {
    const target = parseTarget(path);
    const seen = `${method} ${path}, seed ${SEED}`;
    assert.equal(target.path, path, seen);
    assert.equal(decide(policy, attributesOf(method, target)).verdict, "allowed", seen);
    const [pathname = ""] = path.split("?", 1);
    // What is in no way to pass, read without the gate's own parser.
    for (const refused of NEVER) assert.doesNotMatch(pathname, refused, seen);
    if (/^\/api\/v1\/(?:watch\/)?(?:namespaces\/[^/]+\/)?secrets(?:\/|$)/.test(pathname)) {
      assert.match(path, /secrets\?.*fieldSelector=metadata\.name%3Dopen/, seen);
    }
    for (const name of Object.keys(headers)) {
      assert.match(
        name,
        /^(?:accept|content-type|if-match|if-modified-since|if-none-match)$/,
        seen,
      );
    }
  }
  const after = await gate.fetch("/version");
  assert.equal(await after.text(), "ok", "and the gate serves on");
});
