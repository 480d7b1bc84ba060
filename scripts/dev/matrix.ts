/**
 * `deno task matrix [VERSION...]`: the live tests and the examples against every version of Kubernetes
 * that there is a control plane for, one after the other.
 *
 * A run over all versions writes the table in docs/KUBERNETES.md. The exit code is 1 when anything failed
 * or was skipped: a table with holes is none.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { KUBERNETES_MODULES, unknownVersion } from "../../tests/controlplane/versions.ts";
import { ROOT } from "./deno_command.ts";
import { LivePlane } from "./live_plane.ts";
import { runStage } from "./run_stage.ts";
import { findStages } from "./stages.ts";
import { formatTally, type Tally } from "./tally.ts";

/** What one version gave. */
export interface VersionResult {
  readonly version: string;
  /** By the name of the stage. */
  readonly stages: ReadonlyMap<string, Tally>;
}

const TABLE_FILE = "docs/KUBERNETES.md";
const TABLE_REGEXP = /(?<=<!-- matrix -->\n)[\s\S]*?(?=\n<!-- end of matrix -->)/;

/** Formats the results as a table in Markdown, newest version first. */
export function formatMatrix(results: readonly VersionResult[]): string {
  const cells = [
    ["Kubernetes", ...results[0]?.stages.keys() ?? []],
    ...results.toReversed().map(({ version, stages }) => [
      version.slice(1),
      ...[...stages.values()].map(formatTally),
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) =>
    formatRow(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  );
  lines.splice(1, 0, formatRow(widths.map((width) => "-".repeat(width))));
  return `\n${lines.join("\n")}\n`;
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Tells whether every test of every version passed, none left out. */
export function isWhole(results: readonly VersionResult[]): boolean {
  return results.every(({ stages }) =>
    stages.size > 0 &&
    [...stages.values()].every(({ passed, failed, skipped }) =>
      passed > 0 && failed + skipped === 0
    )
  );
}

async function runVersion(version: string, seed: number): Promise<VersionResult> {
  console.log(`Kubernetes ${version}`);
  const all = await findStages();
  await using live = new LivePlane((line) => console.log(`  ${line}`), version);
  const stages = new Map<string, Tally>();
  for (const stage of all.filter(({ isLive }) => isLive)) {
    const context = { filter: undefined, seed, isChecked: false, live };
    stages.set(stage.name, await runStage(stage, context));
  }
  return { version, stages };
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string" } },
  });
  const unknown = positionals.find((version) => !KUBERNETES_MODULES.has(version));
  if (unknown !== undefined) throw unknownVersion(unknown);
  const versions = positionals.length === 0 ? [...KUBERNETES_MODULES.keys()] : positionals;
  const seed = Number(values.seed ?? crypto.getRandomValues(new Uint16Array(1))[0]);
  const results: VersionResult[] = [];
  for (const version of versions) results.push(await runVersion(version, seed));
  const table = formatMatrix(results);
  console.log(table);
  const whole = isWhole(results);
  if (!whole) console.log(`order of the tests: --seed ${seed}`);
  if (whole && positionals.length === 0) await writeTable(table);
  return whole ? 0 : 1;
}

async function writeTable(table: string): Promise<void> {
  const path = join(ROOT, TABLE_FILE);
  const text = await Deno.readTextFile(path);
  if (!TABLE_REGEXP.test(text)) throw new Error(`Cannot write the table: none in ${TABLE_FILE}`);
  await Deno.writeTextFile(path, text.replace(TABLE_REGEXP, () => table));
  console.log(`wrote ${TABLE_FILE}`);
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(2);
  }
}
