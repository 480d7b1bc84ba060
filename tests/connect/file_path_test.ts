import assert from "node:assert/strict";
import { isAbsolute, resolve } from "node:path";
import fc from "npm:fast-check@4.10.2";
import { folderOf, isAbsolutePath, resolvePath } from "../../lib/connect/file_path.ts";

Deno.test("resolvePath makes of any path what node:path makes of it", () => {
  const segment = fc.constantFrom("", ".", "..", "a", "b c", "...", "ä", ".kube");
  const path = fc.array(segment, { maxLength: 8 }).map((segments) => segments.join("/"));
  fc.assert(
    fc.property(path, path, (folder, relative) => {
      const base = `/${folder}`;
      assert.equal(resolvePath(base, relative), resolve(base, relative));
      assert.equal(isAbsolutePath(relative), isAbsolute(relative));
      assert.equal(folderOf(base), resolve(base, ".."));
    }),
    { numRuns: 2000 },
  );
});
