/**
 * The stages of `deno task test`, in their order.
 *
 * @module
 */

import { listFiles, listFolders, readConfig } from "./config.ts";
import { runDeno } from "./deno_command.ts";
import type { LivePlane } from "./live_plane.ts";
import { addTallies, judgeTestRun, type StageResult, type Tally, ZERO } from "./tally.ts";

/** What a stage needs to know about the run it is part of. */
export interface RunContext {
  /** Only tests whose name contains this. */
  readonly filter: string | undefined;
  /** Order of the tests. */
  readonly seed: number;
  /** Whether types were checked by an earlier stage of this run. */
  readonly isChecked: boolean;
  /** The control plane that stages share, started by the first that asks. */
  readonly live: LivePlane;
}

/** One stage. */
export interface Stage {
  readonly name: string;
  run(context: RunContext): Promise<StageResult>;
}

/** Folders of tests that must run without any permission. */
export const PURE_FOLDERS: ReadonlySet<string> = new Set(["core", "query", "kinds"]);
const OTHER_FOLDERS: ReadonlySet<string> = new Set(["_support", "bench", "live", "types"]);
const SOURCE_FOLDERS = ["lib", "scripts", "tests", "examples"];
const FROZEN = Deno.env.get("CI") === "true" ? ["--frozen"] : [];

/** Finds the stages there are. */
export async function findStages(): Promise<Stage[]> {
  const folders = (await listFolders("tests")).filter((name) => !OTHER_FOLDERS.has(name));
  const tested: string[] = [];
  for (const name of folders) {
    if ((await listFiles(`tests/${name}`, "_test.ts")).length > 0) tested.push(name);
  }
  tested.sort((left, right) => Number(PURE_FOLDERS.has(right)) - Number(PURE_FOLDERS.has(left)));
  return [
    { name: "fmt", run: () => check(["fmt", "--check"]) },
    { name: "lint", run: () => check(["lint"]) },
    { name: "check", run: checkTypes },
    ...tested.map(folderStage),
    { name: "live", run: runLive },
  ];
}

/** Runs the tests of one folder with the permission set of its kind. */
function folderStage(folder: string): Stage {
  const set = PURE_FOLDERS.has(folder) ? "pure" : "unit";
  return { name: folder, run: (context) => runTests(context, set, [`tests/${folder}`]) };
}

async function checkTypes(): Promise<StageResult> {
  const { exports } = await readConfig();
  const paths = [...Object.values(exports), ...await typescriptFolders()];
  return await check(["check", ...FROZEN, ...paths]);
}

async function typescriptFolders(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of SOURCE_FOLDERS) {
    if ((await listFiles(folder, ".ts")).length > 0) found.push(folder);
  }
  return found;
}

async function runLive(context: RunContext): Promise<StageResult> {
  const plane = await context.live.get();
  const env: Record<string, string> = plane === undefined ? {} : {
    SKIFF_LIVE_KUBECONFIG: plane.kubeconfig,
    SKIFF_LIVE_KUBECTL: plane.kubectl,
  };
  const result = await runTests(context, "live", ["tests/live"], env);
  return plane === undefined ? { ...result, note: "no Go here to build a control plane" } : result;
}

async function runTests(
  context: RunContext,
  set: string,
  paths: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<StageResult> {
  const { code, output } = await runDeno([
    "test",
    `--permission-set=${set}`,
    "--no-prompt",
    "--sanitize-ops",
    "--sanitize-resources",
    `--shuffle=${context.seed}`,
    ...FROZEN,
    ...(context.isChecked ? ["--no-check"] : []),
    ...(context.filter === undefined ? [] : ["--filter", context.filter]),
    ...paths,
  ], { env });
  return judgeTestRun(code, output, context.filter !== undefined);
}

/** A command that passes or fails as one. */
async function check(args: readonly string[]): Promise<StageResult> {
  const { code, output } = await runDeno(args);
  const tally: Tally = code === 0 ? { ...ZERO, passed: 1 } : { ...ZERO, failed: 1 };
  return { ...addTallies(ZERO, tally), output };
}
