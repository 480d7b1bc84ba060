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

function widened(rights: readonly string[]) {
  return widenedRights(rights.map((right) => parseRule("right", right, BUILTIN_NAMES)));
}

Deno.test("a right that names one means all like it, for RBAC all of its kind", () => {
  const rights = [
    "delete:pods#web-5cd57cb4f9-ln97k@shop",
    "create:pods/exec#web%20x-x7k2p@shop",
    "delete:pods#db-0@shop",
    "create:configmaps@shop",
    "get:/metrics-x7k2p",
  ];
  assert.deepEqual(widened(rights), [
    { right: rights[0], pattern: "delete:pods#web-*@shop", unnamed: "delete:pods@shop" },
    {
      right: rights[1],
      pattern: "create:pods/exec#web%20x-*@shop",
      unnamed: "create:pods/exec@shop",
    },
  ]);
});

Deno.test("a right that gives a Secret or a token means that one alone", () => {
  const rights = [
    "get:secrets#db-x7k2p@shop",
    "get:*#db-x7k2p@shop",
    "create:serviceaccounts/token#db-x7k2p@shop",
  ];
  assert.deepEqual(
    widened(rights),
    rights.map((right) => ({ right, pattern: right, unnamed: right, isKept: true })),
  );
  const [other] = widened(["get:serviceaccounts#db-x7k2p@shop"]);
  assert.equal(other?.unnamed, "get:serviceaccounts@shop");
});
