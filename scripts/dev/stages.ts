/**
 * The stages of `deno task test`, in their order.
 *
 * @module
 */

import { DEFAULT_VERSION } from "../../tests/controlplane/versions.ts";
import { findApiProblems } from "./api_lock.ts";
import { listFiles, listFolders, readConfig } from "./config.ts";
import { runDeno } from "./deno_command.ts";
import { findLayerProblems } from "./layers.ts";
import { runExample } from "./example.ts";
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
  /** Whether it runs against the control plane. */
  readonly isLive?: boolean;
  run(context: RunContext): Promise<StageResult>;
}

/** Folders of tests that must run without any permission. */
const PURE_FOLDERS: ReadonlySet<string> = new Set([
  "core",
  "query",
  "kinds",
  "policy",
  "embedded",
]);
/** Tests among those that start a process. */
const NOT_PURE_FILES: ReadonlySet<string> = new Set(["tests/kinds/generated_test.ts"]);
const OTHER_FOLDERS: ReadonlySet<string> = new Set([
  "_support",
  "bench",
  "live",
  "types",
]);
const SOURCE_FOLDERS = ["lib", "scripts", "tests", "examples"];
/** Live tests that measure, or compare with the newest Kubernetes whatever version is chosen. */
export const NEWEST_ONLY: readonly string[] = [
  "bench_test.ts",
  "conformance_test.ts",
  "conformance_fuzz_test.ts",
  "workloads_test.ts",
  "job_oracle_test.ts",
  "scheduler_oracle_test.ts",
  "kubectl_calls_test.ts",
  "openapi_test.ts",
  "streams_test.ts",
  "clients_test.ts",
]
  .map((file) => `tests/live/${file}`);
const NO_CONTROL_PLANE = "no Go here to build a control plane";
// Every system has it, and permission sets can name it.
const TEMPORARY_DIRECTORY = "/tmp";
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
    { name: "doc-lint", run: lintDocumentation },
    { name: "layers", run: async () => asCheck(await findLayerProblems()) },
    { name: "api-lock", run: async () => asCheck(await findApiProblems()) },
    { name: "publish", run: checkPublish },
    ...tested.map(folderStage),
    { name: "doc-tests", run: runDocumentation },
    { name: "live", isLive: true, run: runLive },
    { name: "live-examples", isLive: true, run: runExamples },
  ];
}

/** Runs the tests of one folder with the permission set of its kind. */
function folderStage(folder: string): Stage {
  const path = `tests/${folder}`;
  if (!PURE_FOLDERS.has(folder)) {
    // A permission for a unix socket names its whole path, and each gate's is another.
    const set = folder === "gate" ? "gate" : "unit";
    return { name: folder, run: (context) => runTests(context, set, [path]) };
  }
  const others = [...NOT_PURE_FILES].filter((file) => file.startsWith(`${path}/`));
  return {
    name: folder,
    async run(context) {
      const ignore = others.length === 0 ? [] : [`--ignore=${others.join(",")}`];
      const pure = await runTests(context, "pure", [...ignore, path]);
      if (others.length === 0) return pure;
      const rest = await runTests(context, "unit", others);
      return { ...addTallies(pure, rest), output: `${pure.output}\n${rest.output}` };
    },
  };
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

async function lintDocumentation(): Promise<StageResult> {
  const { exports } = await readConfig();
  return await check(["doc", "--lint", ...Object.values(exports)]);
}

/** The REPL imports what its user types: only that import cannot be known before. */
const KNOWN_WARNING_REGEXP =
  /^warning\[unanalyzable-dynamic-import\][^\n]*\n\s*-->[^\n]*\/lib\/repl\/engine\.ts:/gim;

/** Packs as for publishing; a warning, e.g. for types that are slow to read, counts as a failure. */
async function checkPublish(context: RunContext): Promise<StageResult> {
  const skip = context.isChecked ? ["--no-check"] : [];
  const { code, output } = await runDeno(["publish", "--dry-run", "--allow-dirty", ...skip]);
  const hasWarning = /^warning\[/im.test(output.replace(KNOWN_WARNING_REGEXP, ""));
  return { ...judge(code === 0 && !hasWarning), output };
}

/** The code blocks in the documentation of the library and in the README, as tests. */
async function runDocumentation(context: RunContext): Promise<StageResult> {
  return await runTests(context, "unit", [
    "--doc",
    "mod.ts",
    "lib",
    "README.md",
    "docs/TESTING.md",
  ]);
}

async function runLive(context: RunContext): Promise<StageResult> {
  const plane = await context.live.get();
  const env: Record<string, string> = plane === undefined ? {} : {
    SKIFF_LIVE_KUBECONFIG: plane.kubeconfig,
    SKIFF_LIVE_KUBECTL: plane.kubectl,
    SKIFF_LIVE_VERSION: plane.version,
  };
  const isNewest = plane === undefined || plane.version === DEFAULT_VERSION;
  const ignore = isNewest ? [] : [`--ignore=${NEWEST_ONLY.join(",")}`];
  const result = await runTests(context, "live", [...ignore, "tests/live"], env);
  return plane === undefined ? { ...result, note: NO_CONTROL_PLANE } : result;
}

/** Runs every example on the control plane: it passes when it ends well. */
async function runExamples(context: RunContext): Promise<StageResult> {
  const files = (await listFiles("examples", ".ts"))
    .filter((file) => context.filter === undefined || file.includes(context.filter));
  const plane = await context.live.get();
  if (plane === undefined) {
    return { ...ZERO, skipped: files.length, output: "", note: NO_CONTROL_PLANE };
  }
  const cache = await Deno.makeTempDir({ prefix: "skiff-examples-" });
  let tally: Tally = ZERO;
  const output: string[] = [];
  for (const file of files) {
    const env = { KUBECONFIG: plane.kubeconfig, XDG_CACHE_HOME: cache };
    const result = await runExample(file, { flags: FROZEN, env });
    tally = addTallies(tally, judge(result.code === 0));
    if (result.code !== 0) output.push(`${file} ended with status ${result.code}:`, result.output);
  }
  await Deno.remove(cache, { recursive: true });
  if (files.length === 0 && context.filter === undefined) tally = judge(false);
  return { ...tally, output: output.join("\n") };
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
  ], { env: { TMPDIR: TEMPORARY_DIRECTORY, ...env } });
  return judgeTestRun(code, output, context.filter !== undefined);
}

/** A command that passes or fails as one. */
async function check(args: readonly string[]): Promise<StageResult> {
  const { code, output } = await runDeno(args);
  return { ...judge(code === 0), output };
}

function asCheck(problems: readonly string[]): StageResult {
  return { ...judge(problems.length === 0), output: problems.join("\n") };
}

function judge(isGood: boolean): Tally {
  return isGood ? { ...ZERO, passed: 1 } : { ...ZERO, failed: 1 };
}
