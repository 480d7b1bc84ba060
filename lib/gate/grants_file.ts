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
  /**
   * Writes them, all or nothing; those of a failed run beside the recording that is there already.
   *
   * @param code The exit code of the run.
   * @returns Where they are, where that is beside it.
   */
  write(grants: Grants, code: number): Promise<string | undefined>;
}

/**
 * Makes sure that a file can be written, before anything is done that it is to tell about.
 *
 * @param path The file.
 * @throws {ConfigError} when it cannot, or something else is there.
 */
export async function openGrantsFile(path: string): Promise<GrantsFile> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.skiff-grants-${crypto.randomUUID()}`);
  try {
    if ((await Deno.stat(target).catch(() => undefined))?.isDirectory) {
      throw new Deno.errors.IsADirectory("it is a folder");
    }
    await checkReplaceable(path, target);
    await Deno.writeTextFile(temporary, "");
    await Deno.remove(temporary);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`Cannot write the grants ${quote(path)}: ${faultOf(error)}`);
  }
  return {
    async write(grants, code) {
      const before = code === 0 ? undefined : await Deno.stat(target).catch(() => undefined);
      const isAside = before !== undefined && before.size > 0;
      if (isAside) await checkReplaceable(`${path}.failed`, `${target}.failed`);
      await Deno.writeTextFile(temporary, formatGrants(grants));
      await Deno.rename(temporary, isAside ? `${target}.failed` : target);
      return isAside ? `${path}.failed` : undefined;
    },
  };
}

/** Only a recording, or an empty file, is replaced by one. */
async function checkReplaceable(path: string, target: string): Promise<void> {
  let text: string;
  try {
    text = await Deno.readTextFile(target);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (text === "") return;
  try {
    parseGrants(path, text, BUILTIN_NAMES);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      `Cannot write the grants ${quote(path)}: another file is there, which is no recording`,
    );
  }
}

function faultOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "you may not";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  throw error;
}
