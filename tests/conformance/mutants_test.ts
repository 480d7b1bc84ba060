/**
 * Whether the comparison can fail: each rule of lib/embedded is broken once, in a copy, and the recorded
 * answers must tell.
 */
import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = join(import.meta.dirname ?? "", "../..");

/** One broken rule. */
interface Mutant {
  readonly name: string;
  /** The file below `lib/embedded`. */
  readonly file: string;
  /** What stands there, exactly once, and what takes its place. */
  readonly replace: readonly [string, string];
}

const MUTANTS: readonly Mutant[] = [
  {
    name: "a list goes on where the last page ended, with what has come since",
    file: "objects/read.ts",
    replace: ["token.revision < 0 ? store.revision : token.revision", "store.revision"],
  },
  {
    name: "a page counts itself among what remains",
    file: "objects/read.ts",
    replace: ["matching.length - items.length", "matching.length"],
  },
  {
    name: "a page begins with the last object of the one before",
    file: "objects/read.ts",
    replace: [" > keyAfter(token, namespace)", " >= keyAfter(token, namespace)"],
  },
  {
    name: "a field selector passes over what it negates",
    file: "objects/selection.ts",
    replace: ['=== (requirement.operator === "=")', '&& requirement.operator !== ""'],
  },
  {
    name: "a delete does not look at the uid",
    file: "objects/delete.ts",
    replace: ["options.uid !== undefined && options.uid !== metadata.uid", "false"],
  },
  {
    name: "a dry run deletes",
    file: "objects/delete.ts",
    replace: ["if (options.isDryRun) return { object: live, isGone: true };", ""],
  },
  {
    name: "jobs are deleted with their pods",
    file: "objects/delete.ts",
    replace: ['!before.includes(FOREGROUND) && standard === "orphan"', "false"],
  },
  {
    name: "a deletion counts as no change",
    file: "objects/delete.ts",
    replace: ["metadata.generation = (metadata.generation ?? 0) + 1;", ""],
  },
  {
    name: "the generation does not count",
    file: "objects/write.ts",
    replace: ["metadata.generation = (before.generation ?? 0) + 1;", ""],
  },
  {
    name: "a merge patch sets null",
    file: "patch/merge_patch.ts",
    replace: ["if (value === null) delete result[key];\n    else if", "if"],
  },
  {
    name: "a test of a JSON patch always passes",
    file: "patch/json_patch.ts",
    replace: ["if (equalJson(findOrNull(document, place), value ?? null)) return", "return"],
  },
  {
    name: "a strategic patch replaces maps",
    file: "patch/strategic_patch.ts",
    replace: ["inner.isReplaced ? value : mergeMap(inner, before, value)", "value"],
  },
  {
    name: "a strategic patch merges what is replaced as a whole",
    file: "patch/strategic_patch.ts",
    replace: ["inner.isReplaced ? value : mergeMap", "mergeMap"],
  },
  {
    name: "a strategic patch keeps null",
    file: "patch/strategic_patch.ts",
    replace: ["original[key] = withoutNulls(cleaned);", "original[key] = cleaned;"],
  },
  {
    name: "an update leaves its fields to their owners, too",
    file: "managed/update.ts",
    replace: ["takeFrom(managers, comparison, undefined);", ""],
  },
  {
    name: "a manager of updates forgets what it owned",
    file: "managed/update.ts",
    replace: ["set: owned.union(before) }", "set: owned }"],
  },
  {
    name: "what is equal is owned by none",
    file: "managed/field_set.ts",
    replace: [
      "(element) => !other.members.has(element),\n      (own, theirs) =>",
      "() => true,\n      (own, theirs) =>",
    ],
  },
  {
    name: "items of lists by key are no fields",
    file: "managed/typed.ts",
    replace: ["      builder.insert(inner);\n    }\n    return;", "    }\n    return;"],
  },
  {
    name: "a quota lets through one too many",
    file: "admission/quota.ts",
    replace: ['hard[key] ?? "0") > 0) exceeded', 'hard[key] ?? "0") > 1) exceeded'],
  },
  {
    name: "the last disruption of a budget is refused",
    file: "subresources/eviction.ts",
    replace: ["if (allowed <= 0) {", "if (allowed <= 1) {"],
  },
  {
    name: "a finalizer may be added to what is being deleted",
    file: "validation/metadata.ts",
    replace: ["if (extra.length > 0) {", "if (extra.length > 9) {"],
  },
  {
    name: "selectors need not match templates",
    file: "kinds/workloads.ts",
    replace: ["!isEmpty && !selects(selector, labels)", "false"],
  },
  {
    name: "services get ports of nodes whatever their type",
    file: "kinds/services.ts",
    replace: ["if (!hasNodePorts(type)) {\n      faults.push", "if (false) {\n      faults.push"],
  },
  {
    name: "lists are those of now, whatever version is asked for",
    file: "store/store.ts",
    replace: ["if (revision >= this.#revision) return", "return"],
  },
];

type RecordedModule = typeof import("./recorded.ts");

/** Copies files whose imports from outside of the copy lead back to the project. */
async function copyFolder(folder: string, path: string, mutant: Mutant): Promise<void> {
  await Deno.mkdir(join(folder, path), { recursive: true });
  for await (const entry of Deno.readDir(join(ROOT, path))) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory) await copyFolder(folder, inner, mutant);
    else await copyFile(folder, inner, mutant);
  }
}

async function copyFile(folder: string, path: string, mutant: Mutant): Promise<void> {
  const original = new URL(join(ROOT, path), "file:///");
  let text = await Deno.readTextFile(original);
  if (path === `lib/embedded/${mutant.file}`) {
    const [from, to] = mutant.replace;
    assert.equal(text.split(from).length, 2, `${mutant.file} has "${from}" once`);
    text = text.replace(from, () => to);
  }
  const linked = text.replaceAll(/"(\.\.\/[^"]+\.ts)"/g, (whole, specifier) => {
    const { href } = new URL(specifier, original);
    return /\/(?:lib\/embedded|tests\/conformance)\//.test(href) ? whole : JSON.stringify(href);
  });
  await Deno.writeTextFile(join(folder, path), linked);
}

/** The first scenario whose answers are not those that were recorded; `undefined` where all are. */
async function firstDifference(folder: string): Promise<string | undefined> {
  const { findDifference }: RecordedModule = await import(
    new URL(join(folder, "tests/conformance/recorded.ts"), "file:///").href
  );
  return await findDifference();
}

for (const mutant of MUTANTS) {
  Deno.test(`the recorded answers tell when ${mutant.name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "skiff-mutant-" });
    try {
      await copyFolder(folder, "lib/embedded", mutant);
      await copyFolder(folder, "tests/conformance", mutant);
      assert.ok(await firstDifference(folder) !== undefined, "all answers are the same");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
