/**
 * What a real server answered, kept as one digest a step, so that the comparison needs no server.
 *
 * @module
 */
import { canonical, withoutListed } from "./normalize.ts";
import type { Outcome } from "./run.ts";
import type { Scenario } from "./step.ts";

const FILE = new URL("answers.txt", import.meta.url);
const DIGEST_BYTES = 6;

/** The digests of a scenario's answers. */
export async function digestsOf(
  scenario: Scenario,
  outcomes: readonly Outcome[],
): Promise<string[]> {
  return await Promise.all(outcomes.map(async (outcome, index) => {
    const text = canonical(withoutListed(outcome, scenario.steps[index]?.unlike));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return new Uint8Array(digest).slice(0, DIGEST_BYTES).toHex();
  }));
}

/** Reads the digests of all scenarios. */
export async function readRecorded(): Promise<Map<string, string[]>> {
  const text = await Deno.readTextFile(FILE);
  return new Map(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
      const [name = "", digests = ""] = line.split("\t");
      return [name, digests.split(" ")];
    }),
  );
}

/** Writes the digests of all scenarios. */
export async function writeRecorded(recorded: ReadonlyMap<string, string[]>): Promise<void> {
  const lines = [...recorded].map(([name, digests]) => `${name}\t${digests.join(" ")}`);
  const head = "# Digests of a real server's answers, by tests/conformance/main.ts --record.";
  await Deno.writeTextFile(FILE, [head, ...lines, ""].join("\n"));
}
