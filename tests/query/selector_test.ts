import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { EVERYTHING } from "../../lib/query/ast.ts";
import { formatFilter } from "../../lib/query/format.ts";
import { selectorFilter } from "../../lib/query/selector.ts";

Deno.test("selectorFilter reads what kubectl reads", () => {
  assert.equal(
    formatFilter(selectorFilter({ labels: "app in (b,a),!legacy,tier!=x,n>3", fields: "a.b!=c" })),
    'metadata.labels.app in ("a", "b") and metadata.labels.legacy absent and ' +
      'metadata.labels.tier != "x" and metadata.labels.n > "3" and a.b != "c"',
  );
  assert.equal(selectorFilter({ labels: "" }), EVERYTHING);
  assert.throws(() => selectorFilter({ labels: "a b" }), QueryError);
  assert.throws(() => selectorFilter({ fields: "a" }), QueryError);
});

Deno.test("selectorFilter refuses what is missing or unknown", () => {
  const given: Record<string, unknown>[] = [{}, { labels: undefined }];
  for (const selector of given) assert.throws(() => selectorFilter(selector), TypeError);
  const wrong: Record<string, unknown>[] = [{ label: "a" }, { labels: 5 }];
  for (const selector of wrong) assert.throws(() => selectorFilter(selector), QueryError);
});
