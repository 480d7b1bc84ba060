import assert from "node:assert/strict";
import { warmUpTls } from "../../lib/connect/tls_warm_up.ts";

Deno.test("warmUpTls seeds once per process and settles", async () => {
  const first = warmUpTls();
  assert.equal(warmUpTls(), first);
  assert.equal(await first, undefined);
});
