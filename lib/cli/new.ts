/**
 * `skiff new NAME`: a folder to start from, with a script, its test, and what the editor needs. Layer 8.
 *
 * @module
 */
import { join } from "node:path";
import { ConfigError, EXIT_CODES, QueryError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { librarySpecifier } from "../gate/library.ts";
import { STDOUT } from "../process/output.ts";
import type { NewFlags } from "./command_flags.ts";
import { type LibraryAddresses, newFiles } from "./new_files.ts";

const NAME_REGEXP = /^[a-z](?:[a-z0-9_-]*[a-z0-9])?$/;
/** So that the lines it stands in are not too long. */
const MAX_NAME_LENGTH = 40;

/**
 * Writes the folder.
 *
 * @param flags The options of the command.
 * @param name The script's name, which the folder gets, too.
 * @returns The exit code.
 * @throws {ConfigError} when there is something already: nothing is overwritten.
 */
export async function runNew(flags: NewFlags, name: string): Promise<number> {
  if (!NAME_REGEXP.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new QueryError(
      `Cannot make "${name}": it is no name for a command: use a to z, 0 to 9, "-" and "_"`,
    );
  }
  if (flags.dir === "") throw new QueryError("Cannot use --dir: its value is empty");
  const folder = flags.dir ?? name;
  await makeFolder(name, folder);
  const files = newFiles(name, libraryAddresses());
  for (const [file, text] of files) {
    await Deno.writeTextFile(join(folder, file), text, { createNew: true });
  }
  const lines = [...files.keys()].map((file) => `wrote ${join(folder, file)}`);
  const next = `next: cd ${folder} && deno task test`;
  await STDOUT.write(`${[...lines, next].join("\n")}\n`);
  return EXIT_CODES.done;
}

async function makeFolder(name: string, folder: string): Promise<void> {
  const cannot = `Cannot make "${name}": "${folder}"`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    for await (const { name: found } of Deno.readDir(folder)) {
      throw new ConfigError(
        `${cannot} is not empty, it has "${found}": name another folder with --dir`,
      );
    }
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
      throw new ConfigError(`${cannot} is a file: name a folder with --dir`, { cause: error });
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new ConfigError(`${cannot} cannot be written: name another folder with --dir`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** A checkout is imported by its path, a published package under its name. */
function libraryAddresses(): LibraryAddresses {
  const published = `jsr:@skiff-k8s/skiff@${VERSION}`;
  return {
    main: fileOf("skiff") ?? published,
    testing: fileOf("skiff/testing") ?? `${published}/testing`,
    clientNode: fileOf("skiff/client-node") ?? `${published}/client-node`,
    repl: fileOf("skiff/repl") ?? `${published}/repl`,
  };
}

function fileOf(specifier: string): string | undefined {
  const found = librarySpecifier(specifier);
  const isFile = found !== undefined && "entry" in found && found.entry.startsWith("file:");
  return isFile ? found.entry : undefined;
}
