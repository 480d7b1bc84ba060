/** A clock that goes on by itself would run ahead while a verb is read from the disk. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listFiles } from "../../scripts/dev/config.ts";

const LIB = fileURLToPath(new URL("../../lib/", import.meta.url));
const IMPORT_REGEXP = /^(?! \*).*\bimport\("(\.[^"]+)"\)/gm;
/** What a test's cluster uses of the library. */
const FOLDERS = ["api", "apply", "client", "core", "embedded", "kinds", "query", "watch"];
/** Opens other connections than those to a test's cluster. */
const OTHER_CONNECTIONS = ["open_by_gate.ts", "open_by_kubeconfig.ts", "open_embedded.ts"];

async function importedLater(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(LIB, path));
  return [...text.matchAll(IMPORT_REGEXP)].map(([, specifier]) => join(path, "..", specifier!));
}

Deno.test("whatever a verb loads on first use is loaded before a clock goes on by itself", async () => {
  const loaded = new Set(await importedLater("testing/lazy_modules.ts"));
  const others = new Set(OTHER_CONNECTIONS.map((name) => `api/${name}`));
  const files = (await Promise.all(FOLDERS.map((folder) => listFiles(`lib/${folder}`, ".ts"))))
    .flat().map((path) => path.replace(/^lib\//, ""));
  const found = (await Promise.all(files.map(importedLater))).flat();
  assert.ok(found.length > loaded.size);
  assert.deepEqual(
    [...new Set(found)].filter((path) => !loaded.has(path) && !others.has(path)),
    [],
  );
});
