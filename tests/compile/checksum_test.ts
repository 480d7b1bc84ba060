import assert from "node:assert/strict";
import { posixChecksum } from "../../lib/compile/checksum.ts";

async function cksum(bytes: Uint8Array): Promise<string> {
  const child = new Deno.Command("cksum", { stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(bytes);
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout).trim();
}

Deno.test("posixChecksum says what cksum says", async () => {
  for (const length of [0, 1, 255, 256, 65_536, 1_000_003]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7919) >>> 3);
    assert.equal(posixChecksum([bytes]), await cksum(bytes));
    const half = length >> 1;
    const parts = [bytes.subarray(0, half), new Uint8Array(0), bytes.subarray(half)];
    assert.equal(posixChecksum(parts), posixChecksum([bytes]));
  }
});
