/**
 * Checks the imports of the whole project against its architecture.
 *
 * @module
 */

import { join } from "node:path";
import {
  ABOVE_THE_FACE,
  IO_FILES,
  IO_FOLDERS,
  LAYERS,
  MAX_LINES,
  type PackageRule,
  PACKAGES,
  SIDEWAYS,
} from "./architecture.ts";
import { ROOT } from "./deno_command.ts";
import { type Edge, type ModuleGraph, readModuleGraph } from "./module_graph.ts";

/** The rules that a tree brings along itself; by default this project's. */
export interface LayerOptions {
  readonly packages?: ReadonlyMap<string, PackageRule>;
}

const CHECKED = ["mod.ts", "lib", "scripts", "examples"];
const PINNED_REGEXP = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)@\d+\.\d+\.\d+[^/]*(?:\/|$)/;
// Generated files name their generator at the top; nobody reads or splits them.
const GENERATED_REGEXP = /\bscripts\/dev\/generate_\w+\.ts\b/;
const HEADER_LENGTH = 300;
/** What a user's file imports: a public entry, or the schema library of its options. */
const PUBLIC_ENTRY_REGEXP = /^(?:skiff(?:\/[\w-]+)?|zod|node:.+)$/;

/**
 * Finds everything that breaks the architecture, one line each.
 *
 * @param root The tree; default this project.
 */
export async function findLayerProblems(
  root = ROOT,
  options: LayerOptions = {},
): Promise<string[]> {
  const graph = await readModuleGraph(root, CHECKED);
  const packages = options.packages ?? PACKAGES;
  return [
    ...new Set([
      ...graph.problems,
      ...graph.edges.flatMap((edge) => problemsOf(edge, packages)),
      ...findCycles(graph),
      ...await findLongFiles(root, graph.files),
      ...graph.files.filter((file) => file.startsWith("lib/")).flatMap(unknownFolder),
    ]),
  ];
}

function problemsOf(edge: Edge, packages: ReadonlyMap<string, PackageRule>): string[] {
  const found: string[] = [];
  const area = areaOf(edge.from);
  if (area === "lib") found.push(...libProblems(edge));
  if (area === "user" && !PUBLIC_ENTRY_REGEXP.test(edge.specifier)) {
    found.push(`imports "${edge.specifier}": scripts and examples import public entries only`);
  }
  if (directoryOf(edge.from) !== directoryOf(edge.to) && /(?:^|\/)_[^/]+\.ts$/.test(edge.to)) {
    found.push(`imports ${edge.to}: a file with a leading "_" belongs to its own folder`);
  }
  if (edge.to.startsWith("npm:")) found.push(...packageProblems(edge, packages));
  return found.map((problem) => `${edge.from}: ${problem}`);
}

/** Who the rules for an importing file are made for. */
function areaOf(file: string): "lib" | "user" | "tool" {
  if (file.startsWith("lib/")) return "lib";
  if (file.startsWith("examples/")) return "user";
  return /^scripts\/[^/]+\.ts$/.test(file) ? "user" : "tool";
}

function libProblems(edge: Edge): string[] {
  const from = folderOf(edge.from);
  if (edge.to.startsWith("node:")) {
    const isAllowed = IO_FOLDERS.has(from) || IO_FILES.has(edge.from);
    return isAllowed ? [] : [`imports "${edge.to}": lib/${from} does no I/O`];
  }
  if (/^(?!\.\.?\/|npm:|node:)/.test(edge.specifier)) {
    return [`imports "${edge.specifier}": a bare specifier resolves by the user's import map`];
  }
  if (!/^\.\.?\//.test(edge.specifier)) return [];
  if (edge.to === "mod.ts" && ABOVE_THE_FACE.has(from)) return [];
  if (!edge.to.startsWith("lib/")) return [`imports ${edge.to}: that is outside lib`];
  const to = folderOf(edge.to);
  if (from === to) return [];
  if (to === "testing") return [`imports ${edge.to}: nothing in lib imports lib/testing`];
  const [own, other] = [LAYERS.get(from), LAYERS.get(to)];
  if (own === undefined || other === undefined) return [];
  if (other < own || SIDEWAYS.has(`${from} -> ${to}`)) return [];
  return [`imports ${edge.to}: layer ${other} is not below layer ${own}`];
}

function packageProblems(edge: Edge, packages: ReadonlyMap<string, PackageRule>): string[] {
  const name = PINNED_REGEXP.exec(edge.to)?.[1];
  if (name === undefined) return [`imports "${edge.specifier}": without an exact version`];
  const rule = packages.get(name);
  if (isListed(edge.from, rule?.code)) return [];
  if (!isListed(edge.from, rule?.types)) {
    return [`imports "${name}": not listed for it in scripts/dev/architecture.ts`];
  }
  return edge.isType ? [] : [`imports "${name}": only its types may be imported`];
}

function isListed(file: string, importers: readonly string[] = []): boolean {
  return importers.some((importer) =>
    importer.endsWith("/") ? file.startsWith(importer) : file === importer
  );
}

/** Finds one cycle through each strongly connected group of files. */
function findCycles(graph: ModuleGraph): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    if (from !== to) targets.set(from, [...targets.get(from) ?? [], to]);
  }
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  function visit(file: string): void {
    const index = path.indexOf(file);
    if (index >= 0) cycles.push(`cycle: ${[...path.slice(index), file].join(" -> ")}`);
    if (index >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  }
  for (const file of graph.files) visit(file);
  return cycles;
}

async function findLongFiles(root: string, files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await Deno.readTextFile(join(root, file));
    if (GENERATED_REGEXP.test(text.slice(0, HEADER_LENGTH))) continue;
    const lines = text.split("\n").length - 1;
    if (lines > MAX_LINES) {
      found.push(`${file}: ${lines} lines: split it by noun below ${MAX_LINES}`);
    }
  }
  return found;
}

function unknownFolder(file: string): string[] {
  const folder = folderOf(file);
  return LAYERS.has(folder) ? [] : [`${file}: folder "${folder}" has no layer`];
}

function folderOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function directoryOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

if (import.meta.main) {
  const problems = await findLayerProblems();
  for (const problem of problems) console.log(problem);
  Deno.exit(problems.length === 0 ? 0 : 1);
}
