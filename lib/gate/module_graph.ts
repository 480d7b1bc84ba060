/**
 * Reads which modules a script is made of, without running any of it. Layer 6.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { denoEnvironment } from "./deno_environment.ts";

/** One import of a module. */
export interface ModuleEdge {
  /** The specifier as it is written. */
  readonly specifier: string;
  /** What it resolves to; `undefined` where it resolves to nothing. */
  readonly target: string | undefined;
  /** Why it resolves to nothing. */
  readonly error: string | undefined;
  /** Whether it is an `import()`. */
  readonly isDynamic: boolean;
  /** `json`, `text`, `bytes` or none: what `with { type }` says. */
  readonly type: string | undefined;
  /** Whether only types are imported, so that nothing is loaded. */
  readonly isTypes: boolean;
}

/** One module. */
export interface GraphModule {
  /** Its address: `file:`, `data:`, `npm:`, `node:`, `https:`. */
  readonly specifier: string;
  /** As Deno names it, e.g. `TypeScript`, `Json`; empty where it does not. */
  readonly mediaType: string;
  /** Why it cannot be read. */
  readonly error: string | undefined;
  /** The id of the npm package that it belongs to. */
  readonly npmPackage: string | undefined;
  /** Its imports; those of types alone only where they are asked for. */
  readonly edges: readonly ModuleEdge[];
}

/** An npm package in the graph, as it lies in Deno's cache. */
export interface GraphPackage {
  /** Its name, e.g. `@scope/name`. */
  readonly name: string;
  readonly version: string;
  /** Names of further packages in the graph. */
  readonly dependencies: readonly string[];
  /** The folder it lies in. */
  readonly localPath: string;
}

/** The modules of a script. */
export interface ScriptGraph {
  /** The script's own address. */
  readonly root: string;
  /** Modules by address. */
  readonly modules: ReadonlyMap<string, GraphModule>;
  /** npm packages by their id, e.g. `zod@4.1.0`. */
  readonly packages: ReadonlyMap<string, GraphPackage>;
}

interface InfoTarget {
  readonly specifier?: string;
  readonly error?: string;
}

interface InfoDependency {
  readonly specifier: string;
  readonly code?: InfoTarget;
  readonly type?: InfoTarget;
  readonly isDynamic?: boolean;
  readonly assertionType?: string;
}

interface InfoModule {
  readonly specifier: string;
  readonly mediaType?: string;
  readonly error?: string;
  readonly npmPackage?: string;
  readonly dependencies?: readonly InfoDependency[];
}

interface Info {
  readonly roots: readonly string[];
  readonly modules: readonly InfoModule[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly npmPackages?: Readonly<Record<string, GraphPackage>>;
}

/** How Deno is asked. */
export interface ReadGraphOptions {
  /** Flags beside `info --json`. */
  readonly flags?: readonly string[];
  /** Variables beside those of this process that hold no secret. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether imports of types alone belong to it. */
  readonly types?: boolean;
}

/**
 * Reads the graph of a script: Deno parses it and what it imports, and fetches the npm packages among them
 * as it does for `deno run`.
 *
 * @param script Path of the script.
 * @param options Flags and environment.
 * @throws {ConfigError} when Deno cannot tell.
 */
export async function readScriptGraph(
  script: string,
  { flags = [], env = {}, types = false }: ReadGraphOptions = {},
): Promise<ScriptGraph> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--quiet", ...flags, resolve(script)],
    // There lies the configuration that `deno run` would find; `deno info` looks where it is started.
    cwd: dirname(resolve(script)),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { ...denoEnvironment(Deno.env.toObject()), ...env },
    clearEnv: true,
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new ConfigError(
      `Cannot read the imports of ${JSON.stringify(script)}: ${firstFault(decoder.decode(stderr))}`,
    );
  }
  return asGraph(JSON.parse(decoder.decode(stdout)) as Info, types);
}

// deno-lint-ignore no-control-regex -- Deno colours what it says
const COLOR_REGEXP = /\u001b\[[0-9;]*m/g;

/** The line in which Deno says what is wrong. */
function firstFault(stderr: string): string {
  const lines = stderr.replace(COLOR_REGEXP, "").split("\n").map((line) => line.trim());
  const line = lines.find((text) => text.startsWith("error:")) ?? lines.find((text) => text !== "");
  return line?.replace(/^error: */, "") ?? "deno info failed";
}

function asGraph(
  { roots, modules, redirects, npmPackages = {} }: Info,
  types: boolean,
): ScriptGraph {
  const follow = (specifier: string): string => redirects[specifier] ?? specifier;
  return {
    root: follow(roots[0] ?? ""),
    modules: new Map(modules.map((module) => [module.specifier, {
      specifier: module.specifier,
      mediaType: module.mediaType ?? "",
      error: module.error,
      npmPackage: module.npmPackage,
      edges: (module.dependencies ?? []).map((dependency) => asEdge(dependency, follow))
        .filter(({ isTypes }) => types || !isTypes),
    }])),
    packages: new Map(Object.entries(npmPackages)),
  };
}

function asEdge(
  { specifier, code, type, isDynamic = false, assertionType }: InfoDependency,
  follow: (target: string) => string,
): ModuleEdge {
  const found = code ?? type;
  return {
    specifier,
    target: found?.specifier === undefined ? undefined : follow(found.specifier),
    error: found?.error,
    isDynamic,
    type: assertionType,
    isTypes: code === undefined,
  };
}
