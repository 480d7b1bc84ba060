/**
 * The Deno permissions that a person gives a script in the sandbox beyond its gate. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { isMissing } from "./cache_folder.ts";
import { dirname, resolve } from "./paths.ts";
import { isInside, realPathOf } from "./script_files.ts";

/** Kinds of permissions that can be given to a script in the sandbox. */
export const PERMISSION_KINDS = ["read", "write", "net", "env", "sys"] as const;

/** A kind of permission. */
export type PermissionKind = (typeof PERMISSION_KINDS)[number];

/** What is allowed or denied of one kind: everything, or what is listed. */
export type Grant = "all" | readonly string[];

/** What a person gave. */
export interface ScriptPermissions {
  readonly allow: Readonly<Partial<Record<PermissionKind, Grant>>>;
  readonly deny: Readonly<Partial<Record<PermissionKind, Grant>>>;
}

/** With all of these a script could lay links to whatever it likes, which Deno follows. */
const NAMED_ONLY: ReadonlySet<string> = new Set(["--allow-read", "--allow-write"]);

/** Variables that change how Deno itself works, or what it loads. */
const UNSAFE_VARIABLE_REGEXP = /^(?:DENO_|NODE_|LD_|DYLD_|SKIFF_|KUBECONFIG$|KUBERNETES_)/;

/**
 * Reads the value of a permission option, as Deno does.
 *
 * @param flag The option, e.g. `--allow-read`.
 * @param kind What it is about.
 * @param value Its value; empty: everything.
 * @returns What is meant, paths made absolute.
 * @throws {QueryError} when the sandbox would end with it.
 */
export function parseGrant(flag: string, kind: PermissionKind, value: string): Grant {
  if (value === "") {
    if (!NAMED_ONLY.has(flag)) return "all";
    throw new QueryError(
      `Cannot use ${flag} without a list: with everything at hand the sandbox would not hold: ` +
        `name files and folders, ${flag}=./data`,
    );
  }
  // As with Deno, a comma that belongs to a name is written twice.
  const entries = value.replaceAll(",,", "\0").split(",").map((entry) =>
    entry.replaceAll("\0", ",")
  );
  return entries.map((entry) => {
    if (entry === "") {
      throw new QueryError(`Cannot use ${flag}=${value}: one of its parts is empty`);
    }
    if (kind === "read" || kind === "write") return resolve(entry);
    if (kind === "env" && flag.startsWith("--allow") && UNSAFE_VARIABLE_REGEXP.test(entry)) {
      throw new QueryError(
        `Cannot use ${flag}=${entry}: this variable is not for scripts in the sandbox: ` +
          "pass what it needs as an argument",
      );
    }
    return entry;
  });
}

/** What the sandbox itself needs and keeps. */
export interface SandboxPaths {
  /** The gate's socket. */
  readonly socket: string;
  /** The address that requests go to. */
  readonly address: string;
  /** The variable that tells the script about its gate. */
  readonly variable: string;
  /** What a script never reads or writes, whatever it was given: credentials and what Skiff itself keeps. */
  readonly hidden: readonly string[];
  /** What the script's process loads of Skiff itself: it may be read, and never be written. */
  readonly library: readonly string[];
}

/**
 * Makes the flags of the script's process.
 *
 * @param permissions What a person gave.
 * @param paths What the sandbox needs.
 */
export function permissionFlags(
  { allow, deny }: ScriptPermissions,
  { socket, address, variable, hidden, library }: SandboxPaths,
): string[] {
  const needed: Record<PermissionKind, readonly string[]> = {
    read: [socket, ...library],
    write: [socket],
    net: [`unix:${socket}`, address],
    env: [variable],
    sys: [],
  };
  const withheld: Partial<Record<PermissionKind, readonly string[]>> = {
    read: hidden,
    write: [...hidden, ...library],
  };
  const flags: string[] = [];
  for (const kind of PERMISSION_KINDS) {
    const given = allow[kind] ?? [];
    if (given === "all") flags.push(`--allow-${kind}`);
    else {
      const all = [...needed[kind], ...given];
      if (all.length > 0) flags.push(`--allow-${kind}=${all.map(escapeEntry).join(",")}`);
    }
    const denied = deny[kind] ?? [];
    if (denied === "all") flags.push(`--deny-${kind}`);
    else {
      const all = [...denied, ...withheld[kind] ?? []];
      if (all.length > 0) flags.push(`--deny-${kind}=${all.map(escapeEntry).join(",")}`);
    }
  }
  return flags;
}

function escapeEntry(entry: string): string {
  return entry.replaceAll(",", ",,");
}

/**
 * The folders and files that a script may read, without symbolic links.
 *
 * @param permissions What a person gave.
 */
export function readablePaths({ allow }: ScriptPermissions): readonly string[] {
  return allow.read === "all" ? ["/"] : (allow.read ?? []).map(realPathOf);
}

/**
 * Refuses rights by which a script could move a folder with hidden files in it: Deno denies a file by its
 * place, and in another place it would be a file like any other.
 *
 * @param permissions What a person gave.
 * @param hidden What a script never reads or writes.
 * @throws {QueryError} when the sandbox would end with these rights.
 */
export function checkHidden({ allow }: ScriptPermissions, hidden: readonly string[]): void {
  const [read, write] = [placesOf(allow.read), placesOf(allow.write)];
  for (const path of hidden) {
    const folder = dirname(path);
    const covers = (place: string): boolean => isInside(folder, place);
    if (!write.some(covers) || !read.some(covers) || !exists(path)) continue;
    // A folder cannot be moved into itself.
    if (write.every((place) => isInside(place, folder))) continue;
    throw new QueryError(
      `Cannot use --allow-write=${
        write.find(covers)
      } together with --allow-read: a script could move ` +
        `${folder}, in which ${
          JSON.stringify(path)
        } is hidden from it: name folders without such files`,
    );
  }
}

/** Where a grant reaches, by the paths as they were given and without symbolic links. */
function placesOf(grant: Grant | undefined): readonly string[] {
  if (grant === "all") return ["/"];
  return [...new Set((grant ?? []).flatMap((path) => [path, realPathOf(path)]))];
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Variables that only change how things look; Deno reads them itself, the script cannot. */
const PLAIN_VARIABLES: readonly string[] = [
  "COLORTERM",
  "FORCE_COLOR",
  "LANG",
  "LC_ALL",
  "NO_COLOR",
  "TERM",
  "TMPDIR",
  "TZ",
];

/**
 * Picks the environment of the script's process.
 *
 * @param permissions What a person gave.
 * @param environment The environment of this process.
 */
export function scriptEnvironment(
  { allow }: ScriptPermissions,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = allow.env === "all" ? Object.keys(environment) : allow.env ?? [];
  const names = [...PLAIN_VARIABLES, ...given].filter((name) => !UNSAFE_VARIABLE_REGEXP.test(name));
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
