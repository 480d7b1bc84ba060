import assert from "node:assert/strict";
import { describeNotJson, readJson, readText } from "../../lib/connect/body.ts";

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
