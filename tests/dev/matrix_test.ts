import assert from "node:assert/strict";
import { TESTED_MINORS } from "../../lib/core/version.ts";
import { formatMatrix, isWhole, type VersionResult } from "../../scripts/dev/matrix.ts";
import { NEWEST_ONLY } from "../../scripts/dev/stages.ts";
import { LivePlane } from "../../scripts/dev/live_plane.ts";
import { DEFAULT_VERSION, KUBERNETES_MODULES } from "../controlplane/versions.ts";

Deno.test("the versions called tested are those that there are control planes of", () => {
  const minors = [...KUBERNETES_MODULES.keys()].map((version) =>
    Number(/^v1\.(\d+)\.\d+$/.exec(version)?.[1])
  );
  const { first, last } = TESTED_MINORS;
  const tested = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  assert.deepEqual(minors, tested);
  assert.equal([...KUBERNETES_MODULES.keys()].at(-1), DEFAULT_VERSION);
});

Deno.test("a version without a pinned module is refused with those there are", () => {
  assert.throws(() => new LivePlane(() => {}, "v1.12.0"), {
    message:
      'Cannot build Kubernetes "v1.12.0": not pinned here: use one of v1.34.4, v1.35.4, v1.36.3',
  });
});

function result(version: string, failed: number, skipped: number): VersionResult {
  const tally = { passed: 5, failed, skipped };
  return { version, stages: new Map([["live", tally], ["examples", { ...tally, passed: 10 }]]) };
}

Deno.test("formatMatrix() gives a table, the newest version first", () => {
  const table = formatMatrix([result("v1.34.4", 0, 0), result("v1.35.4", 1, 2)]);
  assert.equal(
    table,
    `
| Kubernetes | live                          | examples                       |
| ---------- | ----------------------------- | ------------------------------ |
| 1.35.4     | 5 passed, 1 failed, 2 skipped | 10 passed, 1 failed, 2 skipped |
| 1.34.4     | 5 passed, 0 failed, 0 skipped | 10 passed, 0 failed, 0 skipped |
`,
  );
});

Deno.test("isWhole() takes neither a failed nor a skipped test nor a stage that was not run", () => {
  assert.equal(isWhole([result("v1.34.4", 0, 0)]), true);
  assert.equal(isWhole([result("v1.34.4", 0, 0), result("v1.35.4", 1, 0)]), false);
  assert.equal(isWhole([result("v1.34.4", 0, 1)]), false);
  assert.equal(isWhole([{ version: "v1.34.4", stages: new Map() }]), false);
});

Deno.test("what is left out for older versions are tests that there are", async () => {
  assert.ok(NEWEST_ONLY.length > 0);
  for (const file of NEWEST_ONLY) {
    assert((await Deno.stat(new URL(`../../${file}`, import.meta.url))).isFile, file);
  }
});
