/**
 * What models say of themselves in words, read from the types of the official client where Deno has them in
 * its cache: this package brings none of those sentences along. Layer 4.
 *
 * @module
 */
import type { Describe, ModelDescription } from "../embedded/openapi/builtin_schemas.ts";

const PACKAGE = "@kubernetes/client-node/2.0.1/dist/gen/models";

/**
 * Finds the words for models.
 *
 * @returns What gives them; `undefined` where the official client is not in the cache, or may not be read.
 */
export function findModelWords(): Describe | undefined {
  const folder = findFolder();
  if (folder === undefined) return undefined;
  const known = new Map<string, ModelDescription | undefined>();
  return (model) => {
    if (!known.has(model)) known.set(model, readModel(folder, model));
    return known.get(model);
  };
}

/** The folder of the package, whichever registry it came from. */
function findFolder(): string | undefined {
  for (const cache of cacheFolders()) {
    for (const registry of namesIn(`${cache}/npm`)) {
      const folder = `${cache}/npm/${registry}/${PACKAGE}`;
      if (readText(`${folder}/V1Pod.d.ts`) !== undefined) return folder;
    }
  }
  return undefined;
}

function cacheFolders(): string[] {
  const [own, cache, home] = ["DENO_DIR", "XDG_CACHE_HOME", "HOME"].map(readVariable);
  return [
    ...(own === undefined ? [] : [own]),
    ...(cache === undefined ? [] : [`${cache}/deno`]),
    ...(home === undefined ? [] : [`${home}/.cache/deno`, `${home}/Library/Caches/deno`]),
  ];
}

function readVariable(name: string): string | undefined {
  return attempt(() => Deno.env.get(name) || undefined);
}

function namesIn(folder: string): string[] {
  return attempt(() => [...Deno.readDirSync(folder)].map(({ name }) => name).sort()) ?? [];
}

function readText(file: string): string | undefined {
  return attempt(() => Deno.readTextFileSync(file));
}

/** Words are welcome and not needed: whatever is not there, or may not be read, is left out. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.NotCapable ||
      error instanceof Deno.errors.PermissionDenied;
    if (isMissing) return undefined;
    throw error;
  }
}

function readModel(folder: string, model: string): ModelDescription | undefined {
  const [kind = "", version = "", group = ""] = model.split(".").reverse();
  const name = `${capital(version)}${kind}`;
  // Kinds of the same name are told from each other by their groups.
  const text = readText(`${folder}/${name}.d.ts`) ??
    readText(`${folder}/${capital(group)}${name}.d.ts`);
  return text === undefined ? undefined : parseTypes(text);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * Takes the comments out of a file of types.
 *
 * @param text The file.
 */
export function parseTypes(text: string): ModelDescription {
  const own = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare class /.exec(text)?.[1];
  const fields = new Map<string, string>();
  const places = text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*'([^']+)'\??:/g);
  for (const [, comment = "", name = ""] of places) fields.set(name, wordsOf(comment));
  return { description: own === undefined ? undefined : wordsOf(own), fields };
}

function wordsOf(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  return lines.join("\n").trim().replace(/\\(["'])/g, "$1");
}
