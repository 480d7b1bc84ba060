/**
 * Commands that read and write files. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import type { CommandTarget } from "./command.ts";

/** Files that are longer are no lines that somebody typed. */
const MAX_FILE_BYTES = 1_000_000;

/** Runs a file as if it had been typed. */
export async function loadFile(
  session: CommandTarget,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  if (file === "") throw new QueryError("Cannot load a file: .load is followed by its path");
  const source = await readSource(file);
  await session.runInput(source.replace(/^#!.*/, ""), signal);
}

async function readSource(file: string): Promise<string> {
  try {
    const { size, isFile } = await Deno.stat(file);
    if (!isFile) throw new QueryError(`Cannot load ${quote(file)}: it is no file`);
    if (size > MAX_FILE_BYTES) {
      throw new QueryError(`Cannot load ${quote(file)}: it has more than ${MAX_FILE_BYTES} bytes`);
    }
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new QueryError(`Cannot load ${quote(file)}: there is no such file`);
    }
    throw error;
  }
}
