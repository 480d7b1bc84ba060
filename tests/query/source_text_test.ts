import assert from "node:assert/strict";
import { shortenSource } from "../../lib/query/source_text.ts";

Deno.test("shortenSource leaves out the content of the smallest bracket that makes it fit", () => {
  assert.equal(
    shortenSource("(pod) => (pod.status?.containerStatuses ?? []).some((c) => c.restartCount > 3)"),
    "(pod) => (pod.status?.containerStatuses ?? []).some(…)",
  );
  assert.equal(shortenSource("(p) =>\n  p.a\t=== \u001b[31m1"), "(p) => p.a === [31m1");
  assert.equal(shortenSource("x".repeat(80)), `${"x".repeat(59)}…`);
});
