/**
 * Reads the files that a connection is made of, so that what is wrong with one is told in one line
 * that names the file, and never shows its content. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";

/** A file to read and how messages speak of it. */
export interface ConfigFile {
  /** Where it is. */
  readonly path: string;
  /** What was being done, completing `Cannot …`: `read the kubeconfig`, `use cluster "prod"`. */
  readonly action: string;
  /** What the file is, where the action does not say: `certificate-authority`. */
  readonly what?: string;
}

/**
 * Reads a text file.
 *
 * @param file The file.
 * @param signal Ends the read.
 * @returns Its text, without a byte order mark.
 * @throws {ConfigError} when it cannot be read or is not UTF-8.
 */
export async function readConfigFile(file: ConfigFile, signal?: AbortSignal): Promise<string> {
  const text = await findConfigFile(file, signal);
  if (text === undefined) throw new ConfigError(messageFor(file, "it does not exist"));
  return text;
}

/**
 * Reads a text file that may be missing.
 *
 * @param file The file.
 * @param signal Ends the read.
 * @returns Its text without a byte order mark, or `undefined` where there is no such file.
 * @throws {ConfigError} when it is there and cannot be read, or is not UTF-8.
 */
export async function findConfigFile(
  file: ConfigFile,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(file.path, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new ConfigError(messageFor(file, reasonOf(error, file.path)), { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConfigError(messageFor(file, "it is not UTF-8 text"), { cause: error });
  }
}

function messageFor({ action, what, path }: ConfigFile, reason: string): string {
  return what === undefined
    ? `Cannot ${action} ${quote(path)}: ${reason}`
    : `Cannot ${action}: its ${what} file ${quote(path)} cannot be read: ${reason}`;
}

function reasonOf(error: unknown, path: string): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno was not permitted to: add --allow-read=${path}`;
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.NotADirectory) return "part of its path is not a directory";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the file system does not permit it: check the owner and the mode";
  }
  return error instanceof Error ? error.message.split("\n")[0] ?? error.name : String(error);
}
