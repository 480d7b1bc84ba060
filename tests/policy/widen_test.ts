/** Names that were made up, and the rights that mean all like them. */
import assert from "node:assert/strict";
import { BUILTIN_NAMES } from "../../lib/client/policy.ts";
import { parseRule } from "../../lib/policy/rule.ts";
import { madeUpFrom, widenedRights } from "../../lib/policy/widen.ts";

Deno.test("names that controllers and servers make up are known by their signs", async (t) => {
  const names: readonly [name: string, base: string | undefined][] = [
    ["web-5cd57cb4f9-ln97k", "web"],
    ["my-long-name-6d4cf56db6-x7k2p", "my-long-name"],
    ["agent-x7k2p", "agent"],
    ["backup-29123456", "backup"],
    ["backup-29123456-x7k2p", "backup"],
    ["db-0", undefined],
    ["web", undefined],
    ["web-local", undefined],
    ["web-12345", undefined],
    ["x7k2p", undefined],
    ["web-5cd57cb4f9", undefined],
    // A date.
    ["release-20261125", undefined],
    ["-x7k2p", undefined],
  ];
  for (const [name, base] of names) {
    await t.step(name, () => assert.equal(madeUpFrom(name), base));
  }
});

Deno.test("a right that names one means all like it, for RBAC all of its kind", () => {
  const rights = [
    "delete:pods#web-5cd57cb4f9-ln97k@shop",
    "create:pods/exec#web%20x-x7k2p@shop",
    "delete:pods#db-0@shop",
    "create:configmaps@shop",
    "get:/metrics-x7k2p",
  ];
  const rules = rights.map((right) => parseRule("right", right, BUILTIN_NAMES));
  assert.deepEqual(widenedRights(rules), [
    { right: rights[0], pattern: "delete:pods#web-*@shop", unnamed: "delete:pods@shop" },
    {
      right: rights[1],
      pattern: "create:pods/exec#web%20x-*@shop",
      unnamed: "create:pods/exec@shop",
    },
  ]);
});
