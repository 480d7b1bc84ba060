/**
 * Makes one executable file of a script. Layer 7.
 *
 * @module
 */
import { basename, dirname, extname, resolve } from "node:path";
import type { ConnectPolicy } from "../api/connection.ts";
import { ConfigError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { bundleScript } from "./bundle.ts";
import {
  type CompiledPermissions,
  describePermissions,
  describePolicy,
  grantedBy,
  permissionFlags,
} from "./permissions.ts";
import { writeSelfExtracting } from "./self_extracting.ts";
import { makeStandalone } from "./standalone.ts";

/** What to compile, and how. */
export interface CompileOptions {
  /** Path of the script. */
  readonly script: string;
  /** Path of the file; default: the script's name without its extension, here. */
  readonly output?: string | undefined;
  /** The system that it is for, as Deno names it; default: this one. */
  readonly target?: string | undefined;
  /** Whether it is to be made of the running Deno, without trying `deno compile`; default `false`. */
  readonly selfExtracting?: boolean | undefined;
  /** Whether the runtime within is compressed; default `true`. */
  readonly compressed?: boolean | undefined;
  readonly permissions: CompiledPermissions;
  /** The rules that its connections are held to; default: none. */
  readonly policy?: ConnectPolicy | undefined;
}

/** A file that was made. */
export interface Compiled {
  readonly path: string;
  readonly form: "standalone" | "self-extracting";
  readonly bytes: number;
  /** Why `deno compile` did not make it, where it was tried. */
  readonly reason: string | undefined;
  /** What it may do, a kind a line. */
  readonly permissions: readonly string[];
}

/** The flags of every tool: it consists of its bundle and takes nothing from where it runs. */
const FLAGS: readonly string[] = [
  "--quiet",
  "--no-prompt",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--deny-import",
  "--cached-only",
  "--node-modules-dir=none",
];

/**
 * Compiles a script.
 *
 * @param options What, where to, and what it may do.
 * @throws {GrantError} when it is made of something that it may not import.
 * @throws {ConfigError} when it cannot be compiled, or would overwrite something else.
 */
export async function compileScript(options: CompileOptions): Promise<Compiled> {
  const { script, target } = options;
  const isForHere = target === undefined || target === Deno.build.target;
  if (options.selfExtracting === true) checkSelfExtracting(script, target);
  const output = resolve(options.output ?? basename(script, extname(script)));
  await checkOutput(script, output);
  const folder = await Deno.makeTempDir({ prefix: "skiff-compile-" });
  try {
    const work = { ...options, output, folder };
    if (options.selfExtracting === true) return await selfExtracting(work, undefined);
    const made = await standalone(work);
    if (!("reason" in made)) return made;
    if (!isForHere || Deno.build.os === "windows") {
      throw new ConfigError(
        `Cannot compile ${JSON.stringify(script)} for ${
          target ?? Deno.build.target
        }: deno compile ` +
          `has no runtime for it: ${made.reason}`,
      );
    }
    return await selfExtracting(work, made.reason);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Work extends CompileOptions {
  readonly output: string;
  readonly folder: string;
}

async function standalone(work: Work): Promise<Compiled | { readonly reason: string }> {
  // Where the kubeconfig lies is known at the start only, which these flags come too early for.
  const readsAll = work.permissions.allow.read === undefined;
  const permissions = readsAll
    ? { ...work.permissions, allow: { ...work.permissions.allow, read: "all" as const } }
    : work.permissions;
  const lines = [...describePermissions(permissions, readsAll), ...describePolicy(work.policy)];
  const info = infoOf(work, "standalone", lines);
  const folder = await Deno.makeTempDir({ dir: work.folder });
  const { main } = await bundleScript(work.script, {
    folder,
    readable: readable(work),
    info,
    policy: work.policy,
  });
  const { target } = work;
  const made = await makeStandalone({
    main,
    folder,
    flags: permissionFlags(permissions),
    target,
    info,
  });
  if ("reason" in made) return made;
  const path = target?.includes("windows") && !work.output.endsWith(".exe")
    ? `${work.output}.exe`
    : work.output;
  await moveInto(made.path, path);
  return { ...await measured(path), form: "standalone", reason: undefined, permissions: lines };
}

async function selfExtracting(work: Work, reason: string | undefined): Promise<Compiled> {
  const { permissions, output, script, compressed = true } = work;
  const lines = [...describePermissions(permissions, false), ...describePolicy(work.policy)];
  const info = infoOf(work, "self-extracting", lines);
  const folder = await Deno.makeTempDir({ dir: work.folder });
  const { files } = await bundleScript(script, {
    folder,
    readable: readable(work),
    info,
    policy: work.policy,
  });
  await writeSelfExtracting(output, {
    name: basename(output),
    made: `Made by skiff ${VERSION} with Deno ${Deno.version.deno} for ${Deno.build.target}`,
    flags: [...FLAGS, ...permissionFlags(permissions, ["read"])],
    read: permissions.all ? "none" : grantedBy(permissions).read ?? [],
    system: Deno.build.target,
    compressed,
    files,
    runtime: Deno.execPath(),
  });
  return { ...await measured(output), form: "self-extracting", reason, permissions: lines };
}

function infoOf({ output }: Work, form: Compiled["form"], lines: readonly string[]): string {
  const made = `skiff ${VERSION}, Deno ${Deno.version.deno}, ${form}`;
  return [`${basename(output)}: ${made}`, ...lines].join("\n");
}

/** Imports may lie where the tool may read. */
function readable({ permissions }: Work): readonly string[] {
  const { read = [] } = permissions.allow;
  return read === "all" ? ["/"] : read.map((path) => resolve(path));
}

async function measured(path: string): Promise<Pick<Compiled, "path" | "bytes">> {
  return { path, bytes: (await Deno.stat(path)).size };
}

/** A rename, also from another file system. */
async function moveInto(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${crypto.randomUUID()}`;
  try {
    await Deno.copyFile(from, unfinished);
    await Deno.chmod(unfinished, 0o755);
    await Deno.rename(unfinished, to);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => undefined);
    throw error;
  }
}

function checkSelfExtracting(script: string, target: string | undefined): void {
  const cannot = `Cannot compile ${JSON.stringify(script)} with --self-extracting`;
  if (Deno.build.os === "windows" || target?.includes("windows")) {
    throw new ConfigError(`${cannot}: Windows has no /bin/sh: leave the option out`);
  }
  if (target !== undefined && target !== Deno.build.target) {
    throw new ConfigError(
      `${cannot} for ${target}: it is made of the running Deno, which is for ${Deno.build.target}: ` +
        "leave the option out, or compile there",
    );
  }
}

/** Only what looks like a program is replaced. */
async function checkOutput(script: string, output: string): Promise<void> {
  const cannot = `Cannot compile ${JSON.stringify(script)} to ${JSON.stringify(output)}`;
  const folder = await statOf(dirname(output));
  if (folder?.isDirectory !== true) throw new ConfigError(`${cannot}: there is no such folder`);
  const info = await statOf(output);
  if (info === undefined) return;
  if (info.isDirectory) {
    throw new ConfigError(`${cannot}: it is a folder: name a file with -o FILE`);
  }
  const isProgram = info.mode === null || (info.mode & 0o111) !== 0;
  if (isProgram && await Deno.realPath(output) !== await Deno.realPath(script).catch(() => "")) {
    return;
  }
  throw new ConfigError(`${cannot}: it is there and not a program: name another file with -o FILE`);
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}
