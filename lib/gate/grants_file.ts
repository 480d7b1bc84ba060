/**
 * Reads and writes files of grants. Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { formatGrants, type Grants, parseGrants } from "../policy/recording.ts";
import type { Rule } from "../policy/rule.ts";
import { dirname, join, resolve } from "./paths.ts";

/**
 * Reads a file of grants.
 *
 * @param path The file.
 * @throws {ConfigError} when it is none.
 */
export async function readGrants(
  path: string,
): Promise<Grants & { readonly rules: readonly Rule[] }> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new ConfigError(`Cannot read the grants ${quote(path)}: ${faultOf(error)}`);
  }
  return parseGrants(path, text, BUILTIN_NAMES);
}

/** A file that grants will be written to. */
export interface GrantsFile {
  /** Writes them, all or nothing. */
  write(grants: Grants): Promise<void>;
}

/**
 * Makes sure that a file can be written, before anything is done that it is to tell about.
 *
 * @param path The file.
 * @throws {ConfigError} when it cannot.
 */
export async function openGrantsFile(path: string): Promise<GrantsFile> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.skiff-grants-${crypto.randomUUID()}`);
  try {
    if ((await Deno.stat(target).catch(() => undefined))?.isDirectory) {
      throw new Deno.errors.IsADirectory("it is a folder");
    }
    await Deno.writeTextFile(temporary, "");
    await Deno.remove(temporary);
  } catch (error) {
    throw new ConfigError(`Cannot write the grants ${quote(path)}: ${faultOf(error)}`);
  }
  return {
    async write(grants) {
      await Deno.writeTextFile(temporary, formatGrants(grants));
      await Deno.rename(temporary, target);
    },
  };
}

function faultOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "you may not";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  throw error;
}
