import assert from "node:assert/strict";
import { BodyDecoder } from "../../lib/connect/http1_body.ts";
import { formatRequestHead, parseAnswerHead } from "../../lib/connect/http1_head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Decodes in two parts, cut at `at`. */
function decode(body: string, at: number): { text: string; isDone: boolean; left: number } {
  const decoder = new BodyDecoder({ type: "chunked" });
  const all = bytesOf(body);
  let text = "";
  let left = 0;
  for (const part of [all.subarray(0, at), all.subarray(at)]) {
    const taken = decoder.push(part, (piece) => text += new TextDecoder().decode(piece));
    left += part.length - taken;
  }
  return { text, isDone: decoder.isDone, left };
}

Deno.test("formatRequestHead() writes path and query, host, headers and the body's length", () => {
  const url = new URL("https://[::1]:6443/api/v1/pods?limit=1&labelSelector=a%3Db");
  const head = formatRequestHead("POST", url, [["impersonate-group", "a"], [
    "impersonate-group",
    "b",
  ]], 3);
  assert.equal(
    head,
    "POST /api/v1/pods?limit=1&labelSelector=a%3Db HTTP/1.1\r\nhost: [::1]:6443\r\n" +
      "impersonate-group: a\r\nimpersonate-group: b\r\ncontent-length: 3\r\n\r\n",
  );
});

Deno.test("parseAnswerHead() says how the body ends and whether the connection goes on", () => {
  const cases: [string, string, string, boolean][] = [
    ["GET", "HTTP/1.1 200 OK\r\nContent-Length: 5", "length", true],
    ["GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: Close", "length", false],
    ["GET", "HTTP/1.1 200\r\ntransfer-encoding: Chunked", "chunked", true],
    ["GET", "HTTP/1.1 200 ", "close", false],
    ["GET", "HTTP/1.0 200 OK\r\ncontent-length: 0", "length", false],
    ["HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 5", "none", true],
    ["GET", "HTTP/1.1 304 Not Modified\r\netag: x", "none", true],
    ["DELETE", "HTTP/1.1 204 No Content", "none", true],
    ["DELETE", "HTTP/1.1 204 No Content\r\ncontent-length: 0", "none", true],
    ["DELETE", "HTTP/1.1 204 No Content\r\ncontent-length: 5", "none", false],
    ["DELETE", "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked", "none", false],
  ];
  for (const [method, text, framing, keepsAlive] of cases) {
    const head = parseAnswerHead(text, method);
    assert.equal(head.framing.type, framing, text);
    assert.equal(head.keepsAlive, keepsAlive, text);
  }
});

Deno.test("parseAnswerHead() refuses what could be read in two ways, or is no HTTP", () => {
  const heads = [
    "SSH-2.0-OpenSSH_9.6",
    "HTTP/2 200 OK",
    "HTTP/1.1 600 What",
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6",
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked",
    "HTTP/1.1 200 OK\r\ncontent-length: +5",
    "HTTP/1.1 200 OK\r\ncontent-length: 5x",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked",
    "HTTP/1.1 200 OK\r\ncontent-length : 5",
    "HTTP/1.1 200 OK\r\na: b\r\n folded",
    "HTTP/1.1 200 OK\r\nno colon",
    "HTTP/1.1 200 OK\r\na: b\nc: d",
  ];
  for (const head of heads) {
    assert.throws(() => parseAnswerHead(head, "GET"), { code: "HPE_INVALID" }, head);
  }
});

Deno.test("BodyDecoder gives the same body wherever its bytes are cut", () => {
  const body =
    "5\r\nhello\r\n1;name=value\r\n \r\nB\r\nwide\r\nworld\r\n0\r\nx-trailer: 1\r\n\r\nNEXT";
  for (let at = 0; at <= body.length; at++) {
    assert.deepEqual(decode(body, at), { text: "hello wide\r\nworld", isDone: true, left: 4 });
  }
});

Deno.test("BodyDecoder refuses chunks that are not as they say", () => {
  const bodies = [
    "5\r\nhelloX\r\n",
    "x\r\n",
    "-1\r\n",
    "\r\n",
    "5\nhello\r\n",
    "1000000000000000\r\n",
  ];
  for (const body of bodies) {
    assert.throws(() => decode(body, body.length), { code: "HPE_INVALID" }, body);
  }
  assert.throws(() => decode("1".repeat(10_000), 0), { code: "HPE_INVALID" });
  assert.throws(() => decode(`0\r\n${"a: b\r\n".repeat(200)}`, 0), { code: "HPE_INVALID" });
});

Deno.test("BodyDecoder knows whether the end of the connection is the end of the body", () => {
  const pieces: string[] = [];
  const take = (piece: Bytes) => pieces.push(new TextDecoder().decode(piece));
  const untilClose = new BodyDecoder({ type: "close" });
  untilClose.push(bytesOf("abc"), take);
  assert.equal(untilClose.end(), true);
  const short = new BodyDecoder({ type: "length", bytes: 4 });
  short.push(bytesOf("abc"), take);
  assert.equal(short.end(), false);
  assert.equal(short.push(bytesOf("def"), take), 1);
  assert.equal(short.end(), true);
  assert.deepEqual(pieces, ["abc", "abc", "d"]);
});
