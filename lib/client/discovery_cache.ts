/**
 * Keeps what a server's discovery said on disk, for its user alone. Layer 2.
 *
 * The cache is a convenience: where it cannot be read or written, holds something else, or where the
 * process has no permission for it, discovery goes on without it.
 *
 * @module
 */
import { formatApiVersion } from "../core/gvk.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { isRecord, recordsOf, stringsOf, textOf } from "./discovery_json.ts";
import { completeKind, type Snapshot, type SnapshotPart } from "./discovery_snapshot.ts";

/** The kept answer of one server. */
export interface DiscoveryCache {
  /** The kept answer, or `undefined` where there is none that can be used. */
  read(): Promise<Snapshot | undefined>;
  /** Keeps an answer; does nothing where that is not possible. */
  write(snapshot: Snapshot): Promise<void>;
}

/**
 * Opens the cache of a server; touches nothing yet.
 *
 * @param server The server's address; only its hash goes into the file's name.
 * @param directory Where to keep answers, `false` to keep none; default: the user's cache directory.
 * @returns The cache.
 */
export function openDiscoveryCache(
  server: string,
  directory: string | false | undefined,
): DiscoveryCache {
  return directory === false ? NO_CACHE : new FileCache(server, directory);
}

const NO_CACHE: DiscoveryCache = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
};

/** Changes whenever the form of the file does. */
const FORMAT = 1;

/** Larger files are not ours: 5,000 custom kinds take about 2 MB. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

class FileCache implements DiscoveryCache {
  readonly #server: string;
  readonly #directory: string | undefined;

  constructor(server: string, directory: string | undefined) {
    this.#server = server;
    this.#directory = directory;
  }

  async read(): Promise<Snapshot | undefined> {
    const directory = this.#directory ?? defaultDirectory();
    if (directory === undefined || !await isGranted("read", directory)) return undefined;
    try {
      const path = await this.#path(directory);
      const { isFile, size } = await Deno.stat(path);
      if (!isFile || size > MAX_FILE_BYTES) return undefined;
      return parseFile(JSON.parse(await Deno.readTextFile(path)), this.#server);
    } catch (error) {
      if (isHarmless(error)) return undefined;
      throw error;
    }
  }

  async write(snapshot: Snapshot): Promise<void> {
    const directory = this.#directory ?? defaultDirectory();
    if (directory === undefined || !await isGranted("write", directory)) return;
    try {
      await Deno.mkdir(`${directory}/discovery`, { recursive: true, mode: 0o700 });
      const path = await this.#path(directory);
      const temporary = `${path}.${crypto.randomUUID()}`;
      const text = JSON.stringify(formatFile(snapshot, this.#server));
      await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
      try {
        await Deno.rename(temporary, path);
      } catch (error) {
        await Deno.remove(temporary);
        throw error;
      }
    } catch (error) {
      if (!isHarmless(error)) throw error;
    }
  }

  async #path(directory: string): Promise<string> {
    const bytes = new TextEncoder().encode(this.#server);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    return `${directory}/discovery/${hash.slice(0, 32)}.json`;
  }
}

/** Everything the file system may say, and a file that holds no JSON; anything else is a fault of ours. */
function isHarmless(error: unknown): boolean {
  return error instanceof SyntaxError ||
    Object.values(Deno.errors).some((known) => error instanceof known) ||
    (error instanceof Error && "code" in error && typeof error.code === "string");
}

/** The user's cache directory, where the environment names one and may be read. */
function defaultDirectory(): string | undefined {
  const xdg = readVariable("XDG_CACHE_HOME");
  if (xdg !== undefined && isAbsolute(xdg)) return `${xdg}/skiff`;
  const home = readVariable("HOME");
  if (home !== undefined && isAbsolute(home)) return `${home}/.cache/skiff`;
  const local = readVariable("LOCALAPPDATA");
  return local !== undefined && isAbsolute(local) ? `${local}/skiff` : undefined;
}

function readVariable(variable: string): string | undefined {
  // Asking for a variable without the permission would stop the script with a question to the user.
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

async function isGranted(name: "read" | "write", path: string): Promise<boolean> {
  return (await Deno.permissions.query({ name, path })).state === "granted";
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
}

/** What is written: built-in kinds by name only, because the table has the rest. */
function formatFile(snapshot: Snapshot, server: string): unknown {
  return {
    format: FORMAT,
    server,
    savedAtMs: snapshot.savedAtMs,
    api: formatPart(snapshot.api),
    apis: formatPart(snapshot.apis),
  };
}

function formatPart({ etag, groups, kinds, failed }: SnapshotPart): unknown {
  return { etag, groups, failed, kinds: kinds.map(formatEntry) };
}

function formatEntry(kind: Kind): unknown {
  const apiVersion = formatApiVersion(kind);
  if (builtinKind(apiVersion, kind.kind) === kind) return [apiVersion, kind.kind];
  const { fields: _fields, traits: _traits, ...served } = kind;
  return served;
}

function parseFile(file: unknown, server: string): Snapshot | undefined {
  if (!isRecord(file) || file["format"] !== FORMAT || file["server"] !== server) return undefined;
  const { savedAtMs } = file;
  const api = parsePart(file["api"]);
  const apis = parsePart(file["apis"]);
  if (typeof savedAtMs !== "number" || api === undefined || apis === undefined) return undefined;
  return { savedAtMs, api, apis };
}

function parsePart(part: unknown): SnapshotPart | undefined {
  if (!isRecord(part) || !Array.isArray(part["kinds"])) return undefined;
  const kinds = part["kinds"].map(parseEntry);
  if (!kinds.every((kind) => kind !== undefined)) return undefined;
  const groups = recordsOf(part["groups"]).map((group) => ({
    name: textOf(group["name"]),
    versions: stringsOf(group["versions"]),
  }));
  const etag = textOf(part["etag"]);
  return { ...(etag === "" ? {} : { etag }), groups, kinds, failed: stringsOf(part["failed"]) };
}

function parseEntry(entry: unknown): Kind | undefined {
  if (Array.isArray(entry)) return builtinKind(textOf(entry[0]), textOf(entry[1]));
  if (!isRecord(entry)) return undefined;
  const [group, version, kind, plural] = ["group", "version", "kind", "plural"].map((name) =>
    textOf(entry[name])
  );
  if (group === undefined || !version || !kind || !plural) return undefined;
  return completeKind({
    group,
    version,
    kind,
    plural,
    singular: textOf(entry["singular"]),
    namespaced: entry["namespaced"] === true,
    shortNames: stringsOf(entry["shortNames"]),
    categories: stringsOf(entry["categories"]),
    verbs: stringsOf(entry["verbs"]),
    subresources: stringsOf(entry["subresources"]),
  });
}
