/**
 * What a real server answered, kept as one digest a step, so that the comparison needs no server.
 *
 * @module
 */
import { canonical, withoutListed } from "./normalize.ts";
import { type Outcome, runScenario } from "./run.ts";
import { SCENARIOS } from "./scenarios.ts";
import { embeddedServer } from "./servers.ts";
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

/**
 * Compares the in-memory server with what was recorded, scenario by scenario.
 *
 * @returns The first scenario whose answers differ; `undefined` where none do.
 */
export async function findDifference(): Promise<string | undefined> {
  const recorded = await readRecorded();
  for (const scenario of SCENARIOS) {
    const digests = await digestsOf(scenario, await runEmbedded(scenario));
    const expected = recorded.get(scenario.name) ?? [];
    if (digests.join() !== expected.join()) return scenario.name;
  }
  return undefined;
}

/** Runs a scenario on an in-memory server of its own, by the same name each time. */
export async function runEmbedded(scenario: Scenario): Promise<Outcome[]> {
  await using server = embeddedServer();
  return await runScenario(server, scenario, "abc123");
}

/** Writes the digests of all scenarios. */
export async function writeRecorded(recorded: ReadonlyMap<string, string[]>): Promise<void> {
  const lines = [...recorded].map(([name, digests]) => `${name}\t${digests.join(" ")}`);
  const head = "# Digests of a real server's answers, by tests/conformance/main.ts --record.";
  await Deno.writeTextFile(FILE, [head, ...lines, ""].join("\n"));
}
