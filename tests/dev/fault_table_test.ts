import assert from "node:assert/strict";
import { join } from "node:path";
import { testNames } from "../_support/test_names.ts";

const ROOT = join(import.meta.dirname ?? "", "../..");

/** One section of `tests/FAULTS.md`. */
interface Section {
  readonly title: string;
  readonly text: string;
  /** File and name of each test. */
  readonly tests: readonly (readonly [string, string])[];
}

function readSections(text: string): Section[] {
  return text.split(/^### /m).slice(1).map((part) => {
    const [title = "", ...lines] = part.split("\n");
    const said = lines.join("\n").split(/^## /m, 1)[0] ?? "";
    // A long item goes on in the next line.
    const items = said.replace(/\n {2,}/g, " ").split("\n").filter((line) => line.startsWith("- "));
    const tests = items.map((item): [string, string] => {
      const [, file = "", name = ""] = /^- `(tests\/[^`]+)`: (.+)$/.exec(item) ?? [];
      return [file, name.replaceAll("\\_", "_")];
    });
    return { title, text: said.split(/^- /m, 1)[0]?.trim() ?? "", tests };
  });
}

const sections = readSections(await Deno.readTextFile(join(ROOT, "tests/FAULTS.md")));

Deno.test("FAULTS.md has every fault of the matrix, how it is made and what comes of it", () => {
  const wanted = [...Array.from({ length: 31 }, (_, index) => `F${index + 1}`), "F36"];
  const found = sections.map(({ title }) => /^(F\d+): ./.exec(title)?.[1]).filter((id) => id);
  assert.deepEqual(found, wanted);
  for (const { title, text, tests } of sections) {
    assert.match(text, /^Made by: .+\n+Asserted: ./s, title);
    assert.ok(tests.length > 0, `${title} has tests`);
  }
});

Deno.test("FAULTS.md names tests that exist", async () => {
  const files = [...new Set(sections.flatMap(({ tests }) => tests.map(([file]) => file)))];
  const names = await testNames(files.map((file) => join(ROOT, file)));
  for (const { title, tests } of sections) {
    for (const [file, name] of tests) {
      assert.ok(names.get(join(ROOT, file))?.has(name), `${title}: ${file} has no test "${name}"`);
    }
  }
});
