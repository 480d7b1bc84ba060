import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { LineSplitter } from "../../lib/watch/lines.ts";

const encoder = new TextEncoder();

Deno.test("LineSplitter gives the same lines however the bytes are cut", () => {
  const text = fc.array(fc.string({ unit: "binary" }).map((line) => line.replace(/[\r\n]/g, "x")));
  fc.assert(fc.property(text, fc.array(fc.nat(7)), (lines, sizes) => {
    const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(""));
    const splitter = new LineSplitter();
    const got: string[] = [];
    let at = 0;
    for (const size of [...sizes, bytes.length]) {
      got.push(...splitter.push(bytes.slice(at, at + size)));
      at += size;
    }
    const wanted = lines.map((line) => new TextDecoder().decode(encoder.encode(line)));
    assert.deepEqual(got, wanted.filter((line) => line !== ""));
    assert.equal(splitter.pendingBytes, 0);
  }));
});

Deno.test("LineSplitter holds an unfinished line back", () => {
  const splitter = new LineSplitter();
  assert.deepEqual([...splitter.push(encoder.encode("one\ntw"))], ["one"]);
  assert.equal(splitter.pendingBytes, 2);
  assert.deepEqual([...splitter.push(encoder.encode("o\r\n\r\n"))], ["two\r"]);
});

Deno.test("LineSplitter refuses a line of 100 MB before it holds a third of it", () => {
  const splitter = new LineSplitter();
  const chunk = new Uint8Array(1024 * 1024).fill(0x61);
  let taken = 0;
  assert.throws(() => {
    for (; taken < 100; taken++) [...splitter.push(chunk)];
  }, {
    name: "ApiError",
    message: /^Cannot read a line of the answer: it has more than 33554432 bytes$/,
  });
  assert.equal(taken, 32);
});
