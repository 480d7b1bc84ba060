import assert from "node:assert/strict";
import { jsonPatchFault, jsonPointer } from "../../lib/core/json_patch.ts";

Deno.test("jsonPointer() escapes slashes and tildes", () => {
  assert.equal(jsonPointer("metadata", "annotations", "a~b/c"), "/metadata/annotations/a~0b~1c");
  assert.equal(jsonPointer("spec", "containers", 0, "-"), "/spec/containers/0/-");
  assert.equal(jsonPointer(), "");
});

Deno.test("jsonPatchFault() says which operation is wrong, and how", () => {
  assert.equal(
    jsonPatchFault([
      { op: "test", path: "/a", value: null },
      { op: "remove", path: "" },
      { op: "move", from: "/a", path: "/b" },
    ]),
    undefined,
  );
  const faults = [
    [null, "is no object"],
    [{ path: "/a" }, "has no known op: the ops are add, remove, replace, move, copy, test"],
    [{ op: "add", path: "/a" }, "has no value"],
    [{ op: "remove" }, "has no path"],
    [{ op: "copy", path: "/a" }, "has no from"],
    [{ op: "remove", path: "spec" }, 'has a path without a leading "/"'],
    [{ op: "remove", path: "/a~b" }, 'has a path with "~" that is not "~0" or "~1"'],
  ] as const;
  for (const [operation, fault] of faults) {
    assert.equal(jsonPatchFault([{ op: "remove", path: "/x" }, operation]), `operation 1 ${fault}`);
  }
});
