/** The compressed streams that SPDY's headers come in, against zlib itself. */
import assert from "node:assert/strict";
import { constants } from "node:zlib";
import { adler32, InflateError, Inflater } from "../../../lib/embedded/streams/inflate.ts";
import {
  concat,
  HeaderReader,
  HeaderWriter,
  spdyDictionary,
} from "../../../lib/embedded/streams/spdy_headers.ts";
import { Random } from "../../conformance/fuzz.ts";
import { Compressor, headerBlock } from "./_spdy_client.ts";

const LIMIT = 1_000_000;

Deno.test("the dictionary is that of SPDY/3", () => {
  assert.equal(spdyDictionary().length, 1423);
  assert.equal(adler32(spdyDictionary()), 0xe3c6a7c2);
});

/** Three frames' headers, one stream, compressed by zlib 1.3 with the dictionary at level 9. */
const BLOCKS = [
  "ePnjxqfCAiU6cDorKUpNzIUWJaypoICGFMtF4BxgYWBhAKQ5iyDRmAlK3owGAAAAAP//",
  "wqoZVA4lEtYLAAAA//8=",
  "AmVL7EU3D7KPMDIje3ZpErBYywEAAAD//w==",
];

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

Deno.test("headers compressed with the dictionary are read", () => {
  const reader = new HeaderReader();
  assert.deepEqual(BLOCKS.map((block) => Object.fromEntries(reader.read(decodeBase64(block)))), [
    { streamtype: "error", port: "8080", requestid: "0" },
    { streamtype: "data", port: "8080", requestid: "0" },
    { "accept-encoding": "gzip,deflate", "user-agent": "kubectl" },
  ]);
});

/** Text with repeats, as headers have, or bytes without. */
function someBytes(random: Random): Uint8Array {
  const length = random.below(random.chance(0.1) ? 60_000 : 300);
  if (random.chance(0.2)) return Uint8Array.from({ length }, () => random.below(256));
  const wordsOf = ["streamtype", "error", "port", "requestid", "accept-encoding", "0", "\0"];
  let text = "";
  while (text.length < length) text += random.pick(wordsOf);
  return new TextEncoder().encode(text);
}

Deno.test("what zlib compresses, piece by piece at any level, is read as it was", async () => {
  const random = new Random(1);
  const dictionary = spdyDictionary();
  for (let round = 0; round < 60; round++) {
    const compressor = new Compressor(random.below(10));
    const inflater = new Inflater(dictionary);
    for (let piece = 0; piece < 5; piece++) {
      const bytes = someBytes(random);
      const flush = random.chance(0.3) ? constants.Z_PARTIAL_FLUSH : constants.Z_SYNC_FLUSH;
      const compressed = await compressor.compress(bytes, flush);
      // A piece may come in parts.
      const cut = random.below(compressed.length + 1);
      const read = concat([
        inflater.push(compressed.subarray(0, cut), LIMIT),
        inflater.push(compressed.subarray(cut), LIMIT),
      ]);
      assert.deepEqual(read, new Uint8Array(bytes), `round ${round}, piece ${piece}`);
    }
    compressor.close();
  }
});

Deno.test("a stream that says more than its limit, or nothing, is given up", async () => {
  const compressor = new Compressor();
  const bomb = await compressor.compress(new Uint8Array(1_000_000));
  compressor.close();
  assert.throws(() => new Inflater(spdyDictionary()).push(bomb, 64 * 1024), InflateError);
  const foreign = new Inflater(new TextEncoder().encode("another dictionary"));
  assert.throws(() => foreign.push(decodeBase64(BLOCKS[0] ?? ""), LIMIT), /another dictionary/);
  assert.throws(
    () => new Inflater(spdyDictionary()).push(Uint8Array.of(1, 2), LIMIT),
    InflateError,
  );
});

Deno.test("2,000 streams of nonsense are read or refused, none harms", () => {
  const random = new Random(2);
  let refused = 0;
  for (let round = 0; round < 2000; round++) {
    const inflater = new Inflater(spdyDictionary());
    const nonsense = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
    try {
      inflater.push(Uint8Array.of(0x78, 0x01), LIMIT);
      inflater.push(nonsense, LIMIT);
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      refused++;
    }
  }
  assert.ok(refused > 1000, `${refused} were refused`);
});

Deno.test("headers are read as they were written, by whichever of the two", async () => {
  const compressor = new Compressor();
  const reader = new HeaderReader();
  for (
    const headers of [{ streamtype: "error", port: "80" }, { streamtype: "data", port: "80" }, {}]
  ) {
    const block = await compressor.compress(headerBlock(headers));
    assert.deepEqual(Object.fromEntries(reader.read(block)), headers);
  }
  compressor.close();
  const writer = new HeaderWriter();
  const own = new HeaderReader();
  for (const headers of [new Map([["a", "ü"]]), new Map<string, string>()]) {
    assert.deepEqual(own.read(writer.write(headers)), headers);
  }
  assert.throws(() => own.read(new HeaderWriter().write(new Map()).subarray(2, 9)), InflateError);
});

Deno.test("headers end in an empty block, before which Go's reader gives nothing out", () => {
  const writer = new HeaderWriter();
  for (const headers of [new Map([["a", "b"]]), new Map<string, string>()]) {
    assert.deepEqual(writer.write(headers).slice(-5), Uint8Array.of(0, 0, 0, 255, 255));
  }
});
