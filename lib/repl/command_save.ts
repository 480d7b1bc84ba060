/**
 * `.save`: the session as a script, and a test of it. Layer 7.
 *
 * @module
 */
import { basename } from "node:path";
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { isWrite, type ResourceAttributes } from "../policy/attributes.ts";
import type { CommandTarget } from "./command.ts";
import { bulkWrites, placeKey } from "./saved_bulk.ts";
import { readLine, type SavedLine } from "./saved_line.ts";
import { objectsFor } from "./saved_objects.ts";
import { findPlace, writePlace } from "./saved_place.ts";
import { scriptOf } from "./saved_script.ts";
import { stepsOf } from "./saved_steps.ts";
import { testOf } from "./saved_test.ts";
import { askedBy } from "./session_record.ts";

/**
 * Writes the inputs that declared or changed something as a script, and beside it a test on the in-memory
 * cluster with the objects that they touched: one GET for each.
 *
 * @throws {QueryError} when there is nothing to save, or the file is there already.
 */
export async function saveScript(
  session: CommandTarget,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const { inputs } = session.record;
  if (!/\.ts$/.test(file)) {
    throw new QueryError("Cannot save the session: .save is followed by a file: .save script.ts");
  }
  if (inputs.length === 0) throw new QueryError("Cannot save the session: no line succeeded yet");
  const exported = new Set(Object.keys(await import("../../mod.ts")));
  const { context = "", namespace = "default" } = session.cluster.info ?? {};
  const read = await Promise.all(inputs.map((input) => readLine(input, exported)));
  const lines = read.filter((line): line is SavedLine => line !== undefined);
  const steps = stepsOf(lines, { context, names: new Set(session.names()), exported });
  const kept = steps.filter(({ fate }) => fate === "kept").map(({ line }) => line);
  const asked = await askedBy(kept.map(({ input }) => input));
  const flags = flagsFor(asked, kept);
  const waits = kept.some(({ waits }) => waits);
  const objects = await objectsFor(session, { lines: kept, runs: waits }, signal);
  const testFile = file.replace(/\.ts$/, "_test.ts");
  const usage = usageOf(file, testFile);
  const place = findPlace(file);
  await writeNew(file, scriptOf({ steps, flags, exported, usage }), 0o755);
  const text = kept.map(({ source }) => source).join("\n");
  const bulk = bulkWrites(kept);
  // What a filter finds in the test is another question, unless it goes by labels alone.
  const writes = asked.filter((at) =>
    TESTED_VERBS.has(at.verb) &&
    (at.name === ""
      ? at.verb === "create"
      : text.includes(at.name) || bulk.get(placeKey(at))?.isFoundAgain === true)
  );
  const test = testOf({
    script: basename(file),
    namespace,
    objects,
    waits,
    writes: [...new Set(writes.map(({ verb, resource }) => `${verb} ${resource}`))],
  });
  await writeNew(testFile, test, 0o644);
  const config = await writePlace(file, place);
  await session.write([
    `wrote ${file} and ${testFile}${
      config === undefined ? "" : `, and ${config}, which leads to Skiff`
    }`,
    `run it:  skiff run ${[...flags, file].map(shellWord).join(" ")}`,
    `test it: deno test ${shellWord(testFile)}`,
    `its ${UNCHECKED}: --no-check leaves their types aside`,
    "",
  ].join("\n"));
  const lacking = Object.entries(place.missing);
  if (place.config !== undefined && lacking.length > 0) {
    const text = lacking.map(([name, address]) => `"${name}": "${address}"`).join(", ");
    session.note(`For the test, add to "imports" in ${quote(place.config)}: ${text}`);
  }
}

/** The prompt runs lines without looking at their types, and a script may be stricter. */
const UNCHECKED = "lines are as they were typed, and not type-checked";

/** What the test compares: what else is sent to subresources is not kept by a cluster. */
const TESTED_VERBS: ReadonlySet<string> = new Set(["create", "update", "patch", "delete"]);

/** How the files are used, for the script's own text and for the person at the prompt. */
function usageOf(file: string, testFile: string): string[] {
  return [
    `Run it: \`./${basename(file)}\`, or \`skiff run\` with the options of its first line.`,
    `Test it, without a cluster: \`deno test ${basename(testFile)}\`.`,
    `Its ${UNCHECKED}: \`--no-check\` leaves their types aside.`,
  ];
}

/** The options of `skiff run`: reads are allowed without, those of Secrets aside. */
function flagsFor(asked: readonly ResourceAttributes[], kept: readonly SavedLine[]): string[] {
  const text = kept.map(({ source }) => source).join("\n");
  const needed = asked.filter((attributes) =>
    isWrite(attributes) || attributes.resource === "secrets"
  );
  const rules = needed.map(({ verb, group, resource, subresource, namespace, name }) =>
    [
      `--allow-kube=${verb}:${resource}`,
      group === "" ? "" : `.${group}`,
      subresource === "" ? "" : `/${subresource}`,
      // What was found by a filter has other names the next time.
      name === "" || !text.includes(name) ? "" : `#${name}`,
      namespace === "" ? "" : `@${namespace}`,
    ].join("")
  );
  return rules.length === 0 ? ["--read-only"] : [...new Set(rules)].sort();
}

/** A word as a shell reads it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  try {
    await Deno.writeTextFile(file, text, { createNew: true, mode });
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    throw new QueryError(`Cannot save to ${quote(file)}: ${problem}`, { cause: error });
  }
}

function problemOf(error: unknown): string | undefined {
  const { AlreadyExists, NotADirectory, NotFound, PermissionDenied } = Deno.errors;
  if (error instanceof AlreadyExists) return "it is there already: choose another name";
  if (error instanceof NotFound || error instanceof NotADirectory) return "there is no such folder";
  return error instanceof PermissionDenied ? "the folder cannot be written" : undefined;
}
