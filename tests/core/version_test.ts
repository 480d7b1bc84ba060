import assert from "node:assert/strict";
import {
  compareTested,
  TESTED_MINORS,
  TESTED_RANGE,
  untestedWarning,
} from "../../lib/core/version.ts";

for (
  const [version, side] of [
    ["v1.33.9", "older"],
    ["v1.34.0", "tested"],
    ["v1.35.2-gke.100", "tested"],
    ["1.36.3", "tested"],
    ["v1.37.0-alpha.1", "newer"],
    ["v0.35.0", "older"],
    ["v2.35.0", "newer"],
    ["", undefined],
    ["banana", undefined],
  ] as const
) {
  Deno.test(`compareTested() calls "${version}" ${side}`, () => {
    assert.equal(compareTested(version), side);
  });
}

Deno.test("untestedWarning() says what lies outside the tested versions, and nothing within", () => {
  assert.equal(TESTED_RANGE, `1.${TESTED_MINORS.first} to 1.${TESTED_MINORS.last}`);
  assert.equal(untestedWarning("v1.36.3"), undefined);
  assert.equal(untestedWarning("v1.20.0"), "v1.20.0 is older than the tested 1.34 to 1.36");
  assert.equal(untestedWarning("v1.99.0"), "v1.99.0 is newer than the tested 1.34 to 1.36");
  assert.equal(untestedWarning("x"), 'the server says "x", which is no version');
});
