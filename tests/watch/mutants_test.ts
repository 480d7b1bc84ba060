/**
 * Whether the fuzz can fail: each rule of lib/watch is broken once, in a copy, and the fuzz must notice.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Item } from "./_fake_apiserver.ts";

const ROOT = join(import.meta.dirname ?? "", "../..");
const SEQUENCES = 200;

/** One broken rule. */
interface Mutant {
  readonly name: string;
  readonly file: string;
  /** What stands there, exactly once, and what takes its place. */
  readonly replace: readonly [string, string];
}

const MUTANTS: readonly Mutant[] = [
  {
    name: "events that come again are applied",
    file: "machine.ts",
    replace: ['return replayed && event.type !== "DELETED" ? "drop" : "apply";', 'return "apply";'],
  },
  {
    name: "the version does not advance with events",
    file: "machine.ts",
    replace: ["      this.#resourceVersion = event.resourceVersion;\n", ""],
  },
  {
    name: "bookmarks put the version back",
    file: "machine.ts",
    replace: [
      'if (event.type === "BOOKMARK") return "drop";',
      'if (event.type === "BOOKMARK") { this.#resourceVersion = "1"; return "drop"; }',
    ],
  },
  {
    name: "any bookmark ends the initial events",
    file: "machine.ts",
    replace: ['if (!event.initialEventsEnd) return "drop";', ""],
  },
  {
    name: "a watch whose version expired goes on from now",
    file: "machine.ts",
    replace: ['this.#phase = this.#canStream ? "stream" : "list";', 'this.#resourceVersion = "";'],
  },
  {
    name: "a relist is content with any state",
    file: "machine.ts",
    replace: [
      'if (this.#phase === "list") return { type: "list", resourceVersion, delayMs };',
      'if (this.#phase === "list") return { type: "list", resourceVersion: "0", delayMs };',
    ],
  },
  {
    name: "deletions that nobody saw are forgotten",
    file: "store.ts",
    replace: [
      "if (!objects.has(key)) changes.push(",
      "if (!objects.has(key) && false) changes.push(",
    ],
  },
  {
    name: "deletions of earlier states count",
    file: "store.ts",
    replace: [
      "if (old === undefined || isOlder(object, old)) return [];",
      "if (old === undefined) return [];",
    ],
  },
  {
    name: "another object under a name is a change of it",
    file: "store.ts",
    replace: [
      "if (old.metadata?.uid === object.metadata?.uid) return",
      "if (old !== undefined) return",
    ],
  },
  {
    name: "a relist reports what has not changed",
    file: "store.ts",
    replace: [
      "if (old !== undefined && isSame(old, object)) {",
      "if (old !== undefined && false) {",
    ],
  },
  {
    name: "what came before a failure is dropped",
    file: "reflector.ts",
    replace: [
      "if (changes.length > 0) yield changes;",
      "if (changes.length > 0 && failed === undefined) yield changes;",
    ],
  },
  {
    name: "lines that are no events are passed over",
    file: "reflector.ts",
    replace: [
      "yield event ?? this.#fault(",
      'if (event !== undefined) yield event; else if (line === "") yield this.#fault(',
    ],
  },
  {
    name: "what was collected is kept for the next snapshot",
    file: "source.ts",
    replace: ["objects.clear();", ""],
  },
  {
    name: "only the first page of a list is read",
    file: "source.ts",
    replace: ["if (page.continue === undefined) {", 'if (page.type === "page") {'],
  },
  {
    name: "the rest of a chunk is lost",
    file: "lines.ts",
    replace: ["if (start < chunk.length) this.#keep(chunk.subarray(start));", ""],
  },
  {
    name: "a server may be silent for ever",
    file: "attempt.ts",
    replace: ["this.#silent = true;", "return;"],
  },
  {
    name: "requests are left open",
    file: "reflector.ts",
    replace: ["await stream.close();", ""],
  },
  {
    name: "a filter of one's own reports what never fitted",
    file: "selection.ts",
    replace: ["if (!before) return undefined;", ""],
  },
];

type FuzzModule = typeof import("./_fuzz.ts");

/** Files of the fuzz itself. */
const FUZZ_FILES = [
  "_fuzz.ts",
  "_fake_apiserver.ts",
  "_fake_clock.ts",
  "_faults.ts",
  "_watch_model.ts",
];

/** Loads the fuzz over a copy of lib/watch with one line replaced. */
async function loadMutant(folder: string, mutant: Mutant): Promise<FuzzModule> {
  const { file, replace: [from, to] } = mutant;
  async function copy(path: string, change = (text: string) => text): Promise<void> {
    const original = new URL(join(ROOT, path), "file:///");
    const text = change(await Deno.readTextFile(original));
    // Whatever is not copied is that of the project.
    const linked = text.replaceAll(/"(\.\.\/[^"]+\.ts)"/g, (whole, specifier) => {
      const { href } = new URL(specifier, original);
      return href.includes("/lib/watch/") ? whole : JSON.stringify(href);
    });
    await Deno.writeTextFile(join(folder, path), linked);
  }
  await Deno.mkdir(join(folder, "tests/watch"), { recursive: true });
  await Deno.mkdir(join(folder, "lib/watch"), { recursive: true });
  for (const name of FUZZ_FILES) await copy(`tests/watch/${name}`);
  for await (const { name } of Deno.readDir(join(ROOT, "lib/watch"))) {
    await copy(`lib/watch/${name}`, (text) => {
      if (name !== file) return text;
      assert.equal(text.split(from).length, 2, `${file} has "${from}" once`);
      return text.replace(from, () => to);
    });
  }
  return await import(new URL(join(folder, "tests/watch/_fuzz.ts"), "file:///").href);
}

/** The sequence in which the fuzz notices; `undefined` where it does not. */
async function firstFailure({ fuzzWatch }: FuzzModule): Promise<number | undefined> {
  const fits = (item: Item) => item.metadata?.labels?.["tier"] === "web";
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    try {
      await fuzzWatch(seed);
      await fuzzWatch(seed, { target: { matches: fits }, fits });
    } catch {
      return seed;
    }
  }
  return undefined;
}

for (const mutant of MUTANTS) {
  Deno.test(`the fuzz notices when ${mutant.name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "skiff-mutant-" });
    try {
      const seed = await firstFailure(await loadMutant(folder, mutant));
      assert.ok(seed !== undefined, `${SEQUENCES} sequences pass`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
